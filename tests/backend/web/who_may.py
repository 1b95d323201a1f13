"""DESIGN.md's table "Who may", route by route: each stands under a row, and one that stands nowhere fails the tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from backend.domain.member import Role
from tests.support.office import NOW, PACKS, batch

F, L, M, C, U, A = Role.FIELD, Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR, Role.AUDITOR, Role.ADMIN

# The rows of the table, in its order.
RECORD = {F, L}
OWN_WITH_NOTES = {F, L}
OF_THE_ORGANISATION = {L, M, C, U}
A_NOTE = {L}
A_LEADS = {L}
FULFILMENT = {F, L, M, C, U}
TRAIL_OF_OWN = {F, L}
TRAIL_OF_ORGANISATION = {L, M, C, U}
PUBLISH = {C}
ERASE = {C}
ERASE_A_TEXT = {L, C}
EXPORT = {L, U}
PLACES_AND_KINDS = {L, C, A}
OWN_DEVICES = {F, L, A}
FIELD_MEMBERS = {L, A}
ANYBODY = set(Role)


@dataclass(frozen=True)
class Thing:
    """What the routes are asked about: all of it of polisen in Västervik, recorded by the caller in the field there."""

    activity: UUID
    member: UUID
    account: UUID
    """A frozen account of the pledge, with its hash."""
    digest: str
    evidence: UUID
    decision: UUID
    visit: dict[str, Any]
    gap: dict[str, Any]
    rescue: bytes


class Form(dict[str, Any]):
    """A body that a page's form posts."""


class Parts(Form):
    """The same where the form takes a file too."""


@dataclass(frozen=True)
class File:
    """A file that a page's form posts."""

    content: bytes


@dataclass(frozen=True)
class Call:
    """One route under a row. `of`: whose thing it asks for (partnership, or with organisation)."""

    method: str
    path: str
    may: set[Role]
    of: str = ""
    body: Callable[[Thing], Any] | None = None
    address: Callable[[Thing], str] | None = None
    hidden: tuple[int, ...] = (404,)
    """How somebody is answered who has the role, but elsewhere."""


PLEDGE = "/api/pledges/{pledge}"
COMMITMENT = PLEDGE + "/commitments/{commitment}"
PAGE = "/uppfoljning/{pledge}"
REPORTS = "/rapporter/{pledge}"
NOTHING = {"command": str(UUID(int=1)), "seq": 2, "do": "nothing"}
"""A letter that records nothing: only its number is kept."""
SITUATION = {"week": "2026-W18", "needs": [{"place": "ankarsrum", "level": "high"}]}
DECISION = {"week": "2026-W18", "what": "Fler pass.", "owner": ["polisen"], "place": "ankarsrum"}
FOLLOWED = {"outcome": "done", "text": "Klart."}
MOVING = {"do": "move", "place": "ankarsrum", "point": "57.75, 16.6"}
ZONE = {"do": "name-zone", "zone": "skargarden", "name": "Skärgården"}
SITUATIONS, PLACE = "/lagesbild", "/platser/{code}"
JUDGEMENT = {"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Delvis."}


def fill(path: str) -> Callable[[Thing], str]:
    def filled(thing: Thing) -> str:
        return path.format(
            pledge="vastervik-2026",
            commitment="platsbesok",
            activity=thing.activity,
            other=thing.member,
            name="activities.csv",
            account=thing.account,
            form="json",
            evidence=thing.evidence,
            decision=thing.decision,
            week="2026-W18",
            code="ankarsrum",
        )

    return filled


CALLS = [
    Call("POST", "/api/sync", RECORD, body=lambda _: batch()),
    Call("GET", "/api/field", RECORD),
    Call("GET", "/api/mine", OWN_WITH_NOTES),
    Call("GET", "/api/questions", RECORD),
    Call("GET", "/api/contribution", RECORD),
    Call("GET", "/bidrag", RECORD),
    Call("POST", "/api/visits", RECORD, "vastervik/polisen", lambda t: t.visit, hidden=(403, 404)),
    Call("POST", "/api/gaps", RECORD, "vastervik/polisen", lambda t: t.gap, hidden=(422,)),
    Call("POST", "/api/rescue", A_LEADS, "vastervik/polisen", lambda t: t.rescue, hidden=(403,)),
    Call("GET", "/luckor", A_LEADS),
    Call("POST", "/luckor", A_LEADS, "vastervik/polisen", lambda t: Form(t.gap), hidden=(422,)),
    Call("GET", "/radda", A_LEADS),
    Call("POST", "/radda", A_LEADS, "vastervik/polisen", lambda t: File(t.rescue), hidden=(422,)),
    Call("GET", "/api/activities", OF_THE_ORGANISATION),
    Call("POST", "/api/activities/{activity}/note", A_NOTE, "vastervik/polisen", lambda _: {"reason": "uppföljning"}),
    Call("GET", "/api/pledges", FULFILMENT),
    Call("GET", PLEDGE + "/fulfilment", FULFILMENT, "vastervik"),
    Call("GET", COMMITMENT + "/activities", FULFILMENT, "vastervik"),
    Call("GET", "/api/activities/{activity}/trail", TRAIL_OF_OWN | TRAIL_OF_ORGANISATION, "vastervik/polisen"),
    Call("GET", "/api/trail", TRAIL_OF_OWN | TRAIL_OF_ORGANISATION),
    Call(
        "POST",
        "/api/packs",
        PUBLISH,
        "vastervik",
        lambda _: (PACKS / "vastervik-2026.toml").read_bytes(),
        hidden=(409,),
    ),
    Call("POST", "/api/situations", PUBLISH, "vastervik", lambda _: SITUATION, hidden=(422,)),
    Call("GET", "/api/decisions", FULFILMENT),
    Call(
        "POST", "/api/decisions", PUBLISH, "vastervik", lambda _: DECISION | {"decision": str(uuid4())}, hidden=(422,)
    ),
    Call("POST", "/api/decisions/{decision}/told", PUBLISH, "vastervik", lambda _: FOLLOWED),
    Call(
        "POST",
        COMMITMENT + "/reports",
        PUBLISH,
        "vastervik/polisen",
        lambda _: JUDGEMENT,
        lambda _: "/api/pledges/vastervik-2026/commitments/medborgardialoger/reports",
        hidden=(403, 404),
    ),
    Call(
        "GET",
        COMMITMENT + "/evidence/{evidence}",
        FULFILMENT,
        "vastervik",
        address=lambda t: f"/api/pledges/vastervik-2026/commitments/medborgardialoger/evidence/{t.evidence}",
    ),
    Call("GET", "/api/export/{name}", EXPORT),
    Call(
        "GET",
        "/api/export/fulfilment/{name}",
        FULFILMENT,
        "vastervik",
        address=lambda _: "/api/export/fulfilment/vastervik-2026.csv",
    ),
    Call("GET", "/api/catalogue", PLACES_AND_KINDS),
    Call(
        "PUT", "/api/catalogue/own", PLACES_AND_KINDS, body=lambda _: {"place": [{"code": "torget", "name": "Torget"}]}
    ),
    Call("POST", "/api/places", PLACES_AND_KINDS, "vastervik", lambda _: MOVING),
    Call("GET", "/admin", FIELD_MEMBERS),
    Call(
        "POST", "/admin", FIELD_MEMBERS, "vastervik/polisen", lambda t: Form(do="link", member=t.member), hidden=(422,)
    ),
    Call("GET", "/platser", ANYBODY),
    Call("GET", "/platser.csv", ANYBODY),
    Call("POST", "/platser", PLACES_AND_KINDS, "vastervik", lambda _: Form(ZONE), hidden=(422,)),
    Call("GET", "/platser/{code}/andra", PLACES_AND_KINDS, "vastervik"),
    Call("POST", "/platser/{code}/andra", PLACES_AND_KINDS, "vastervik", lambda _: Form(MOVING)),
    Call("GET", "/api/devices", OWN_DEVICES),
    Call("GET", "/api/members", FIELD_MEMBERS),
    Call("POST", "/api/members", FIELD_MEMBERS, body=lambda _: {"name": "Ny", "roles": ["field"]}),
    Call("POST", "/api/members/{other}/links", FIELD_MEMBERS, "vastervik/polisen"),
    Call("PUT", "/api/members/{other}/roles", FIELD_MEMBERS, "vastervik/polisen", lambda _: {"roles": ["field"]}),
    Call("GET", "/api/members/{other}/devices", FIELD_MEMBERS, "vastervik/polisen"),
    Call(
        "DELETE",
        "/api/members/{other}/sessions",
        FIELD_MEMBERS,
        "polisen",
        address=lambda t: f"/api/members/{t.member}/sessions",
    ),
    Call("DELETE", "/api/members/{other}", FIELD_MEMBERS, "vastervik/polisen"),
    Call("GET", "/uppfoljning", FULFILMENT),
    Call("GET", PAGE, FULFILMENT, "vastervik"),
    Call(
        "GET",
        PAGE + "/tabell/{name}",
        FULFILMENT,
        "vastervik",
        address=lambda _: "/uppfoljning/vastervik-2026/tabell/oversikt.csv",
    ),
    Call("GET", PAGE + "/{commitment}", FULFILMENT, "vastervik"),
    Call("GET", PAGE + "/{commitment}/insatser", FULFILMENT, "vastervik"),
    Call(
        "GET",
        PAGE + "/{commitment}/tabell/{name}",
        FULFILMENT,
        "vastervik",
        address=lambda _: "/uppfoljning/vastervik-2026/platsbesok/tabell/regel-1.csv",
    ),
    Call(
        "POST",
        PAGE + "/{commitment}",
        PUBLISH,
        "vastervik/polisen",
        lambda _: Parts(JUDGEMENT),
        lambda _: "/uppfoljning/vastervik-2026/medborgardialoger",
        hidden=(403, 404),
    ),
    Call("GET", "/larm", FULFILMENT),
    Call("POST", "/larm", FULFILMENT, body=lambda _: Form(do="no-digest")),
    Call("GET", "/publicera", PUBLISH),
    Call(
        "POST",
        "/publicera",
        PUBLISH,
        "vastervik",
        lambda _: File((PACKS / "vastervik-2026.toml").read_bytes()),
        hidden=(422,),
    ),
    Call("GET", "/regler/{pledge}", FULFILMENT, "vastervik"),
    Call("POST", "/regler/{pledge}", PUBLISH, "vastervik", lambda _: Form(published=NOW.isoformat())),
    Call("GET", SITUATIONS, FULFILMENT),
    Call("POST", SITUATIONS, PUBLISH, body=lambda _: File(b"week;place;level\n2026-W18;ankarsrum;high")),
    Call("GET", SITUATIONS + "/{week}", FULFILMENT),
    Call("POST", SITUATIONS + "/{week}", PUBLISH, body=lambda _: Form({"do": "look", "level:ankarsrum": "high"})),
    Call("GET", SITUATIONS + "/{week}/platser.csv", FULFILMENT),
    Call("GET", "/gallra/insats/{activity}", ERASE_A_TEXT, "vastervik/polisen"),
    Call(
        "POST",
        "/gallra/insats/{activity}",
        ERASE_A_TEXT,
        "vastervik/polisen",
        lambda _: Form({"t:1.note": "on", "right": "mistake"}),
    ),
    Call("GET", "/gallra/beslut/{decision}", ERASE, "vastervik"),
    Call(
        "POST",
        "/gallra/beslut/{decision}",
        ERASE,
        "vastervik/polisen",
        lambda _: Form({"t:1.what": "on", "right": "mistake"}),
        hidden=(404, 422),
    ),
    Call(
        "GET",
        "/gallra/underlag/{pledge}/{commitment}",
        ERASE,
        "vastervik",
        address=lambda _: "/gallra/underlag/vastervik-2026/medborgardialoger",
    ),
    Call(
        "POST",
        "/gallra/underlag/{pledge}/{commitment}",
        ERASE,
        "vastervik/polisen",
        lambda t: Form({f"t:{t.evidence}": "on", "right": "mistake"}),
        lambda _: "/gallra/underlag/vastervik-2026/medborgardialoger",
        hidden=(404, 422),
    ),
    Call("GET", PLACE, FULFILMENT, "vastervik"),
    Call("GET", PLACE + "/veckor.csv", FULFILMENT, "vastervik"),
    Call("GET", "/rapporter", FULFILMENT),
    Call("GET", REPORTS, FULFILMENT, "vastervik"),
    Call("POST", REPORTS, PUBLISH, "vastervik", lambda _: Form(do="freeze", occasion="tertial", as_of="2026-04-30")),
    Call("GET", REPORTS + "/{account}", FULFILMENT, "vastervik"),
    Call("GET", REPORTS + "/{account}/{form}", FULFILMENT, "vastervik"),
    Call(
        "POST",
        REPORTS + "/{account}",
        PUBLISH,
        "vastervik",
        lambda thing: Form(do="approve", sha256=thing.digest),
    ),
    Call("GET", "/granskning", TRAIL_OF_OWN | TRAIL_OF_ORGANISATION),
    Call("GET", "/granskning/{activity}", TRAIL_OF_OWN | TRAIL_OF_ORGANISATION, "vastervik/polisen"),
    Call(
        "POST", "/granskning/{activity}/anteckning", A_NOTE, "vastervik/polisen", lambda _: Form(reason="uppföljning")
    ),
]
ANYONE = {
    "/", "/app", "/app/{path}", "/static/{path}", "/in", "/in/{secret}", "/ut", "/health/live", "/health/ready",
    "/api/session", "/schema", "/schema/openapi.json", "/schema/{path}", "/metrics", "/samverkan/{partnership}",
    "/tillganglighet", "/sa-raknar-vi", "/sprak", "/larm.ics",
    "/oppet/schema.json", "/oppet/schema-csv.json", "/oppet/{partnership}/feed.atom",
    "/oppet", "/oppet/{partnership}", "/oppet/{partnership}/{pledge}", "/oppet/{partnership}/{pledge}/{number}",
}  # fmt: skip
"""What has a rule of its own: the door, files, health, the description; `/metrics` is tested in test_health.py.

`/api/session` takes the caller's own session out of their browser."""

ELSEWHERE = [("vastervik", "kommunen"), ("vingaker", "polisen")]
