"""Days that nobody can mean, handed in by everybody who may: refused by name; what lies in a log is still read."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from backend.domain.decision import DecisionMade
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.pledge import Pledge, PledgePublished, StepReported, StepsSet
from backend.domain.rule import Cadence, Milestone, Step
from backend.domain.situation import Need, SituationFrozen
from backend.domain.words import Label, Sealed
from backend.log import Entry
from tests.support.far import FAR_DAYS, FAR_WEEKS, NO_DAYS
from tests.support.office import BASE, NOW, PACKS, Office, opened

PLEDGE = "/api/pledges/vastervik-2026"
PAGE = "/uppfoljning/vastervik-2026"
ABC = f"{PAGE}/abc"
PACK = (PACKS / "vastervik-2026.toml").read_text()
YEARS = "2000–2099"
NOTHING = {"file": ("", b"")}
"""A form that takes a file, where none was chosen."""
FORM = {"origin": BASE, "x-faltlogg": "1"}
PAGES = (
    "/uppfoljning",
    PAGE,
    ABC,
    f"{PAGE}/est",
    f"{PAGE}/platsbesok",
    f"{PAGE}/tabell/oversikt.csv",
    "/larm",
    "/lagesbild",
    "/rapporter",
    "/rapporter/vastervik-2026",
    "/regler/vastervik-2026",
    "/bidrag",
    "/publicera",
    "/platser",
    "/granskning",
    "/api/decisions",
    "/api/pledges",
    "/api/field",
    "/api/trail",
    "/api/contribution",
    f"{PLEDGE}/fulfilment",
    f"{PLEDGE}/fulfilment?as_of=2026-12-31",
    "/api/export/fulfilment/vastervik-2026.csv",
    "/oppet/vastervik/vastervik-2026",
)


def coordinator(office: Office, organisation: str = "kommunen") -> httpx.Client:
    """Somebody with every role in an organisation."""
    return office.sign_in(office.member(*Role, organisation=organisation, name="Maria Holm"), **FORM)


@pytest.fixture
def maria(office: Office) -> httpx.Client:
    return coordinator(office)


def all_is_read(client: httpx.Client, *also: str) -> None:
    for path in (*PAGES, *also):
        assert client.get(path, headers={"accept": wanted(path)}).status_code == 200, path


def wanted(path: str) -> str:
    """What whoever asks for it takes: programs ask the API, browsers the rest."""
    return "application/json" if path.startswith("/api/") else "text/html"


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    told = answer.json()
    return answer.status_code, told["code"], told["field"]


def feed(client: httpx.Client) -> str:
    """The address of a calendar of one's own."""
    page = client.post("/larm", data={"do": "calendar"}, headers={"accept": "text/html"}).text
    return "/larm.ics?" + page.partition("/larm.ics?")[2].partition("<")[0]


# Steps.


def test_a_step_due_on_no_day_of_ours_is_refused_by_its_number(maria: httpx.Client):
    label = {"sv": "Klart", "en": "Done"}
    for day in FAR_DAYS:
        steps = [{"code": "a", "label": label, "due": "2026-04-30"}, {"code": "b", "label": label, "due": day}]
        answer = maria.post(f"{PLEDGE}/commitments/abc/reports", json={"do": "set-steps", "steps": steps})
        assert refused(answer) == (422, "out-of-range", "steps[1].due"), day
        assert YEARS in answer.json()["message"]
    all_is_read(maria)


def test_the_form_says_which_day_it_is(maria: httpx.Client):
    for day in FAR_DAYS:
        answer = maria.post(
            ABC,
            headers={"accept": "text/html"},
            files=NOTHING,
            data={"do": "set-steps", "rule": "1", "steps": f"Utbildning; 2026-04-30\nOmställning; {day}"},
        )
        assert (answer.status_code, f"{day} ligger inte inom åren {YEARS}" in answer.text) == (422, True), day
    all_is_read(maria)


def test_a_step_reached_on_no_day_of_ours_is_refused(maria: httpx.Client):
    steps = [{"code": "a", "label": {"sv": "Klart", "en": "Done"}, "due": "2026-04-30"}]
    address = f"{PLEDGE}/commitments/abc/reports"
    assert maria.post(address, json={"do": "set-steps", "steps": steps}).status_code == 200
    for day in (*FAR_DAYS, *NO_DAYS):
        told = {"do": "step", "step": "a", "status": "done", "on": day}
        assert maria.post(address, json=told).status_code in (400, 422), day
        form = {"rule": "1", **told}
        assert maria.post(ABC, headers={"accept": "text/html"}, data=form, files=NOTHING).status_code == 422, day


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_ends_of_what_may_be_handed_in_are_read(maria: httpx.Client, day: str):
    steps = [{"code": "a", "label": {"sv": "Klart", "en": "Done"}, "due": day}]
    answer = maria.post(f"{PLEDGE}/commitments/abc/reports", json={"do": "set-steps", "steps": steps})
    assert answer.status_code == 200
    all_is_read(maria)


# Packs.


def test_a_pack_of_no_days_of_ours_names_table_and_key(maria: httpx.Client):
    for day in FAR_DAYS:
        first, last = ("from", "to") if day < "2026" else ("to", "from")
        pack = re.sub(rf"(?m)^{first} = .*$", f"{first} = {day}", PACK)
        pack = re.sub(r"(?m)^signed = .*$", f"signed = {day}", pack)
        assert pack != PACK
        answer = maria.post("/api/packs", content=pack.encode())
        assert answer.status_code == 422, day
        assert f"[pledge] {first} {day}: en dag ligger mellan 2000-01-01 och 2099-12-31" in answer.json()["message"]
        assert f"[pledge] signed {day}" in answer.json()["message"]
        assert f"[pledge] {last}" not in answer.json()["message"]
        step = f'steps = [{{ code = "a", label = {{ sv = "A", en = "A" }}, due = {day} }}]\nset_by = "owner"'
        answer = maria.post("/api/packs", content=PACK.replace('set_by = "owner"', step, 1).encode())
        assert "(milestone): steps a due" in answer.json()["message"]
    all_is_read(maria)


def test_a_pack_to_the_last_day_is_published_read_and_corrected(maria: httpx.Client):
    longest = PACK.replace("to = 2026-12-31", "to = 2099-12-31").replace("from = 2026-01-01", "from = 2000-01-01")
    assert maria.post("/api/packs", content=longest.encode()).status_code == 200
    all_is_read(maria)
    assert maria.post("/api/packs", content=PACK.encode()).status_code == 200
    all_is_read(maria)


# Weeks and decisions.


def test_a_week_of_no_year_of_ours_is_nowhere(maria: httpx.Client):
    need = [{"place": "ankarsrum", "level": "high"}]
    of_the_week = [(422, code, "week") for code in ("unknown-period", "week-before", "week-ahead")]
    for code in FAR_WEEKS:
        for path in (f"/lagesbild/{code}", f"/lagesbild/{code}/platser.csv"):
            assert maria.get(path, headers={"accept": "text/html"}).status_code == 404, path
        assert maria.post(f"/lagesbild/{code}", data={"do": "look", "level:ankarsrum": "high"}).status_code == 404
        assert maria.get("/api/decisions", params={"week": code}).status_code in (200, 404, 422), code
        given = {"week": code, "needs": need}
        assert refused(maria.post("/api/situations", json=given)) in of_the_week, code
        file = {"file": ("lage.csv", f"week;place;level\n{code};ankarsrum;high".encode())}
        answer = maria.post("/lagesbild", files=file, headers={"accept": "text/html"})
        assert (answer.status_code < 500, "fryst nu" in answer.text) == (True, False), code
        made = {"decision": str(uuid4()), "week": code, "what": "Fler pass.", "owner": ["polisen"]}
        assert refused(maria.post("/api/decisions", json=made)) in of_the_week, code
    assert maria.get("/api/decisions").json()["decided"] == []
    assert "1999" not in maria.get("/lagesbild", headers={"accept": "text/html"}).text


def test_a_decision_until_no_day_of_ours_is_refused(maria: httpx.Client):
    for day in FAR_DAYS:
        made = {"decision": str(uuid4()), "week": "2026-W18", "what": "Fler pass.", "owner": ["polisen"], "until": day}
        assert refused(maria.post("/api/decisions", json=made)) == (422, "out-of-range", "until"), day
        form = {"do": "decide", **made, "owner": "polisen"}
        assert maria.post("/lagesbild/2026-W18", data=form, headers={"accept": "text/html"}).status_code == 422, day


# Days that are asked for.

ASKED = (
    (PAGE, ("as_of",)),
    (ABC, ("as_of",)),
    (f"{PAGE}/platsbesok/insatser", ("as_of",)),
    (f"{PAGE}/tabell/oversikt.csv", ("as_of",)),
    (f"{PAGE}/platsbesok/tabell/regel-1.csv", ("as_of",)),
    ("/uppfoljning", ("as_of",)),
    ("/larm", ("as_of",)),
    ("/bidrag", ("as_of", "first")),
    ("/granskning", ("first", "last")),
    ("/api/trail", ("first", "last")),
    ("/api/activities", ("first", "last")),
    ("/api/contribution", ("first", "as_of")),
    ("/api/export/activities.csv", ("first", "last")),
    ("/api/export/fulfilment/vastervik-2026.csv", ("as_of",)),
    (f"{PLEDGE}/fulfilment", ("as_of",)),
    (f"{PLEDGE}/commitments/platsbesok/activities", ("as_of",)),
    ("/platser/ankarsrum", ("as_of",)),
    ("/rapporter/vastervik-2026", ("as_of",)),
    ("/oppet/vastervik/vastervik-2026", ("as_of",)),
)


@pytest.mark.parametrize(("path", "names"), ASKED, ids=[path for path, _ in ASKED])
def test_no_day_that_is_asked_for_is_a_fault_of_ours(maria: httpx.Client, path: str, names: tuple[str, ...]):
    for day in (*FAR_DAYS, *NO_DAYS, "2000-01-01", "2099-12-31", "2026-05-04T20:30:00+14:00"):
        for name in names:
            for more in ({}, {"known": "now"}) if "as_of" in names else ({},):
                answer = maria.get(path, params={name: day, **more}, headers={"accept": wanted(path)})
                assert answer.status_code < 500, (name, day)
                if path.startswith("/api/"):
                    within = day in ("2000-01-01", "2099-12-31")
                    assert answer.status_code == (200 if within else 400) or name == "first", (name, day)


def test_an_account_of_no_day_of_ours_is_refused(maria: httpx.Client):
    for day in (*FAR_DAYS, *NO_DAYS):
        given = {"do": "freeze", "occasion": "tertial", "as_of": day}
        assert maria.post("/rapporter/vastervik-2026", data=given).status_code == 422, day


def test_rules_seen_at_no_moment_of_ours_are_other_rules(maria: httpx.Client):
    for told in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "9999-12-31", "2026-06-30T23:59:60Z"):
        answer = maria.post("/regler/vastervik-2026", data={"published": told})
        assert 400 <= answer.status_code < 500, told


@pytest.mark.parametrize("number", ["0", "-1", str(2**62), str(2**63), str(2**64), "9" * 40, "1e9", "٣"])
def test_no_cursor_is_a_fault_of_ours(maria: httpx.Client, number: str):
    for path, name in (
        ("/granskning", "before"),
        ("/api/trail", "before"),
        ("/api/activities", "offset"),
        ("/api/mine", "limit"),
        (f"{PLEDGE}/commitments/platsbesok/activities", "offset"),
        (f"{PAGE}/platsbesok/insatser", "page"),
    ):
        assert maria.get(path, params={name: number}).status_code < 500, path


# What lies in a log from before.


def told(member: Member, code: str, *events: Any) -> list[Entry]:
    place = stream(member.partnership, "commitment", "vastervik-2026", code)
    return [Entry(stream=place, version=n, event=event) for n, event in enumerate(events, 1)]


def far_pledge(pledge: Pledge, first: date, last: date) -> Pledge:
    """The pledge with another time, and its steps due at the end of it."""
    step = Step(code="langt-bort", label=Label("Långt bort", "Far away"), due=last)
    promises = tuple(
        msgspec.structs.replace(
            c, rule=tuple(msgspec.structs.replace(r, steps=(step,)) if isinstance(r, Milestone) else r for r in c.rule)
        )
        for c in pledge.commitments
    )
    assert any(isinstance(r, Cadence) for c in promises for r in c.rule)
    return msgspec.structs.replace(pledge, first=first, last=last, signed=first, commitments=promises)


@pytest.fixture
def old_log(tmp_path: Path) -> Iterator[tuple[Office, Member]]:
    """A log that took every such day."""
    with opened(tmp_path) as office:
        member = office.member(*Role, organisation="kommunen", name="Maria Holm")
        log, about = office.house.log, {"partnership": "vastervik", "by": member.id, "organisation": "kommunen"}
        of: dict[str, Any] = about | {"pledge": "vastervik-2026", "commitment": "abc", "received_at": NOW}
        label = Label("Klart", "Done")
        steps = [
            StepsSet(steps=(Step(code="a", label=label, due=date.fromisoformat(day)),), **of)
            for day in (*FAR_DAYS, "9999-12-31")
        ]
        reached = [StepReported(step="a", status="done", on=date.fromisoformat(day), **of) for day in FAR_DAYS]
        log.append(told(member, "abc", *steps, *reached, steps[-1]))
        sealed = Sealed(key="k", box=b"box", mac=b"mac", length=3)
        for week in ("0001-W01", "1999-W52", "2100-W01", "9999-W51"):
            id_ = uuid4()
            made = DecisionMade(
                decision=id_,
                week=week,
                what=sealed,
                owner=("kommunen",),
                until=date.max,
                received_at=NOW,
                **about,  # type: ignore[arg-type]
            )
            log.append([Entry(stream=stream("vastervik", "decision", str(id_)), version=1, event=made)])
            frozen = SituationFrozen(
                week=week,
                needs=(Need(place="ankarsrum", level="high"),),
                received_at=NOW,
                **about,  # type: ignore[arg-type]
            )
            log.append([Entry(stream=stream("vastervik", "situation", week), version=1, event=frozen)])
        yield office, member


def test_pages_read_every_such_day_in_a_log(old_log: tuple[Office, Member]):
    office, member = old_log
    office.house.follower.rebuild()
    maria = office.sign_in(member, **FORM)
    assert office.house.follower.quarantined() == 0
    all_is_read(maria, feed(maria), "/lagesbild/2026-W18", "/lagesbild/2099-W53", "/lagesbild/2000-W01")


def test_a_date_that_is_corrected_holds_no_pledge_for_ever(office: Office, maria: httpx.Client):
    """Sixty days after the last day of all there is nothing to alarm of, whatever was mistyped once."""
    address, label = f"{PLEDGE}/commitments/abc/reports", {"sv": "Klart", "en": "Done"}
    for due in ("2099-12-31", "2026-06-30"):
        steps = {"do": "set-steps", "steps": [{"code": "a", "label": label, "due": due}]}
        assert maria.post(address, json=steps).status_code == 200
    shown = maria.get("/larm", params={"as_of": "2030-01-01"}, headers={"accept": "text/html"})
    assert shown.status_code == 200
    assert "Klart" not in shown.text


@pytest.mark.parametrize(("first", "last"), [("2026-01-01", "9999-12-31"), ("0001-01-01", "2026-12-31")])
def test_a_pledge_without_end_is_read_rehearsed_and_published_over(
    old_log: tuple[Office, Member], first: str, last: str
):
    office, member = old_log
    house, place = office.house, stream("vastervik", "pledge", "vastervik-2026")
    (past,) = (r.event for r in house.log.read([place])[place])
    assert isinstance(past, PledgePublished)
    far = far_pledge(past.pledge, date.fromisoformat(first), date.fromisoformat(last))
    house.log.append([Entry(stream=place, version=2, event=msgspec.structs.replace(past, pledge=far))])
    house.follower.rebuild()
    maria = office.sign_in(member, **FORM)
    assert house.follower.quarantined() == 0
    all_is_read(maria, feed(maria))
    file = {"file": ("lofte.toml", PACK.encode())}
    looked = maria.post("/publicera", files=file, headers={"accept": "text/html"})
    assert looked.status_code == 200, looked.text[:300]
    assert maria.post("/api/packs", content=PACK.encode()).status_code == 200
    all_is_read(maria, feed(maria))
    assert maria.get(f"{PLEDGE}/fulfilment").json()["last"] == "2026-12-31"
