"""`/uppfoljning`: the pledges, one pledge, one commitment, and all the activities behind a figure."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template

from backend.domain.calendar import local
from backend.domain.evidence import LARGEST
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.export import Table, as_csv
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import may
from backend.web.pages import telling
from backend.web.pages.alarming import lines
from backend.web.pages.asking import chosen, courses, may_open, names_in, question
from backend.web.pages.basis import Sight, elsewhere, line
from backend.web.pages.environment import tongue_of
from backend.web.pages.pledge import View, card, name_of, pledge_file, pledge_sheet, status_asked
from backend.web.pages.promise import Looking, promise_page, promise_sheet
from backend.web.pages.reporting import Reader
from backend.web.pages.restepping import second_look
from backend.web.pages.revising import notices
from backend.web.pages.seen import address, kept, looked_at, paged
from backend.web.pages.sheet import Seen
from backend.web.pages.stepping import Unsettled
from backend.web.pages.tabling import as_file, every_table
from backend.web.pages.tongue import Tongue
from backend.web.pages.warned import LISTED, decisions_late, letters_missing, rules_changed, weeks_unconfirmed
from backend.web.pledges import READERS
from backend.web.security import FORM_WITH_FILE
from projections import pledges
from projections.alarms import Alarm, alarms, order
from projections.fulfilment import answer
from projections.revised import news
from projections.why import late, why

PAGE = 100
SHORT = 4
"""As many alarms as stand over the pledges."""


class FollowUpController(Controller):
    """What management reads; everybody who works with the pledges may."""

    path = "/uppfoljning"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=READERS)
    def all(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """The pledges of one's partnership, with how many commitments have which status today."""
        t, today = tongue_of(request), local(house.now()).date()
        cards, found, asked = [], list[Alarm](), None
        with house.reading() as reading:
            for published in pledges.pledges(reading, member.partnership):
                asked = question(house, reading, member, published.pledge.code, today, "then", beside=asked)
                figures = [asked.figures(c, asking=False) for c in asked.pledge.commitments]
                cards.append(card(t, asked.pledge, published.terms, figures))
                found += alarms(asked, figures) if LISTED & member.roles else ()
            overdue = decisions_late(t, reading, member, today) if LISTED & member.roles else ()
            changed = rules_changed(t, reading, member, today) if LISTED & member.roles else ()
            waiting = weeks_unconfirmed(t, reading, member, today) if LISTED & member.roles else ()
            missing = letters_missing(t, house, reading, member, today)
        every = (*missing, *overdue, *changed, *waiting, *lines(t, sorted(found, key=order), today))
        context = {
            "pledges": cards,
            "alarms": every[:SHORT],
            "all_alarms": len(every),
            "may_publish": Role.COORDINATOR in member.roles,
        }
        return Template("pledges.html", context=context)

    @get("/{pledge:str}", sync_to_thread=True, who=READERS)
    def one(
        self,
        pledge: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """One pledge, by area, as of a day in either reading."""
        t = tongue_of(request)
        view, seen = _view(t, house, member, pledge, request.query_params)
        return Template("pledge.html", context={"pledge": pledge_sheet(t, view), "seen": seen})

    @get("/{pledge:str}/tabell/{name:str}", sync_to_thread=True, who=READERS)
    def overview(
        self,
        pledge: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Response[bytes]:
        """The overview's table as a file, `oversikt.csv`."""
        if name != "oversikt.csv":
            raise Denied("not-found")
        t = tongue_of(request)
        view, _ = _view(t, house, member, pledge, request.query_params)
        return csv_file(f"{pledge}-{name}", as_file(name, pledge_file(t, view)))

    @get("/{pledge:str}/{commitment:str}", sync_to_thread=True, who=READERS)
    def commitment(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """One promise: each rule's figure, what lies behind it, and what it was in other years."""
        looking = Looking(tongue_of(request), house, member, request.query_params)
        return promise_page(looking, pledge, commitment)

    @post(
        "/{pledge:str}/{commitment:str}",
        status_code=200,
        sync_to_thread=True,
        request_max_body_size=FORM_WITH_FILE,
        most=LARGEST,
        who=may(Role.COORDINATOR),
    )
    def tell(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect | Response[None]:
        """Take in what the owner's coordinator tells; a form that will not do comes back as it was typed."""
        looking = Looking(tongue_of(request), house, member, request.query_params)
        t, values, file = looking.t, *telling.taken(data)
        here = f"/uppfoljning/{pledge}/{commitment}"
        number = int(values["rule"]) if values.get("rule", "").isdecimal() else 0
        typed = telling.Typed(do=values.get("do", ""), rule=number, values=values, faults={})
        try:
            known, told = looking.steps(pledge, commitment), house.report_desk.told(pledge, commitment, by=member)
            if "again" in values:  # from the second look at changed steps, back to the list
                return promise_page(looking, pledge, commitment, typed)
            house.report_desk.tell(pledge, commitment, telling.read(t, values, known, file, told), by=member)
        except Unsettled as open_:
            return second_look(looking, here, looking.promise(pledge, commitment), values, open_)
        except (telling.Unfit, Refused) as no:
            if isinstance(no, Refused) and no.code in ("not-owner", "unknown-commitment", "unknown-pledge"):
                raise
            faults = telling.faults_of(t, no) if isinstance(no, Refused) else no.faults
            found = no.findings if isinstance(no, Refused) else ()
            refused = msgspec.structs.replace(typed, faults=faults, findings=found)
            return promise_page(looking, pledge, commitment, refused)
        house.follower.wake()
        return Redirect(address(here, told=1), status_code=303)

    @get("/{pledge:str}/{commitment:str}/tabell/{name:str}", sync_to_thread=True, who=READERS)
    def table(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        name: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Response[bytes]:
        """One of the page's tables (`manader.csv`, `regel-1.csv`), on the same day and in the same reading."""
        looking = Looking(tongue_of(request), house, member, request.query_params)
        sheet, _ = promise_sheet(looking, pledge, commitment)
        found = every_table(looking.t, sheet).get(name.removesuffix(".csv")) if name.endswith(".csv") else None
        if found is None:
            raise Denied("not-found")
        return csv_file(f"{pledge}-{commitment}-{name}", as_file(name, found))

    @get("/{pledge:str}/{commitment:str}/insatser", sync_to_thread=True, who=READERS)
    def activities(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """Every activity behind one rule's figure, the latest first; the other organisation's as a count."""
        t, query = tongue_of(request), request.query_params
        here = f"/uppfoljning/{pledge}/{commitment}"
        seen, today, known = looked_at(t, query, here, house.now())
        carried = kept(seen, query) | ({"rule": query["rule"]} if query.get("rule") else {})
        with house.reading() as reading:
            asked = question(house, reading, member, pledge, today, known)
            promise = asked.pledge.commitment(commitment)
            number = chosen(promise, query.get("rule", "")) or 0
            figures, found = asked.figures(promise), why(asked, commitment, number)
            catalogue = asked.catalogue
        shown, pages = paged(t, found.counted, query, f"{here}/insatser", carried, PAGE)
        reader = Reader(t, catalogue, names_in(t, house, member, shown))
        sight = Sight(today=today, may_open=may_open(member, shown), partnership=member.partnership)
        what = name_of(t, figures.rules[number], figures)
        return Template(
            "activities.html",
            context={
                "heading": t._("Insatserna bakom %(what)s", what=what),
                "under": t._("Läget %(day)s. Varje insats som räknas, senast först.", day=t.day(today)),
                "pledge_href": address(f"/uppfoljning/{pledge}", **kept(seen, query)),
                "pledge_title": asked.pledge.title,
                "commitment_href": address(here, **carried),
                "commitment_title": promise.title,
                "lines": tuple(line(reader, sight, d, counts=True) for d in shown),
                "notices": [n for n in (elsewhere(t, found),) if n],
                "pages": pages,
            },
        )


def csv_file(name: str, table: Table) -> Response[bytes]:
    """A table as a file to take away."""
    return Response(
        as_csv(table),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _view(t: Tongue, house: House, member: Member, pledge: str, query: Mapping[str, str]) -> tuple[View, Seen]:
    """A pledge as an address asks for it, and what the page says of the day."""
    seen, today, known = looked_at(t, query, f"/uppfoljning/{pledge}", house.now())
    only = status_asked(query.get("status", "")) or ""
    if query.get("status") and not only:
        unknown = t._("Läget som adressen frågar efter finns inte. Här visas alla åtaganden.")
        seen = msgspec.structs.replace(seen, warnings=(*seen.warnings, unknown))
    with house.reading() as reading:
        asked = question(house, reading, member, pledge, today, known)
        changed = [one for one in news(reading, member.partnership, member.organisation, today) if one.pledge == pledge]
        view = View(
            pledge=asked.pledge,
            terms=asked.published.event.terms,
            answer=answer(asked),
            today=today,
            asked_at=house.now(),
            now=seen.now,
            carried=kept(seen, query),
            courses=courses(asked),
            only=only,
            ahead=today > local(house.now()).date(),
            late=late(asked) if today < local(house.now()).date() else 0,
            lag=max(0, house.log.head() - reading.position),
            changed=notices(t, changed, today),
        )
    return view, seen
