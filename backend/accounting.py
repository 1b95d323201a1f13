"""Draws up an account of a pledge and writes it as files: canonical JSON, and CSV and XLSX made of the same figures.

An account drawn up again from the log, read to the same position, has the same figures (`draw_up_again`).
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgspec

from backend import export
from backend.desk.account import AccountDesk
from backend.domain.account import ASKS, Account, Accounts, Occasion
from backend.domain.calendar import local
from projections.account import Checked, OpenFigure, OpenQuestion, PledgeAccount, account
from projections.answers import Hidden
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
    "commitment": ("Åtagandets kod; plats/kod för en plats i underlaget till ett fredagsmöte", "string"),
    "title": ("Åtagandets korta rubrik, vår", "string"),
    "owner": ("Vem som lovade: polisen, kommunen eller båda, åtskilda av semikolon", "string"),
    "text": ("Åtagandet ordagrant", "string"),
    "commitment_status": ("Åtagandets läge: met, on-track, behind, missed, ongoing, reported, unreported", "string"),
    "rule": ("Räkneregelns nummer inom åtagandet, från 1", "integer"),
    "type": ("Regelns sort: count, cadence, trend, milestone, coverage, ongoing, on-demand, stated; place", "string"),
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
    "judgements": ("Ägarens bedömningar, period=bedömning, åtskilda av semikolon", "string"),
    "not_yet": ("Insatser som inte räknas än", "integer"),
    "polisen": ("Polisens del av siffran; gemensamma insatser räknas hos båda", "integer"),
    "kommunen": ("Kommunens del av siffran", "integer"),
}
"""The columns of an account as a table: what each means, and its type."""


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
    """A row for each rule, and for each place of a Friday meeting."""
    rows = []
    for commitment in given.commitments:
        for number, figure in enumerate(commitment.rules, start=1):
            found: dict[str, Any] = {
                **_figures(figure),
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
            rows.append([found.get(column) for column in COLUMNS])
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
        rows.append([about.get(column) for column in COLUMNS])
    legend = [("kolumn", name, words) for name, (words, _) in COLUMNS.items()]
    asked = [("checklista", checked.ask, checked.text) for checked in given.checklist]
    return export.Table(name="Redovisning", columns=list(COLUMNS), rows=rows, legend=[*legend, *asked])


def _figures(figure: OpenFigure) -> dict[str, Any]:
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
        "judgements": ";".join(f"{j.period}={j.verdict or 'unreported'}" for j in figure.judgements or ()) or None,
        "not_yet": figure.not_yet,
        "polisen": by.get("polisen"),
        "kommunen": by.get("kommunen"),
    }
