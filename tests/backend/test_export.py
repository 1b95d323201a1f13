"""What is exported opens in a spreadsheet, and reads back."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from backend import export
from backend.desk.publish import own_packs
from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn, Handed
from backend.domain.report import Report, Stop
from backend.existing.activities import read_activities
from backend.existing.recording import ImportDesk
from backend.existing.sheets import read_table
from backend.export import Table
from backend.house import House
from backend.log import Entry
from backend.settings import Settings
from projections.fulfilment import fulfilment

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
COLLEAGUE = UUID(int=7)
REPORTS = (
    Report(
        kind="platsbesok",
        occurred_at=datetime.fromisoformat("2026-05-04T20:30:00+02:00"),
        minutes=20,
        place="ankarsrum",
        people=5,
        problem="otrygg-plats",
        actions=("synlighet", "samtal"),
        joint=("kommunen",),
        crew=(COLLEAGUE,),
    ),
    Report(
        kind="fotpatrull",
        occurred_at=datetime.fromisoformat("2026-10-25T02:30:00+01:00"),  # the second half past two of that night
        minutes=90,
        stops=(Stop(place="resecentrum", minutes=40), Stop(place="stora-torget")),
    ),
    Report(
        kind="medborgardialog",
        occurred_at=datetime.fromisoformat("2026-10-25T02:30:00.250000+02:00"),
        zone="skargarden",
        answers={"trafik": "ja"},
        results={"trafiktips": 3},
    ),
)
TALK = Report(kind="orossamtal", occurred_at=datetime.fromisoformat("2026-05-06T12:00:00+02:00"))


def recorded(number: int, report: Report, *, organisation: str = "polisen", by_day: bool = False) -> list[Entry]:
    event = ActivityRecorded(
        partnership="vastervik",
        by=COLLEAGUE,
        organisation=organisation,
        handed=Handed(command=UUID(int=1_000 + number), recorded_at=NOW),
        received_at=NOW,
        report=report,
        by_day=by_day,
    )
    return [Entry(stream=UUID(int=number), version=1, event=event)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Five activities of the police's, one of them corrected and one withdrawn, and one of the municipality's."""
    here = Settings.read({"FALTLOGG_DATA": str(tmp_path / "data")})
    with House(here, now=lambda: NOW) as opened:
        for name, text in own_packs():
            if name in ("vastervik-2020.toml", "vastervik-2026.toml"):
                opened.publish_desk.pack(text)
        for i, report in enumerate(REPORTS, start=1):
            opened.log.append(recorded(i, report))
        opened.log.append(recorded(4, TALK, by_day=True))
        opened.log.append(recorded(5, REPORTS[0]))
        opened.log.append(recorded(6, Report(kind="faltarpass", occurred_at=NOW), organisation="kommunen"))
        handed = Handed(command=UUID(int=2_001), recorded_at=NOW)
        corrected = ActivityCorrected(
            partnership="vastervik",
            by=COLLEAGUE,
            organisation="polisen",
            handed=handed,
            received_at=NOW,
            report=REPORTS[1],
        )
        withdrawn = ActivityWithdrawn(
            partnership="vastervik", by=COLLEAGUE, organisation="polisen", handed=handed, received_at=NOW
        )
        for number, event in ((2, corrected), (5, withdrawn)):
            opened.log.append([Entry(stream=UUID(int=number), version=2, event=event)])
        opened.follower.catch_up()
        yield opened


def activities(house: House, first: date | None = None, last: date | None = None) -> bytes:
    catalogue = house.catalogues.of("vastervik")
    with house.views.read() as reading:
        table = export.activities(house.log, reading, "vastervik", "polisen", catalogue, first=first, last=last)
        return export.as_csv(table)


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def workbook(house: House) -> bytes:
    with house.views.read() as reading:
        table = export.activities(house.log, reading, "vastervik", "polisen", house.catalogues.of("vastervik"))
        return export.as_xlsx(table)


def test_only_ones_own_organisations_activities_that_stand_are_there_and_no_notes(house):
    found = lines(activities(house))
    assert [row["kind"] for row in found] == ["platsbesok", "orossamtal", "medborgardialog", "fotpatrull"]
    assert {row["organisation"] for row in found} == {"polisen"}
    assert "note" not in found[0]


def test_days_narrow_it(house):
    assert [row["kind"] for row in lines(activities(house, first=date(2026, 5, 5), last=date(2026, 5, 6)))] == [
        "orossamtal"
    ]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_it_reads_back_as_the_same_reports(house, tmp_path, suffix):
    path = tmp_path / f"aktiviteter.{suffix}"
    path.write_bytes(activities(house) if suffix == "csv" else workbook(house))
    file = read_activities(path, house.catalogues.of("vastervik"), crew_known=set)
    assert file.faults == []
    assert {row.id: row.report for row in file.rows} == {
        UUID(int=n): report for n, report in enumerate((*REPORTS, TALK), start=1)
    }
    assert [row.by_day for row in file.rows] == [False, True, False, False]


def test_importing_what_was_exported_adds_nothing(house, tmp_path):
    path = tmp_path / "aktiviteter.xlsx"
    path.write_bytes(workbook(house))
    desk = ImportDesk(house.log, house.vault, house.catalogues, now=house.now, crew_known=lambda _, ids: set(ids))
    outcome = desk.activities(path, "vastervik")
    assert (outcome.added, outcome.already, outcome.faults) == (0, 4, ())


def test_a_workbook_has_real_dates_a_frozen_head_and_what_the_codes_mean(house):
    book = load_workbook(io.BytesIO(workbook(house)))
    sheet = book["Aktiviteter"]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet["C"]][1:3] == [datetime(2026, 5, 4, 20, 30), datetime(2026, 5, 6)]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet["C"]][1:3] == ["yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"]
    assert ("place", "ankarsrum", "Ankarsrum") in {tuple(c.value for c in row) for row in book["Koder"].iter_rows()}


def test_text_that_looks_like_a_formula_is_none(tmp_path):
    texts = ["=1+1", "+46", "-1", "@a", "vanlig", "'=1"]
    table = Table(name="Text", columns=("note",), rows=[[text] for text in texts])
    book = load_workbook(io.BytesIO(export.as_xlsx(table)))
    assert [(cell.value, cell.data_type) for cell in book["Text"]["A"][1:]] == [(text, "s") for text in texts]
    written = [row["note"] for row in lines(export.as_csv(table))]
    assert written == ["'=1+1", "'+46", "'-1", "'@a", "vanlig", "'=1"]
    path = tmp_path / "text.csv"
    path.write_bytes(export.as_csv(table))
    assert len(read_table(path, {"note": ()}, ()).rows) == len(texts)


def test_numbers_stay_numbers_also_below_nought():
    assert lines(export.as_csv(Table(name="Tal", columns=("a",), rows=[[-1], [0.5]]))) == [{"a": "-1"}, {"a": "0.5"}]


def test_fulfilment_has_a_row_for_every_rule_with_the_figures_of_the_answer(house):
    with house.views.read() as reading:
        answer = fulfilment(reading, "vastervik", "vastervik-2026", as_of=NOW.date(), viewer="kommunen")
    found = lines(export.as_csv(export.fulfilment(answer)))
    assert len(found) == sum(len(c.rules) for c in answer.commitments)
    visits = next(row for row in found if row["commitment"] == "platsbesok")
    figure = answer.commitment("platsbesok").rules[0]
    assert (visits["value"], visits["target"], visits["status"]) == (str(figure.value), "100", figure.status)
    talks = next(row for row in found if row["commitment"] == "orossamtal")
    assert talks["value"] in ("", "färre än 5")
    assert {row["pledge"] for row in found} == {"vastervik-2026"}
    assert {row["as_of"] for row in found} == {"2026-11-20"}


@pytest.mark.parametrize(
    ("day", "said"), [("2026-11-20", "awaited"), ("2027-01-14", "awaited"), ("2027-01-15", "unreported")]
)
def test_a_period_is_unreported_on_the_day_it_is_due_and_not_before(house, day: str, said: str):
    with house.views.read() as reading:
        answer = fulfilment(reading, "vastervik", "vastervik-2026", as_of=date.fromisoformat(day), viewer="kommunen")
    told = next(row for row in lines(export.as_csv(export.fulfilment(answer))) if row["type"] == "stated")
    assert told["judgements"] == f"2026-T1=unreported;2026-T2=unreported;2026-T3={said}"
