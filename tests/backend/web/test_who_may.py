"""DESIGN.md's table "Who may", as a table: every route × every role of both organisations and of another partnership.

Each row says which roles may, and each route stands under a row. One that stands nowhere fails.
"""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler

from backend.desk.decisions import Deciding
from backend.domain.member import Member, Role
from backend.web.guards import Who
from tests.backend.web.who_may import (
    ANYONE,
    CALLS,
    ELSEWHERE,
    JUDGEMENT,
    NOTHING,
    A,
    C,
    Call,
    F,
    File,
    Form,
    L,
    M,
    Parts,
    Thing,
    U,
    fill,
)
from tests.support.office import BASE, Office, batch, opened, record
from tests.support.pictures import PDF
from tests.support.rescue import sealed


class Callers:
    """One member of each role in each place, signed in, and what they ask about."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.sessions: dict[tuple[str, str, Role], httpx.Client] = {}
        self.members: dict[tuple[str, str, Role], Member] = {}
        for partnership, organisation in [("vastervik", "polisen"), *ELSEWHERE]:
            for role in Role:
                member = office.member(role, organisation=organisation, partnership=partnership, name=f"{role}")
                self.members[partnership, organisation, role] = member
                self.sessions[partnership, organisation, role] = office.sign_in(member)
        recorder = self.sessions["vastervik", "polisen", F]
        self.activity = office.recorded(recorder, note="Lugnt vid skolan.")
        self.colleague = office.member(F, name="Någon")
        self.account = self._frozen()
        self.evidence = self._shown()
        self.decision = self._decided()

    def _frozen(self) -> dict[str, Any]:
        """An account of the pledge, waiting for everybody."""
        desk, by = self.office.house.account_desk, self.members["vastervik", "polisen", C]
        given = Form(do="freeze", occasion="friday", as_of="2026-04-30")
        headers = {"x-faltlogg": "1", "origin": BASE}
        self.sessions["vastervik", "polisen", C].post("/rapporter/vastervik-2026", headers=headers, data=given)
        found = desk.of(by.partnership, "vastervik-2026").accounts[0]
        return {"account": found.frozen.account, "digest": found.sha256}

    def _shown(self) -> UUID:
        """A file that polisen shows for a judgement."""
        body = {**JUDGEMENT, "file": b64encode(PDF).decode()}
        address = "/api/pledges/vastervik-2026/commitments/medborgardialoger"
        coordinator = self.sessions["vastervik", "polisen", C]
        assert coordinator.post(f"{address}/reports", json=body, headers={"origin": BASE}).status_code == 200
        commitments = coordinator.get("/api/pledges/vastervik-2026/fulfilment").json()["commitments"]
        rules = next(c for c in commitments if c["code"] == "medborgardialoger")["rules"]
        judged = next(r for r in rules if r["type"] == "stated")["judgements"][0]
        return UUID(judged["file"]["id"])

    def _decided(self) -> UUID:
        """What polisen decided at a meeting."""
        id_ = uuid4()
        given = Deciding(decision=id_, week="2026-W18", what="Fler pass.", owner=("polisen",))
        self.office.house.decision_desk.make(given, by=self.members["vastervik", "polisen", C])
        return id_

    def thing(self, call: Call | None = None) -> Thing:
        """The activity, and a colleague in the field: another one each time they may be sent away."""
        if call is not None and call.method == "DELETE":
            self.colleague = self.office.member(F, name="Någon")
        return Thing(
            **self.account,
            evidence=self._shown() if call is not None and "gallra" in call.path else self.evidence,
            decision=self.decision,
            activity=self._noted() if call is not None and call.path.startswith("/gallra/insats") else self.activity,
            member=self.colleague.id,
            visit=self._visit() if call is not None and "visits" in call.path else {},
            gap=self._gap() if call is not None and ("gaps" in call.path or "luckor" in call.path) else {},
            rescue=self._rescue() if call is not None and ("rescue" in call.path or "radda" in call.path) else b"",
        )

    def _noted(self) -> UUID:
        """Another activity with a note, which may be erased."""
        recorder = self.sessions["vastervik", "polisen", F]
        return self.office.recorded(recorder, kind="fotpatrull", note="Lugnt på torget.")

    def _visit(self) -> dict[str, Any]:
        """Two records of the same place and time by two colleagues; everybody of polisen took part."""
        crew = [str(m.id) for (place, of, _), m in self.members.items() if (place, of) == ("vastervik", "polisen")]
        walk = {"kind": "fotpatrull", "crew": crew}
        one, other = (self.office.sign_in(self.office.member(F, name="Jonas Berg")) for _ in range(2))
        return {
            "mine": str(self.office.recorded(one, **walk)),
            "other": str(self.office.recorded(other, **walk)),
            "same": True,
        }

    def _gap(self) -> dict[str, Any]:
        """The first letter of a device never came."""
        device = uuid4()
        owner = self.sessions["vastervik", "polisen", F]
        assert owner.post("/api/sync", json=batch(NOTHING, device=device)).json()["gaps"] == [[1, 1]]
        return {"device": str(device), "first": 1, "last": 1, "cause": "nothing-lost"}

    def _rescue(self) -> bytes:
        """A file from a phone in the field."""
        author = self.members["vastervik", "polisen", F]
        return sealed(self.office.house, author, uuid4(), NOTHING)


@pytest.fixture(scope="module")
def callers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    folder: Path = tmp_path_factory.mktemp("who-may")
    with opened(folder, "vastervik-2026", "vingaker-2025-2026") as office:
        yield Callers(office)


def ask(client: httpx.Client, call: Call, thing: Thing) -> httpx.Response:
    address = (call.address or fill(call.path))(thing)
    body = call.body(thing) if call.body else None
    if isinstance(body, File):
        return client.post(address, headers={"x-faltlogg": "1", "origin": BASE}, files={"file": body.content})
    if isinstance(body, Parts):
        parts = {name: (None, value) for name, value in body.items()}
        return client.post(address, headers={"x-faltlogg": "1", "origin": BASE}, files=parts)
    if isinstance(body, Form):
        return client.request(call.method, address, headers={"x-faltlogg": "1", "origin": BASE}, data=body)
    content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
    return client.request(call.method, address, headers={"x-faltlogg": "1", "origin": BASE}, **content)


@pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.method} {c.path}")
@pytest.mark.parametrize("role", list(Role))
def test_a_cell_of_the_table(callers: Callers, call: Call, role: Role):
    answer = ask(callers.sessions["vastervik", "polisen", role], call, callers.thing(call))
    assert (answer.status_code < 400) == (role in call.may), answer.text
    if role not in call.may:
        assert answer.status_code == 403


@pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.method} {c.path}")
@pytest.mark.parametrize("place", ELSEWHERE, ids="/".join)
@pytest.mark.parametrize("role", list(Role))
def test_the_same_cell_for_the_other_organisation_and_another_partnership(
    callers: Callers, call: Call, place: tuple[str, str], role: Role
):
    answer = ask(callers.sessions[(*place, role)], call, callers.thing(call))
    if role not in call.may:
        assert answer.status_code == 403
    elif call.of in ("", place[0], "/".join(place)):
        assert answer.status_code < 400, answer.text
    else:
        assert answer.status_code in call.hidden, answer.text


@pytest.mark.parametrize("call", CALLS, ids=lambda c: f"{c.method} {c.path}")
def test_nobody_signed_out_may(callers: Callers, call: Call):
    answer = ask(callers.office.browser(), call, callers.thing(call))
    assert answer.status_code == 401, answer.text


def test_every_route_stands_in_the_table_and_says_who_may(callers: Callers):
    named = {(c.method, c.path) for c in CALLS}
    for route in callers.office.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not isinstance(handler, HTTPRouteHandler):
                continue
            path = route.path_format.replace(":str", "").replace(":uuid", "").replace(":path", "")
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                if path in ANYONE:
                    assert isinstance(handler.opt.get("who"), Who), f"{method} {path}"
                    continue
                assert (method, path) in named, f"{method} {path} stands in no row of the table"
                assert isinstance(handler.opt.get("who"), Who)


def test_somebody_with_several_roles_may_what_any_of_them_may(callers: Callers):
    both = callers.office.sign_in(callers.office.member(M, U, name="Båda"))
    assert both.get("/api/export/activities.csv").status_code == 200
    assert both.get("/api/pledges").status_code == 200
    assert both.get("/api/mine").status_code == 403


def test_a_lead_gives_nobody_more_than_the_field(callers: Callers):
    lead = callers.sessions["vastervik", "polisen", L]
    other = callers.thing().member
    assert lead.put(f"/api/members/{other}/roles", json={"roles": ["field", "lead"]}).status_code == 403
    assert lead.post("/api/members", json={"name": "Ny", "roles": ["admin"]}).status_code == 403
    chief = callers.members["vastervik", "polisen", M].id
    assert lead.post(f"/api/members/{chief}/links", headers={"x-faltlogg": "1"}).status_code == 404


def test_those_in_the_field_read_the_trail_of_their_own_alone(callers: Callers):
    colleague = callers.office.sign_in(callers.office.member(F, name="Kollega"))
    assert colleague.get(f"/api/activities/{callers.activity}/trail").status_code == 404
    assert colleague.get("/api/trail").json()["deeds"] == []
    own = callers.sessions["vastervik", "polisen", F].get("/api/trail").json()["deeds"]
    assert str(callers.activity) in {d.get("activity") for d in own}


@pytest.mark.parametrize("address", ["/api/activities", "/api/trail", "/api/export/activities.csv"])
@pytest.mark.parametrize("place", ELSEWHERE, ids="/".join)
def test_another_organisations_work_is_not_among_the_rows(callers: Callers, address: str, place: tuple[str, str]):
    answer = callers.sessions[(*place, L)].get(address)
    assert answer.status_code == 200
    assert str(callers.activity) not in answer.text
    assert "ankarsrum" not in answer.text or address == "/api/trail"


def test_another_organisation_gets_the_count_and_no_row(callers: Callers):
    address = "/api/pledges/vastervik-2026/commitments/platsbesok/activities"
    own = callers.sessions["vastervik", "polisen", M].get(address).json()
    other = callers.sessions["vastervik", "kommunen", M].get(address).json()
    assert own["figure"]["value"] == other["figure"]["value"] == 1
    assert [d["activity"] for d in own["counted"]] == [str(callers.activity)]
    assert (other["counted"], other["names"], other["elsewhere"]) == ([], {}, {"polisen": 1})


def test_a_note_is_read_by_its_writer_and_by_a_lead_and_stands_in_no_other_answer(callers: Callers):
    for (partnership, organisation, role), session in callers.sessions.items():
        for call in CALLS:
            if call.method == "GET":
                text = ask(session, call, callers.thing(call)).text
                mine = (partnership, organisation, role, call.path) == ("vastervik", "polisen", F, "/api/mine")
                assert ("Lugnt vid skolan" in text) == mine, f"{role} of {organisation}: {call.path}"


def test_reading_a_note_is_in_the_trail_with_the_reason(callers: Callers):
    lead = callers.sessions["vastervik", "polisen", L]
    answer = lead.post(f"/api/activities/{callers.activity}/note", json={"reason": "Frågor från skolan"})
    assert answer.json()["note"] == "Lugnt vid skolan."
    happened = lead.get(f"/api/activities/{callers.activity}/trail").json()["happened"]
    assert (happened[-1]["action"], happened[-1]["reason"]) == ("note-read", "Frågor från skolan")
    assert lead.post(f"/api/activities/{callers.activity}/note", json={"reason": "  "}).status_code == 422


def test_no_member_of_the_other_organisation_is_named(callers: Callers):
    coordinator = callers.office.member(C, organisation="kommunen", name="Maria Holm")
    session = callers.office.sign_in(coordinator)
    assert session.put("/api/catalogue/own", json={"place": [{"code": "hamnen", "name": "Hamnen"}]}).status_code == 200
    for role in Role:
        for call in CALLS:
            if call.method == "GET":
                answer = ask(callers.sessions["vastervik", "polisen", role], call, callers.thing(call))
                assert "Maria Holm" not in answer.text, call.path


def test_a_token_is_held_to_its_roles(callers: Callers):
    program = callers.office.program(M)
    assert program.get("/api/pledges").status_code == 200
    assert program.post("/api/sync", json=batch(record())).status_code == 403
    assert callers.office.browser(authorization="Bearer faltlogg_wrong").get("/api/pledges").status_code == 401


def test_a_membership_that_ended_takes_its_session_with_it(callers: Callers):
    gone = callers.office.member(F, name="Slutar")
    session = callers.office.sign_in(gone)
    assert session.get("/api/mine").status_code == 200
    admin = callers.sessions["vastervik", "polisen", A]
    assert admin.delete(f"/api/members/{gone.id}", headers={"x-faltlogg": "1"}).status_code == 204
    assert session.get("/api/mine").status_code == 401
