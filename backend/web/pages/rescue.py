"""`/radda`: a lead hands in a rescue file from a phone that cannot send."""

from collections import Counter
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Template

from backend.desk.rescue import Rescued, RescueDesk
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.guards import may
from backend.web.pages.environment import tongue_of
from backend.web.pages.sheet import Fact
from backend.web.pages.tongue import Tongue


class RescuePages(Controller):
    """The form, and what came of a file."""

    path = "/radda"
    include_in_schema = False

    @get("/", sync_to_thread=False, who=may(Role.LEAD))
    def form(self) -> Template:
        """Where a file is chosen."""
        return _page()

    @post("/", status_code=200, sync_to_thread=True, who=may(Role.LEAD))
    def take(
        self,
        data: Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        rescue_desk: NamedDependency[RescueDesk],
        member: NamedDependency[Member],
    ) -> Template:
        """Hand the file in, and tell what became of its letters."""
        t, file = tongue_of(request), data.get("file")
        body = b""
        if isinstance(file, UploadFile):
            with file.file:
                body = file.file.read()
        if not body:
            return _page(fault=t._("Välj en fil."))
        try:
            rescued = rescue_desk.take(body, by=member, language=t.code)
        except Refused as no:
            return _page(fault=fault_of(t, no))
        house.follower.wake()
        name = house.accounts.names({rescued.member}).get(rescued.member) or t._("en kollega")
        return _page(title=t._("Brev från %(name)s är inlämnade", name=name), facts=told(t, rescued))


def fault_of(t: Tongue, refused: Refused) -> str:
    """Why a file was not taken."""
    if refused.code == "not-yours":
        return t._("Filen kommer från en annan organisation. Den som skrev måste lämna den till sin egen ledare.")
    return refused.message(t.code)


def told(t: Tongue, rescued: Rescued) -> list[Fact]:
    """How many letters were kept and not, and why not: those are mended on the phone that wrote them."""
    outcomes = Counter(r.outcome for r in rescued.receipts)
    words = {"kept": t._("Sparade"), "later": t._("Väntar på ett tidigare brev"), "refused": t._("Inte intagna")}
    facts = [Fact(term=words[outcome], value=t.number(outcomes[outcome])) for outcome in words if outcomes[outcome]]
    why = Counter(r.message for r in rescued.receipts if r.outcome == "refused" and r.message)
    facts += [Fact(term=t._("Varför"), value=message, aside=t.number(n)) for message, n in why.items()]
    return facts or [Fact(term=words["kept"], value=t.number(0))]


def _page(*, fault: str = "", title: str = "", facts: list[Fact] | None = None) -> Template:
    context = {"fault": fault, "title": title, "facts": facts or []}
    return Template("rescue.html", context=context, status_code=422 if fault else 200)
