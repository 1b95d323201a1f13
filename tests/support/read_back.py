"""What stands in the files of an account, read back by other programs than those that wrote them."""

import csv
import io
from collections.abc import Collection

import openpyxl
import pypdf

from backend.accounting import COLUMNS


def rows_of_csv(content: bytes, columns: Collection[str] = COLUMNS) -> list[list[object]]:
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert head == list(columns)
    return [[cell(value) for value in row] for row in rows]


def rows_of_xlsx(content: bytes, columns: Collection[str] = COLUMNS) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Redovisning"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == tuple(columns)
    return [[cell(value) for value in row] for row in rows]


def cell(value: object) -> object:
    if value is None or value == "":
        return None
    if hasattr(value, "date"):
        value = value.date()  # a workbook's day
    try:
        return float(str(value))
    except ValueError:
        return str(value)


def on_paper(content: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
