"""`/gallra`: texts of an activity, words of a decision, or files shown for a promise, chosen one by one and erased.

What is erased for ever, by whom and by what right stands in the trail. Coordinators erase what their own organisation
wrote, and so do leads what stands in an activity; its words are not shown here, for a note is read elsewhere, and that
is an event.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template
from msgspec import Struct
from msgspec.structs import replace

from backend.desk import notes
from backend.desk.erasing import Text
from backend.domain.calendar import local
from backend.domain.erasure import RIGHTS, Right
from backend.domain.member import Member, Role
from backend.domain.pledge import Commitment
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.guards import may
from backend.web.pages.asking import names_for
from backend.web.pages.environment import tongue_of
from backend.web.pages.promise import Looking
from backend.web.pages.reported import kind_of
from backend.web.pages.reporting import Reader
from backend.web.pages.seen import address
from backend.web.pages.sheet import Choice, Link
from backend.web.pages.speaking import Organisation, first_up, right_word, text_word
from backend.web.pages.tongue import Tongue
from projections import pledges

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
CHOSEN = "t:"
"""What the name of a box begins with."""
ERASERS = frozenset({Role.LEAD, Role.COORDINATOR})
"""Who may erase the texts of their own organisation's activities."""


class Item(Struct, frozen=True, kw_only=True):
    """One thing that may be erased. `state` is why it cannot be chosen, where it cannot."""

    name: str
    what: str
    words: str
    by: str
    href: str = ""
    state: str = ""
    chosen: bool = False


class Erasing(Struct, frozen=True, kw_only=True):
    """The page. `stays` is what is left when it is done, `sealed` why the words are not shown, where they are not."""

    title: str
    crumb: Link
    here: str
    items: tuple[Item, ...]
    stays: str
    rights: tuple[Choice, ...]
    right: str
    faults: dict[str, str]
    sealed: str = ""

    @property
    def open(self) -> bool:
        """Whether there is anything left that whoever looks may erase."""
        return any(not item.state for item in self.items)


class ErasurePages(Controller):
    """Shown and done by coordinators, and by leads for activities."""

    path = "/gallra"
    include_in_schema = False

    @get("/insats/{activity:uuid}", sync_to_thread=True, who=may(*ERASERS))
    def activity(
        self,
        activity: FromPath[UUID],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """The free texts of an activity, without their words."""
        return _shown(_of_activity(tongue_of(request), house, member, activity, {}, {}))

    @post("/insats/{activity:uuid}", status_code=200, sync_to_thread=True, who=may(*ERASERS))
    def erase_notes(
        self,
        activity: FromPath[UUID],
        data: Form,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Erase those that are ticked."""
        t = tongue_of(request)
        try:
            house.note_desk.erase(activity, _ticked(data), _right(data), by=member)
        except Refused as no:
            if no.code == "unknown-activity":
                raise
            return _shown(_of_activity(t, house, member, activity, data, _faults(t, no)))
        house.follower.wake()
        return Redirect(address(f"/granskning/{activity}", klar="gallrat"), status_code=303)

    @get("/beslut/{decision:uuid}", sync_to_thread=True, who=may(Role.COORDINATOR))
    def decision(
        self,
        decision: FromPath[UUID],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """The texts of a decision and of what was told of it."""
        return _shown(_of_decision(tongue_of(request), house, member, decision, {}, {}))

    @post("/beslut/{decision:uuid}", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def erase_texts(
        self,
        decision: FromPath[UUID],
        data: Form,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Erase those that are ticked."""
        t = tongue_of(request)
        made, _ = house.erasure_desk.texts(member.partnership, decision)
        try:
            house.erasure_desk.erase_texts(decision, _ticked(data), _right(data), by=member)
        except Refused as no:
            return _shown(_of_decision(t, house, member, decision, data, _faults(t, no)))
        house.follower.wake()
        return Redirect(f"{address(f'/lagesbild/{made.week}', klar='gallrat')}#b-{decision}", status_code=303)

    @get("/underlag/{pledge:str}/{commitment:str}", sync_to_thread=True, who=may(Role.COORDINATOR))
    def evidence(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """The files that were shown for a promise."""
        return _shown(_of_promise(tongue_of(request), house, member, pledge, commitment, {}, {}))

    @post("/underlag/{pledge:str}/{commitment:str}", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def erase_files(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        data: Form,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Erase those that are ticked."""
        t = tongue_of(request)
        _promise(house, member, pledge, commitment)
        ids = [id_ for name in _ticked(data) if (id_ := _uuid(name))]
        try:
            house.erasure_desk.erase_files(pledge, commitment, ids, _right(data), by=member)
        except Refused as no:
            return _shown(_of_promise(t, house, member, pledge, commitment, data, _faults(t, no)))
        house.follower.wake()
        return Redirect(address(f"/uppfoljning/{pledge}/{commitment}", told="gallrat"), status_code=303)


def _shown(page: Erasing) -> Template:
    return Template("erase.html", context={"page": page}, status_code=422 if page.faults else 200)


def _ticked(data: Mapping[str, str]) -> list[str]:
    return [name.removeprefix(CHOSEN) for name in data if name.startswith(CHOSEN)]


def _right(data: Mapping[str, str]) -> Right:
    found = next((right for right in RIGHTS if right == data.get("right")), None)
    if found is None:
        raise Refused("missing", "right")
    return found


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _faults(t: Tongue, no: Refused) -> dict[str, str]:
    if no.code != "missing":
        return {"": no.message(t.code)}
    return {"right": t._("Välj varför.")} if no.field == "right" else {"": t._("Kryssa för det som ska gallras.")}


def _page(
    t: Tongue, title: str, crumb: Link, here: str, items: list[Item], stays: str, data: Mapping[str, str],
    faults: dict[str, str],
) -> Erasing:  # fmt: skip
    return Erasing(
        title=title,
        crumb=crumb,
        here=here,
        items=tuple(items),
        stays=stays,
        rights=tuple(Choice(value=right, word=right_word(t, right)) for right in RIGHTS),
        right=data.get("right", ""),
        faults=faults,
    )


def _state(t: Tongue, member: Member, organisation: str, *, erased: bool) -> str:
    if erased:
        return t._("Redan gallrat.")
    if organisation != member.organisation:
        return t._("%(who)s skrev det, och bara de kan gallra det.", who=Organisation(t, organisation))
    return ""


def _of_activity(
    t: Tongue, house: House, member: Member, activity: UUID, data: Mapping[str, str], faults: dict[str, str]
) -> Erasing:
    """Raises Refused (`unknown-activity`)."""
    past, found = house.note_desk.texts(activity, by=member)
    today, names = local(house.now()).date(), names_for(t, house, member, {text.by for text in found})
    with house.reading() as reading:
        reader = Reader(t, pledges.catalogue(reading, member.partnership), names)

    def item(text: notes.Text) -> Item:
        who, day = reader.member(text.by), t.day(local(text.at).date(), today)
        return Item(
            name=f"{CHOSEN}{text.name}",
            what=first_up(text_word(t, text.what, text.version)),
            words="",
            by=t._("%(who)s, %(day)s", who=who, day=day),
            state=t._("Redan gallrat.") if text.erased else "",
            chosen=f"{CHOSEN}{text.name}" in data,
        )

    page = _page(
        t,
        t._("Gallra text i en insats"),
        Link(href=f"/granskning/{activity}", word=reader.title(past.report, by_day=past.by_day)),
        f"/gallra/insats/{activity}",
        [item(text) for text in found],
        t._(
            "Kvar står insatsen, vem som skrev och när, och att det fanns en text. Insatsen räknas som förut. "
            "På telefonen som skrev anteckningen syns den tills telefonen nästa gång har kontakt."
        ),
        data,
        faults,
    )
    return replace(
        page, sealed=t._("Orden visas inte här. En gruppchef kan läsa anteckningen på insatsens sida, med ett skäl.")
    )


def _of_decision(
    t: Tongue, house: House, member: Member, decision: UUID, data: Mapping[str, str], faults: dict[str, str]
) -> Erasing:
    """Raises Refused (`unknown-decision`)."""
    made, texts = house.erasure_desk.texts(member.partnership, decision)
    today = local(house.now()).date()

    def item(text: Text) -> Item:
        field = text.name.partition(".")[2]
        day = t.day(local(text.at).date(), today)
        return Item(
            name=f"{CHOSEN}{text.name}",
            what={"what": t._("Vad som ska göras"), "function": t._("Funktion")}.get(field, t._("Vad som blev av")),
            words=text.words or "",
            by=t._("%(who)s, %(day)s", who=Organisation(t, text.organisation), day=day),
            state=_state(t, member, text.organisation, erased=text.words is None),
            chosen=f"{CHOSEN}{text.name}" in data,
        )

    return _page(
        t,
        t._("Gallra text i ett beslut"),
        Link(
            href=f"/lagesbild/{made.week}#b-{decision}",
            word=t._("Lägesbild %(week)s", week=t.period(made.week, today)),
        ),
        f"/gallra/beslut/{decision}",
        [item(text) for text in texts],
        t._(
            "Kvar står att något beslutades, för vilken plats, vem som svarar för det, till när och hur det gick. "
            "Underlag till fredagsmöten som redan är frysta har kvar sin ordalydelse."
        ),
        data,
        faults,
    )


def _promise(house: House, member: Member, pledge: str, commitment: str) -> Commitment:
    """Raises Refused (`unknown-pledge`, `unknown-commitment`)."""
    with house.reading() as reading:
        return pledges.pledge(reading, member.partnership, pledge, reading.position).event.pledge.commitment(commitment)


def _of_promise(
    t: Tongue,
    house: House,
    member: Member,
    pledge: str,
    code: str,
    data: Mapping[str, str],
    faults: dict[str, str],
) -> Erasing:
    """Raises Refused (`unknown-pledge`, `unknown-commitment`)."""
    promise = _promise(house, member, pledge, code)
    labels = {s.code: t.label(s.label) for s in Looking(t, house, member, {}).steps(pledge, code)}
    today, here = local(house.now()).date(), f"/uppfoljning/{pledge}/{code}"
    items = []
    for file in house.erasure_desk.files(member.partnership, pledge, code):
        id_, day = file.enclosed.id, t.day(local(file.at).date(), today)
        period = labels.get(file.about) or (t.period(file.about, today) if file.about[:4].isdecimal() else file.about)
        items.append(
            Item(
                name=f"{CHOSEN}{id_}",
                what=f"{first_up(period)}: {kind_of(t, file.enclosed)}",
                words="",
                by=t._("%(who)s, %(day)s", who=Organisation(t, file.organisation), day=day),
                href="" if file.erased else f"/api/pledges/{pledge}/commitments/{code}/evidence/{id_}",
                state=_state(t, member, file.organisation, erased=file.erased),
                chosen=f"{CHOSEN}{id_}" in data,
            )
        )
    return _page(
        t,
        t._("Gallra underlag"),
        Link(href=here, word=promise.title),
        f"/gallra/underlag/{pledge}/{code}",
        items,
        t._("Kvar står redovisningen, att ett underlag visades, och dess kontrollsumma."),
        data,
        faults,
    )
