"""Draws up an account of a pledge and writes it as files: canonical JSON, and CSV and XLSX made of the same figures.

An account drawn up again from the log, read to the same position, has the same figures (`draw_up_again`).
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, get_args

import msgspec

from backend import export
from backend.desk.account import AccountDesk
from backend.domain.account import ASKS, Account, Accounts, Occasion
from backend.domain.calendar import local
from backend.domain.citizen import Finding, findings
from backend.domain.refusal import Refused
from projections.account import Checked, OpenFigure, OpenQuestion, PledgeAccount, account
from projections.answers import Hidden
from projections.meeting import DecisionTold
from projections.store import Reading
from projections.told import Unseal

MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

COLUMNS: dict[str, tuple[str, str]] = {
    "pledge": ("Löftets kod", "string"),
    "as_of": ("Dagen vars slut siffrorna gäller", "date"),
    "area": ("Löftesområdets kod", "string"),
    "commitment": (
        "Åtagandets kod; plats/kod och beslut/id för platser och beslut i underlaget till ett fredagsmöte",
        "string",
    ),
    "title": ("Åtagandets korta rubrik, vår", "string"),
    "owner": ("Vem som lovade: polisen, kommunen eller båda, åtskilda av semikolon", "string"),
    "text": ("Åtagandet ordagrant, eller beslutets ordalydelse", "string"),
    "commitment_status": ("Åtagandets läge: met, on-track, behind, missed, ongoing, reported, unreported", "string"),
    "rule": ("Räkneregelns nummer inom åtagandet, från 1", "integer"),
    "type": (
        "Regelns sort: count, cadence, trend, milestone, coverage, ongoing, on-demand, stated; eller place, decision",
        "string",
    ),
    "label": ("Vad regeln räknar, där åtagandet har flera", "string"),
    "reading": ("Hur vi läser löftet, där texten inte säger allt", "string"),
    "of": ("Enheten: activities, minutes, people, places, days eller results.namn", "string"),
    "status": ("Regelns läge", "string"),
    "value": ("Siffran. Tom där den inte finns eller inte får sägas, aldrig 0 i stället", "number"),
    "at_least": ("I stället för value när siffran rör personer: så många eller upp till fyra fler", "integer"),
    "fewer_than": ("I stället för value när siffran rör personer och är liten: färre än så", "integer"),
    "withheld": ("1 där det finns en siffra om personer som inte redovisas", "integer"),
    "target": ("Målet enligt löftet", "number"),
    "expected": ("Så mycket som var väntat vid dagen", "number"),
    "baseline": ("Samma tid i löftet som jämförs", "number"),
    "of_total": ("Det hela som en andel (value) är av", "integer"),
    "forecast": ("Prognos till löftets slut", "integer"),
    "forecast_low": ("Prognosens nedre gräns", "integer"),
    "forecast_high": ("Prognosens övre gräns", "integer"),
    "covered": ("Perioder som blev av", "integer"),
    "periods": ("Perioder som har slutat", "integer"),
    "gaps": ("Perioder som uteblev, åtskilda av semikolon", "string"),
    "steps": ("Steg och hur långt de kommit, steg=läge, åtskilda av semikolon", "string"),
    "judgements": (
        "Ägarens bedömningar, period=bedömning, åtskilda av semikolon; awaited före dagen de ska in, sedan unreported",
        "string",
    ),
    "not_yet": ("Insatser som inte räknas än", "integer"),
    "polisen": ("Polisens del av siffran; gemensamma insatser räknas hos båda", "integer"),
    "kommunen": ("Kommunens del av siffran", "integer"),
}
"""The columns of an account as a table: what each means, and its type."""

OF_MEETING: dict[str, tuple[str, str]] = {
    "week": ("Veckan då beslutet togs", "string"),
    "where": ("Platsen eller området som beslutet gäller", "string"),
    "function": ("Funktionen som ska göra det", "string"),
    "until": ("Sista dagen. Tom: tills vidare", "date"),
    "outcome": ("Hur det gick, som det senast sades: open, partly, done, dropped", "string"),
    "told": ("Vad som senast sades om hur det gick", "string"),
    "told_on": ("Dagen då det sades", "date"),
    "told_by": ("Organisationen som sade det", "string"),
    "would_change": (
        "Vad som skulle ändra regelns läge, läge=vad, närmast först, åtskilda av semikolon; utan: om det inte görs",
        "string",
    ),
    "erased": ("Texter som var gallrade: what (text), function, told, åtskilda av semikolon", "string"),
}
"""What the table of a Friday meeting has besides: a row for each decision, its words in `text`, and what would change a
rule's status."""


def checklist(desk: AccountDesk, partnership: str, pledge: str, past: Accounts) -> tuple[Checked, ...]:
    """The answers to the national checklist so far, in its order."""
    texts = desk.answered(partnership, pledge, past)
    return tuple(
        Checked(
            ask=ask,
            text=texts[ask],
            organisation=past.answers[ask].event.organisation,
            on=local(past.answers[ask].event.received_at).date(),
        )
        for ask in ASKS
        if ask in texts
    )


def draw_up(
    reading: Reading,
    partnership: str,
    pledge: str,
    occasion: Occasion,
    *,
    as_of: date,
    now: datetime,
    unseal: Unseal,
    answers: tuple[Checked, ...] = (),
) -> PledgeAccount:
    """An account by the log as far as `reading` has come. Raises Refused (`unknown-pledge`)."""
    asked = OpenQuestion(
        reading,
        partnership,
        pledge,
        as_of=as_of,
        read_to=reading.position,
        drawn_up=local(now).date(),
        unseal=unseal,
    )
    return account(asked, occasion, answers if occasion == "year" else ())


def check_words(given: PledgeAccount, confirmed: Collection[str] = ()) -> None:
    """Look once more for what points somebody out, in the words of decisions that can soon not be erased.

    Refused: `confirm`, with the findings that nobody has let stand (`confirmed`).
    """
    told = (*given.meeting.before, *given.meeting.decided) if given.meeting else ()
    texts = [text for one in told for text in (one.what, one.function, one.told) if text]
    found = {finding for text in texts for finding in findings(text)}
    if left := [finding for finding in get_args(Finding) if finding in found and finding not in confirmed]:
        raise Refused("confirm", "decisions", findings=left)


def draw_up_again(reading: Reading, given: Account, unseal: Unseal, answers: tuple[Checked, ...] = ()) -> PledgeAccount:
    """A frozen account's figures anew, from the log as it was read then."""
    frozen = given.frozen
    asked = OpenQuestion(
        reading,
        frozen.partnership,
        frozen.pledge,
        as_of=frozen.as_of,
        read_to=frozen.read_to,
        drawn_up=local(frozen.received_at).date(),
        unseal=unseal,
    )
    return account(asked, frozen.occasion, answers)


_FOR: dict[Occasion, str] = {
    "follow-up": "uppfoljning",
    "tertial": "tertial",
    "year": "ar",
    "friday": "fredagsmote",
    "obra": "obra",
}


def file_name(account: Account, form: str) -> str:
    """What a frozen file is called when it is saved: `vastervik-2026-tertial-2026-05-04-nr2.pdf`."""
    frozen = account.frozen
    return f"{frozen.pledge}-{_FOR[frozen.occasion]}-{frozen.as_of}-nr{account.number}.{form}"


def files(given: PledgeAccount) -> dict[str, bytes]:
    """The forms that hold its figures as data."""
    table = as_table(given)
    return {"json": as_json(given), "csv": export.as_csv(table), "xlsx": export.as_xlsx(table)}


def as_json(given: PledgeAccount) -> bytes:
    """Canonical: keys sorted, no white space, absent where nothing is known."""
    return msgspec.json.encode(given, order="sorted")


read: Callable[[bytes], PledgeAccount] = msgspec.json.Decoder(PledgeAccount).decode
"""What `as_json` wrote."""


def as_table(given: PledgeAccount) -> export.Table:
    """A row for each rule, and for each place and decision of a Friday meeting."""
    columns = {**COLUMNS, **OF_MEETING} if given.meeting else COLUMNS
    rows = []
    for commitment in given.commitments:
        for number, figure in enumerate(commitment.rules, start=1):
            found: dict[str, Any] = {
                **_figures(figure, given.as_of),
                "pledge": given.pledge,
                "as_of": given.as_of,
                "area": commitment.area,
                "commitment": commitment.code,
                "title": commitment.title,
                "owner": ";".join(commitment.owner),
                "text": commitment.text,
                "commitment_status": commitment.status,
                "rule": number,
            }
            rows.append([found.get(column) for column in columns])
    for place in given.week.places if given.week else ():
        about: dict[str, Any] = {
            "pledge": given.pledge,
            "as_of": given.as_of,
            "commitment": f"plats/{place.place}",
            "title": place.name,
            "rule": 1,
            "type": "place",
            "of": "activities",
            "value": place.visits,
        }
        rows.append([about.get(column) for column in columns])
    for decision in (*given.meeting.before, *given.meeting.decided) if given.meeting else ():
        said = {"pledge": given.pledge, "as_of": given.as_of, **_decision(decision)}
        rows.append([said.get(column) for column in columns])
    legend = [("kolumn", name, words) for name, (words, _) in columns.items()]
    asked = [("checklista", checked.ask, checked.text) for checked in given.checklist]
    return export.Table(name="Redovisning", columns=list(columns), rows=rows, legend=[*legend, *asked])


def _decision(told: DecisionTold) -> dict[str, Any]:
    return {
        "commitment": f"beslut/{told.decision}",
        "rule": 1,
        "type": "decision",
        "owner": ";".join(told.owner),
        "text": told.what,
        "week": told.week,
        "where": told.where,
        "function": told.function,
        "until": told.until,
        "outcome": told.outcome,
        "told": told.told,
        "told_on": told.told_on,
        "told_by": told.told_by,
        "erased": ";".join(told.erased) or None,
    }


def _figures(figure: OpenFigure, day: date) -> dict[str, Any]:
    foretold, by = figure.forecast, figure.by_organisation or {}
    return {
        "type": figure.type,
        "label": figure.label.sv if figure.label else None,
        "reading": figure.reading,
        "of": figure.of,
        "status": figure.status,
        "value": None if isinstance(figure.value, Hidden) else figure.value,
        "at_least": figure.at_least,
        "fewer_than": figure.value.fewer_than if isinstance(figure.value, Hidden) else None,
        "withheld": 1 if figure.withheld else None,
        "target": figure.target,
        "expected": figure.expected,
        "baseline": figure.baseline,
        "of_total": figure.of_total,
        "forecast": foretold.value if foretold else None,
        "forecast_low": foretold.low if foretold else None,
        "forecast_high": foretold.high if foretold else None,
        "covered": figure.covered,
        "periods": figure.periods,
        "gaps": ";".join(gap.period for gap in figure.gaps or ()) or None,
        "steps": ";".join(f"{step.code}={step.status}" for step in figure.steps or ()) or None,
        "judgements": export.judged(figure, day),
        "not_yet": figure.not_yet,
        "polisen": by.get("polisen"),
        "kommunen": by.get("kommunen"),
        "would_change": export.would_change(figure),
    }
