"""Activities and fulfilment as tables that a spreadsheet opens: CSV (semicolons, UTF-8 with a mark) and XLSX.

An activities table reads back with `faltlogg import activities`, and adds nothing where it came from. Text that a
spreadsheet would take for a formula is guarded by an apostrophe in CSV; in a workbook a text is a text.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, get_args
from uuid import UUID

import msgspec
import xlsxwriter

from backend.domain import activity as domain
from backend.domain.activity import Activity, ActivityEvent
from backend.domain.calendar import STOCKHOLM, local
from backend.domain.catalogue import Catalogue
from backend.domain.report import Report
from backend.existing.activities import COLUMNS
from backend.log import Log
from projections import activities as view
from projections.answers import Change, Fulfilment, Hidden, RuleFigure
from projections.store import Reading

Value = str | int | float | date | datetime | None
"""A cell. A `datetime` without a zone is a Swedish wall clock's."""

_TOGETHER = 500  # streams read at once
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60  # characters of a column

FULFILMENT = (
    "pledge", "as_of", "known", "area", "commitment", "title", "owner", "text", "commitment_status",
    "rule", "type", "label", "reading", "of", "status", "value", "target", "expected", "baseline", "of_total",
    "forecast", "forecast_low", "forecast_high", "covered", "periods", "gaps", "steps", "judgements", "not_yet",
    "polisen", "kommunen", "would_change", "told_to", "others_to",
)  # fmt: skip
"""The columns of a fulfilment table: the names of the API's answer, one row per rule. `as_of` is the day at whose end
it is told. `judgements` are `period=verdict`, `awaited` until the period is due and `unreported` after.
`would_change` is `status=what, by when` for each status it would give, the nearest first, in the unit of
`of`: `on-track=4 till senast 2026-06-30`; `behind=utan 1 till senast 2026-07-05` where it is not done.
`told_to` and `others_to` are the last day of a figure about people, or of the other organisation's part of it, where
that is before `as_of`: whole months are told.
"""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A named table; `legend` says what its codes mean, as (list, code, label)."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    legend: Sequence[tuple[str, str, str]] = ()


def activities(
    log: Log,
    reading: Reading,
    partnership: str,
    organisation: str,
    catalogue: Catalogue,
    *,
    first: date | None = None,
    last: date | None = None,
    note: Callable[[UUID], str | None] | None = None,
) -> Table:
    """What an organisation has recorded and not withdrawn, from `first` to `last`, oldest first; `reading` stays open
    meanwhile.

    There is no column of notes unless `note` opens them: asking for one is an event, and the caller's to justify.
    """
    columns = [c for c in COLUMNS if c != "note" or note]
    found = (d.activity for d in view.of_organisation(reading, partnership, organisation, first=first, last=last))
    return Table(
        name="Aktiviteter",
        columns=columns,
        rows=([_cells(id_, past, note).get(c) for c in columns] for id_, past in _as_they_stand(log, found)),
        legend=_legend(catalogue),
    )


def fulfilment(answer: Fulfilment) -> Table:
    """The figures of an answer, a row for each rule."""
    day = local(answer.as_of).date() - timedelta(days=1)
    rows = [
        [row.get(column) for column in FULFILMENT]
        for commitment in answer.commitments
        for number, figure in enumerate(commitment.rules, start=1)
        for row in [
            {
                "pledge": answer.pledge,
                "as_of": day,
                "known": _wall(answer.known),
                "area": commitment.area,
                "commitment": commitment.code,
                "title": commitment.title,
                "owner": ";".join(commitment.owner),
                "text": commitment.text,
                "commitment_status": commitment.status,
                "rule": number,
                **_figures(figure, day),
            }
        ]
    ]
    return Table(name="Löftesuppfyllelse", columns=FULFILMENT, rows=rows)


def as_csv(table: Table) -> bytes:
    """The table as Excel in Swedish opens it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(table.columns)
    writer.writerows([_written(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook, its head frozen, dates as dates; what the codes mean is on a sheet of its own."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        shapes = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _sheet(book, table.name, table.columns, table.rows, head, shapes)
        if table.legend:
            _sheet(book, "Koder", ("lista", "kod", "betydelse"), table.legend, head, shapes)
    return made.getvalue()


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    head: Any,
    shapes: Mapping[Any, Any],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    widths = [len(column) for column in columns]
    for j, column in enumerate(columns):
        sheet.write_string(0, j, column, head)
    for i, row in enumerate(rows, start=1):
        for j, value in enumerate(row):
            match value:
                case None:
                    continue
                case datetime() | date():
                    sheet.write_datetime(i, j, value, shapes[type(value)])
                case int() | float():
                    sheet.write_number(i, j, value)
                case _:
                    sheet.write_string(i, j, value)
            widths[j] = max(widths[j], 19 if isinstance(value, date) else len(str(value)))
    for j, width in enumerate(widths):
        sheet.set_column(j, j, min(width, _WIDEST) + 2)


def _as_they_stand(log: Log, ids: Iterator[UUID]) -> Iterator[tuple[UUID, Activity]]:
    """The activities themselves, in the order of the ids: the log has every field, as it was sent."""
    while batch := list(islice(ids, _TOGETHER)):
        streams = log.read(batch)
        for id_ in batch:
            past: Activity | None = None
            for recorded in streams.get(id_, ()):
                if isinstance(recorded.event, get_args(ActivityEvent)):
                    past = domain.evolve(past, recorded.event)
            if past is not None and not past.withdrawn:
                yield id_, past


def _cells(id_: UUID, past: Activity, note: Callable[[UUID], str | None] | None) -> dict[str, Value]:
    report = past.report
    return {
        "id": str(id_),
        "kind": report.kind,
        "occurred_at": _occurred(report, by_day=past.by_day),
        "organisation": past.organisation,
        "place": report.place,
        "stops": _joined(s.place if s.minutes is None else f"{s.place}={s.minutes}" for s in report.stops),
        "zone": report.zone,
        "minutes": report.minutes,
        "people": report.people,
        "problem": report.problem,
        "actions": _joined(report.actions),
        "joint": _joined(report.joint),
        "crew": _joined(map(str, report.crew)),
        "results": _joined(f"{name}={count}" for name, count in report.results.items()),
        "answers": _joined(f"{question}={answer}" for question, answer in report.answers.items()),
        "note": note(id_) if note and past.note else None,
    }


def _joined(parts: Iterable[str]) -> str | None:
    return ";".join(parts) or None


def _occurred(report: Report, *, by_day: bool) -> Value:
    """A day, a wall clock's time, or, where that does not say enough, the time with its offset."""
    began = local(report.occurred_at)
    if by_day:
        return began.date()
    wall = _wall(began)
    said_twice = wall.replace(tzinfo=STOCKHOLM).utcoffset() != began.utcoffset()
    return began.isoformat() if said_twice or began.microsecond else wall


def _wall(moment: datetime) -> datetime:
    return local(moment).replace(tzinfo=None, microsecond=0, fold=0)


def _figures(figure: RuleFigure, day: date) -> dict[str, Value]:
    by = figure.by_organisation or {}
    return {
        "type": figure.type,
        "label": figure.label.sv if figure.label else None,
        "reading": figure.reading,
        "of": figure.of,
        "status": figure.status,
        "value": _number(figure.value),
        "target": figure.target,
        "expected": figure.expected,
        "baseline": figure.baseline,
        "of_total": figure.of_total,
        "forecast": figure.forecast.value if figure.forecast else None,
        "forecast_low": figure.forecast.low if figure.forecast else None,
        "forecast_high": figure.forecast.high if figure.forecast else None,
        "covered": figure.covered,
        "periods": figure.periods,
        "gaps": _joined(gap.period for gap in figure.gaps or ()),
        "steps": _joined(f"{step.code}={step.status}" for step in figure.steps or ()),
        "judgements": judged(figure, day),
        "not_yet": figure.not_yet,
        "polisen": _number(by.get("polisen")),
        "kommunen": _number(by.get("kommunen")),
        "would_change": would_change(figure),
        "told_to": figure.told_to,
        "others_to": figure.others_to,
    }


def judged(figure: RuleFigure, day: date) -> str | None:
    """The periods as of a day, in one cell: a verdict, `awaited`, or `unreported` from the day it was due."""
    return _joined(
        f"{j.period}={j.verdict or ('unreported' if j.due <= day else 'awaited')}" for j in figure.judgements or ()
    )


def would_change(figure: RuleFigure) -> str | None:
    """Everything that would give a rule another status, in one cell; None where nothing is said."""
    return _joined(map(_change, figure.would_change or ()))


def _change(change: Change) -> str:
    """`on-track=4 till senast 2026-06-30`, `behind=utan 1 till 2026-W27 senast 2026-07-05`, `met=steg plan`."""
    parts = [
        "utan" if change.without else "",
        "" if change.more is None else f"{change.more} till",
        ",".join(change.periods),
        f"steg {','.join(change.steps)}" if change.steps else "",
        f"senast {change.by}" if change.by else "",
    ]
    return f"{change.to}={' '.join(part for part in parts if part)}"


def _number(figure: int | float | Hidden | None) -> Value:
    return f"färre än {figure.fewer_than}" if isinstance(figure, Hidden) else figure


def _written(value: Value) -> str | int | float | None:
    match value:
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case str() if value.startswith(_FORMULA):
            return f"'{value}"
    return value


def _legend(catalogue: Catalogue) -> list[tuple[str, str, str]]:
    labelled = [
        (name, entry.code, entry.label.sv)
        for name, entries in (
            ("kind", catalogue.kinds),
            ("problem", catalogue.problems),
            ("actions", catalogue.actions),
            ("joint", catalogue.parties),
        )
        for entry in entries.values()
    ]
    named = [("place", p.code, p.name) for p in catalogue.places.values()]
    return labelled + named + [("zone", z.code, z.name) for z in catalogue.zones.values()]
