"""The same figures stand wherever they are read: page, API, PDF, XLSX and CSV, of a frozen account and as they run.

Each form is read back by itself and held against the API's JSON, rule by rule. What a page or a paper says in words is
told here anew from the JSON, apart from the code that says it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import openpyxl
import pypdf
import pytest

from backend.demo.record import record_demonstration
from backend.domain.member import Role
from backend.settings import Settings
from tests.support.office import BASE, NOW, Office, opened
from tests.test_every_commitment import found, one, text, tree

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PLEDGES = {"vastervik-2025": "2025-12-31", "vastervik-2026": "2026-10-31"}
"""A pledge that has ended and one that runs, each with the day its account is of."""
VERDICTS = {"as-promised": "Gjort som lovat", "partly": "Delvis gjort", "not-as-promised": "Inte som lovat"}
Rule = dict[str, Any]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    record_demonstration(Settings.read({"FALTLOGG_DATA": str(folder)}), TODAY)
    with opened(folder, publish=False) as office:
        office.clock.pass_(seconds=(TODAY - NOW).total_seconds() + 60)
        yield office


@pytest.fixture(scope="module")
def reader(office: Office) -> httpx.Client:
    return office.sign_in(office.member(Role.COORDINATOR), accept="text/html", **{"accept-language": "sv"})


@pytest.fixture(scope="module", params=PLEDGES)
def pledge(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def account(reader: httpx.Client, pledge: str) -> str:
    """The path of a frozen account."""
    given = {"do": "freeze", "occasion": "tertial", "as_of": PLEDGES[pledge]}
    answer = reader.post(f"/rapporter/{pledge}", headers={"origin": BASE, "x-faltlogg": "1"}, data=given)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.fixture(scope="module")
def frozen(reader: httpx.Client, account: str) -> list[Rule]:
    """What the account's JSON says of each promise."""
    told: list[Rule] = reader.get(f"{account}/json").json()["commitments"]
    return told


@pytest.fixture(scope="module")
def running(reader: httpx.Client, pledge: str) -> list[Rule]:
    """What the API says of each promise on the same day."""
    asked = {"as_of": PLEDGES[pledge]}
    told: list[Rule] = reader.get(f"/api/pledges/{pledge}/fulfilment", params=asked).json()["commitments"]
    return told


# What a table says.


def judged(told: Rule, day: str) -> str:
    """A period as a cell says it: nobody is late before the period is due."""
    return f"{told['period']}={told.get('verdict') or ('unreported' if told['due'] <= day else 'awaited')}"


def cells(commitment: Rule, number: int, rule: Rule, day: str) -> dict[str, Any]:
    """A rule's row of a day, told from the JSON."""
    by, ahead, value = rule.get("by_organisation") or {}, rule.get("forecast") or {}, rule.get("value")
    return {
        "commitment": commitment["code"],
        "text": commitment["text"],
        "owner": ";".join(commitment["owner"]),
        "commitment_status": commitment["status"],
        "rule": number,
        "type": rule["type"],
        "of": rule["of"],
        "status": rule["status"],
        "reading": rule.get("reading"),
        "value": None if isinstance(value, dict) else value,
        "at_least": rule.get("at_least"),
        "fewer_than": value["fewer_than"] if isinstance(value, dict) else None,
        "withheld": 1 if rule.get("withheld") else None,
        **{name: rule.get(name) for name in ("target", "expected", "baseline", "of_total", "covered", "periods")},
        "forecast": ahead.get("value"),
        "forecast_low": ahead.get("low"),
        "forecast_high": ahead.get("high"),
        "gaps": ";".join(gap["period"] for gap in rule.get("gaps") or ()) or None,
        "steps": ";".join(f"{s['code']}={s['status']}" for s in rule.get("steps") or ()) or None,
        "judgements": ";".join(judged(j, day) for j in rule.get("judgements") or ()) or None,
        "not_yet": rule.get("not_yet"),
        **{o: by.get(o) for o in ("polisen", "kommunen")},
        "would_change": ";".join(map(change, rule.get("would_change") or ())) or None,
    }


def change(told: dict[str, Any]) -> str:
    """What would give another status, as a cell says it."""
    what = f"{told['to']}={'utan ' if told.get('without') else ''}"
    what += f"{told['more']} till " if "more" in told else ""
    what += ",".join(told.get("periods", ())) + ("steg " + ",".join(told["steps"]) if told.get("steps") else "")
    return " ".join(f"{what} {'senast ' + told['by'] if told.get('by') else ''}".split())


def every_row(commitments: Sequence[Rule], day: str) -> list[dict[str, Any]]:
    return [cells(c, number, rule, day) for c in commitments for number, rule in enumerate(c["rules"], start=1)]


def of_csv(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def of_xlsx(content: bytes, sheet: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def alike(value: Any) -> Any:
    """A cell as text, whatever it was: nothing is nothing, and 57 is 57.0."""
    if value in (None, ""):
        return None
    if isinstance(value, dict):
        return f"färre än {value['fewer_than']}"
    try:
        return float(value)
    except ValueError:
        return str(value)


def same(table: list[dict[str, Any]], told: list[dict[str, Any]], leaving_out: Sequence[str] = ()) -> None:
    assert len(table) == len(told)
    for row, rule in zip(table, told, strict=True):
        for column, value in rule.items():
            if column not in leaving_out:
                assert alike(row[column]) == alike(value), (rule["commitment"], rule["rule"], column)


def test_the_tables_of_a_frozen_account_say_what_its_figures_say(
    reader: httpx.Client, account: str, pledge: str, frozen: list[Rule]
):
    told = every_row(frozen, PLEDGES[pledge])
    never = ("would_change",)  # for those who work with the promises: in the paper for the Friday meeting alone
    assert not any("would_change" in rule for c in frozen for rule in c["rules"])
    same(of_csv(reader.get(f"{account}/csv").content), told, never)
    same(of_xlsx(reader.get(f"{account}/xlsx").content, "Redovisning"), told, never)


def test_the_tables_of_a_running_pledge_say_what_the_api_says(reader: httpx.Client, pledge: str, running: list[Rule]):
    told = every_row(running, PLEDGES[pledge])
    for rule, figures in zip((r for c in running for r in c["rules"]), told, strict=True):
        if isinstance(rule.get("value"), dict):
            figures["value"] = rule["value"]  # said in words in the same column
    if pledge == "vastervik-2026":
        assert "on-track=11 till senast 2026-11-30;met=15 till senast 2026-12-31" in {f["would_change"] for f in told}
    query = {"as_of": PLEDGES[pledge]}
    never = ("at_least", "fewer_than", "withheld")  # the public's words
    content = {form: reader.get(f"/api/export/fulfilment/{pledge}.{form}", params=query) for form in ("csv", "xlsx")}
    same(of_csv(content["csv"].content), told, never)
    same(of_xlsx(content["xlsx"].content, "Löftesuppfyllelse"), told, never)


# What is said in words.


def number(value: float) -> str:
    """As it is written in Swedish, with an ordinary space between thousands."""
    whole = round(value, 1)
    return (f"{whole:,.0f}" if whole == int(whole) else f"{whole:,.1f}").translate(str.maketrans(",.", " ,"))


def said(rule: Rule) -> str | None:
    """The figure of a rule as a sentence must have it; None where there is none to tell."""
    value, target = rule.get("value"), rule.get("target")
    if rule.get("withheld"):
        return "redovisas inte"
    if isinstance(value, dict):
        return f"Färre än {value['fewer_than']}"
    if rule.get("at_least") is not None:
        return f"Minst {rule['at_least']}"
    match rule["type"]:
        case "count" if value is not None:
            return f"{number(value)} av {number(target or 0)}"
        case "cadence" if rule.get("periods"):
            return f"{number(rule['covered'])} av {number(rule['periods'])}"
        case "milestone" if rule.get("steps"):
            done = sum(step["status"] == "done" for step in rule["steps"])
            return f"{done} av {len(rule['steps'])} steg"
        case "coverage" if value is not None:
            return f"{round(100 * value)} %"
        case "trend" | "ongoing" | "on-demand" if value is not None:
            return number(value)
    return None


def last_verdict(rule: Rule) -> str | None:
    told = [j["verdict"] for j in rule.get("judgements") or () if j.get("verdict")]
    return VERDICTS[told[-1]] if told else None


def test_the_page_of_a_frozen_account_says_every_figure(reader: httpx.Client, account: str, frozen: list[Rule]):
    page = tree(reader.get(account))
    for commitment in frozen:
        section = " ".join(text(found(page, "aria-labelledby", f"v-{commitment['code']}")).split())
        _says_it_all(section, commitment)


def test_the_paper_of_a_frozen_account_says_every_figure(reader: httpx.Client, account: str, frozen: list[Rule]):
    paper = pypdf.PdfReader(io.BytesIO(reader.get(f"{account}/pdf").content))
    whole = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    areas = reader.get(f"{account}/json").json()["areas"]
    in_order = [c for area in areas for c in frozen if c["area"] == area["code"]]
    sections = whole.split(" Lovat ")[1:]
    assert len(sections) == len(in_order)
    for section, commitment in zip(sections, in_order, strict=True):
        _says_it_all(section, commitment)


def _says_it_all(section: str, commitment: Rule) -> None:
    for rule in commitment["rules"]:
        words = last_verdict(rule) if rule["type"] == "stated" else said(rule)
        assert words is None or words in section, (commitment["code"], words, section)
        if rule.get("baseline") is not None:
            assert number(rule["baseline"]) in section


def test_the_pages_of_a_running_pledge_say_every_figure(reader: httpx.Client, pledge: str, running: list[Rule]):
    query = f"?as_of={PLEDGES[pledge]}"
    overview = tree(reader.get(f"/uppfoljning/{pledge}{query}"))
    for commitment in running:
        row = text(one(found(overview, "id", f"a-{commitment['code']}"), "figure"))
        first = next((r for r in commitment["rules"] if r["type"] not in ("stated", "milestone")), None)
        assert first is None or said(first) is None or str(said(first)) in row, (commitment["code"], row)
        page = tree(reader.get(f"/uppfoljning/{pledge}/{commitment['code']}{query}"))
        large = [text(e) for e in page.iter() if e.get("class") == "big"]
        assert len(large) == len(commitment["rules"])
        for rule, figure in zip(commitment["rules"], large, strict=True):
            words = last_verdict(rule) if rule["type"] == "stated" else said(rule)
            assert words is None or figure.startswith(words), commitment["code"]
