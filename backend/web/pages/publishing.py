"""`/publicera`: a pledge is read in from its pack. What it would change is shown before anything is published."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Template
from msgspec import Struct

from backend.desk.publish import Change, Prepared, PublishDesk
from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.domain.pack import PackFault
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.guards import may
from backend.web.pages.environment import tongue_of
from backend.web.pages.rehearsing import ComparedSheet, ElsewhereSheet, compared_sheet, elsewhere_sheet
from backend.web.pages.tongue import Tongue
from projections.rehearsal import Eyes, elsewhere, rehearse

LISTED = 60
"""So many single changes are listed; a new pledge brings its whole catalogue."""


class Look(Struct, frozen=True, kw_only=True):
    """What publishing would do. `text` and `seen` go along in the form that says yes."""

    code: str
    title: str
    first: bool
    changes: tuple[str, ...]
    more: str
    compared: tuple[ComparedSheet, ...]
    elsewhere: tuple[ElsewhereSheet, ...]
    same: str
    day: str
    text: str
    seen: str


class PublishPages(Controller):
    """For the coordinators, who publish packs."""

    path = "/publicera"
    include_in_schema = False

    @get("/", sync_to_thread=False, who=may(Role.COORDINATOR))
    def form(self) -> Template:
        """Where a pack is chosen."""
        return _page()

    @post("/", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def take(
        self,
        data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        publish_desk: NamedDependency[PublishDesk],
        member: NamedDependency[Member],
    ) -> Template:
        """Look through a pack, or publish the one that was looked through."""
        t, text = tongue_of(request), _text(data)
        if not text:
            return _page(faults=[t._("Välj en fil.")])
        try:
            if data.get("do") == "publish":
                done = publish_desk.pack(text, by=member, seen=str(data.get("seen", "")))
                house.follower.wake()
                return _page(done=f"/uppfoljning/{done.code}")
            prepared = publish_desk.prepare(text, by=member)
            if not prepared.events:
                return _page(nothing=True)
            return _page(look=look(t, house, member, prepared, text))
        except PackFault as fault:
            return _page(faults=fault.said(t.code))
        except Refused as no:
            return _page(faults=[fault_of(t, no)])


def look(t: Tongue, house: House, member: Member, prepared: Prepared, text: bytes) -> Look:
    """Everything that would be another, and how much would stay."""
    today, pledge, told = local(house.now()).date(), prepared.pack.pledge, prepared.told
    eyes: Eyes = {"as_of": today, "viewer": member.organisation, "unseal": house.vault.open}
    with house.reading() as reading:
        found = rehearse(reading, member.partnership, pledge.code, prepared.events, **eyes)
        others = elsewhere(reading, member.partnership, prepared.events, **eyes)
    differing = [c for c in found if c.differs]
    same, changes = len(found) - len(differing), prepared.published.changes
    ends = told.pledge.last if told else pledge.last
    return Look(
        code=pledge.code,
        title=pledge.title,
        first=told is None,
        changes=tuple(_change(t, c) for c in changes[:LISTED]),
        more=t.ngettext("och %(n)s till", "och %(n)s till", len(changes) - LISTED) if len(changes) > LISTED else "",
        compared=tuple(compared_sheet(t, c, today, ends, pledge.last) for c in differing),
        elsewhere=tuple(elsewhere_sheet(t, other, today) for other in others),
        same=t.ngettext("%(n)s åtagande blir som det är.", "%(n)s åtaganden blir som de är.", same) if same else "",
        day=t.day(today),
        text=text.decode(),
        seen=prepared.seen,
    )


def fault_of(t: Tongue, refused: Refused) -> str:
    """Why nothing was published."""
    if refused.code == "other-version":
        return t._("Någon annan har publicerat sedan du granskade. Välj filen och granska den igen.")
    if refused.field == "partnership.code":
        return t._("Filen är för en annan samverkan än din.")
    return refused.message(t.code)


def _change(t: Tongue, change: Change) -> str:
    words = {
        "new": t._("%(what)s: ny"),
        "changed": t._("%(what)s: ändras"),
        "retired": t._("%(what)s: erbjuds inte längre"),
        "kept": t._("%(what)s: står kvar som det ändrats här"),
    }
    tables = {
        "pledge": t._("Löftet"),
        "commitment": t._("Åtagande"),
        "area": t._("Löftesområde"),
        "kind": t._("Insatstyp"),
        "place": t._("Plats"),
        "zone": t._("Område"),
        "problem": t._("Problembild"),
        "action": t._("Åtgärd"),
        "party": t._("Part"),
    }
    return words[change.how] % {"what": f"{tables.get(change.table, change.table)} {change.code}"}


def _text(data: dict[str, Any]) -> bytes:
    """The pack: a file that was chosen, or the one that was looked through."""
    file = data.get("file")
    if isinstance(file, UploadFile):
        with file.file:
            body = file.file.read()
    else:
        body = str(data.get("text", "")).encode()
    return body.replace(b"\r\n", b"\n")  # as a browser sends the lines of a text area, and some files theirs


def _page(
    *, faults: list[str] | None = None, look: Look | None = None, done: str = "", nothing: bool = False
) -> Template:
    context = {"faults": faults or [], "look": look, "done": done, "nothing": nothing}
    return Template("publish.html", context=context, status_code=422 if faults else 200)
