"""`/lagesbild`: the weekly situations, one week with its decisions, and how a week is filled in or read from a file."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template

from backend import export
from backend.domain.calendar import week
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.existing.faults import Unreadable
from backend.house import House
from backend.web.guards import may
from backend.web.pages import deciding
from backend.web.pages.afterwards import frozen_words, week_word
from backend.web.pages.environment import tongue_of
from backend.web.pages.filling import read_given, read_needs
from backend.web.pages.importing import read_weeks, review
from backend.web.pages.seen import address
from backend.web.pages.telling import Typed, Unfit
from backend.web.pages.weeks import Looking, overview, reviewed, week_page, week_table
from backend.web.pledges import READERS
from backend.web.security import BODY_LIMIT, FORM_WITH_FILE

Multipart = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


LIST = "/lagesbild"


class SituationPages(Controller):
    """Seen by those who follow the pledges; filled in and decided by coordinators."""

    path = LIST
    include_in_schema = False

    @get("/", sync_to_thread=True, who=READERS)
    def all(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """Every week, and the places with need where nobody has been."""
        return overview(Looking(tongue_of(request), house, member, request.query_params))

    @post(
        "/",
        status_code=200,
        sync_to_thread=True,
        request_max_body_size=FORM_WITH_FILE,
        most=BODY_LIMIT,
        who=may(Role.COORDINATOR),
    )
    def take(
        self,
        data: Multipart,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Show what a file holds, or freeze the whole weeks of one that was shown."""
        looking = Looking(tongue_of(request), house, member, request.query_params)
        t = looking.t
        if data.get("do") == "freeze":
            return _freeze_all(looking, data)
        file, usual = data.get("file"), str(data.get("week", "")).strip()
        body, name = b"", ""
        if isinstance(file, UploadFile):
            with file.file:
                body, name = file.file.read(), file.filename
        if not body:
            return overview(looking, t._("Välj en fil."), {"week": usual})
        if len(body) > BODY_LIMIT:
            return overview(looking, t._("Filen är för stor: högst 1 MB."), {"week": usual})
        try:
            if usual:
                week(usual)
            return review(looking, body, name, usual or None)
        except ValueError:
            return overview(looking, t._("Skriv veckan som 2026-W19."), {"week": usual})
        except Unreadable as no:
            return overview(looking, str(no), {"week": usual})

    @get("/{week:str}", sync_to_thread=True, who=READERS)
    def one(
        self,
        week: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """A week's situation, what became of what was decided before it, and what was decided in it."""
        return week_page(Looking(tongue_of(request), house, member, request.query_params), week)

    @post("/{week:str}", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def work(
        self,
        week: FromPath[str],
        data: Form,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Fill in, look once more, freeze; record a decision, or what became of one."""
        looking = Looking(tongue_of(request), house, member, request.query_params)
        match data.get("do"):
            case "decide" | "follow":
                return _decide(looking, week, data)
            case "look":
                told = read_needs(looking.t, data)
                if told.faults:
                    return week_page(looking, week, needs=told.needs, faults=told.faults, loose=told.loose)
                return reviewed(looking, week, told.needs)
            case "confirm":
                house.situation_desk.confirm(week, by=member)
                house.follower.wake()
                return Redirect(f"/lagesbild/{week}?klar=bekraftad", status_code=303)
        try:
            needs = read_given(looking.t, data.get("given", ""))
            if data.get("do") != "freeze":
                return week_page(looking, week, needs=needs)
            house.situation_desk.freeze(week, tuple(needs.values()), by=member, through="form")
        except Unfit as no:
            return week_page(looking, week, faults=no.faults)
        except Refused as no:
            return week_page(looking, week, needs=needs, faults={"": _why(looking, no)})
        house.follower.wake()
        return Redirect(f"/lagesbild/{week}?klar=fryst", status_code=303)

    @get("/{week:str}/platser.csv", sync_to_thread=True, who=READERS)
    def table(
        self,
        week: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Response[bytes]:
        """A frozen week as a table: each place's level and problems, and the visits of the week."""
        content = export.as_csv(week_table(Looking(tongue_of(request), house, member, {}), week))
        name = f'attachment; filename="lagesbild-{week}.csv"'
        return Response(content, media_type="text/csv", headers={"content-disposition": name})


def _why(looking: Looking, no: Refused) -> str:
    t = looking.t
    return {
        "frozen": t._("Veckan är redan fryst med en annan lägesbild. En fryst lägesbild ändras inte."),
        "missing": t._("Ingen plats har fått en nivå."),
        "unknown-code": t._("En plats eller ett problem finns inte längre i listan. Fyll i igen."),
    }.get(no.code) or no.message(t.code)


def _freeze_all(looking: Looking, data: dict[str, Any]) -> Template | Redirect:
    """Freeze every week of a file, or, where one of them will not do, none: that one is named."""
    t, desk, done = looking.t, looking.house.situation_desk, []
    try:
        weeks = sorted(read_weeks(t, data).items())
    except Unfit as no:
        return overview(looking, no.faults[""])
    for only_look in (True, False):
        for code, needs in weeks:
            try:
                new = desk.freeze(code, needs, by=looking.member, through="file", only_look=only_look)
                if new and not only_look:
                    done.append(code)
            except Refused as no:
                why = f"{week_word(t, code, looking.today)}: {_why(looking, no)}"
                return overview(looking, f"{why} {frozen_words(t, done, looking.today) or t._('Inget är fryst.')}")
    looking.house.follower.wake()
    return Redirect(address(LIST, klar="fryst", veckor=",".join(done)), status_code=303)


def _decide(looking: Looking, week: str, data: dict[str, str]) -> Template | Redirect:
    """Record a decision, or what became of one; a form that will not do comes back as it was typed."""
    t, desk, do = looking.t, looking.house.decision_desk, data.get("do", "")
    try:
        if do == "decide":
            given = deciding.read_decision(t, week, data)
            if not desk.make(given, by=looking.member) and not desk.stands(given, by=looking.member):
                data = {**data, "decision": ""}  # the form that comes back is of a decision of its own
                raise Unfit({"": deciding.other_text(t)})
        else:
            decision, outcome, text = deciding.read_following(t, data)
            desk.follow(decision, outcome, text, confirmed=deciding.let_stand(data), by=looking.member)
    except (Unfit, Refused) as no:
        faults = deciding.faults_of(t, no) if isinstance(no, Refused) else no.faults
        findings = no.findings if isinstance(no, Refused) else ()
        return week_page(
            looking, week, typed=Typed(do=do, rule=0, values=data, faults=faults, findings=tuple(findings))
        )
    looking.house.follower.wake()
    return Redirect(address(f"/lagesbild/{week}", klar="sparat"), status_code=303)
