"""`/regler/{pledge}`: how a pledge's rules were changed, before and after, and whether the other side has seen it."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template

from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import may
from backend.web.pages.environment import tongue_of
from backend.web.pages.rehearsing import compared_sheet
from backend.web.pages.revising import renewal_line
from backend.web.pledges import READERS
from projections.pledges import publications
from projections.rehearsal import Eyes, changed_since
from projections.revised import renewals


class RevisedPages(Controller):
    """Read by those who follow the pledges; coordinators say that their organisation has seen it."""

    path = "/regler"
    include_in_schema = False

    @get("/{pledge:str}", sync_to_thread=True, who=READERS)
    def one(
        self,
        pledge: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """Every change, the latest first, and the figures before what the reader has not seen and now."""
        t, today = tongue_of(request), local(house.now()).date()
        eyes: Eyes = {"as_of": today, "viewer": member.organisation, "unseal": house.vault.open}
        with house.reading() as reading:
            last = publications(reading, member.partnership, pledge)[-1].event
            every = renewals(reading, member.partnership, pledge)
            waiting = [one for one in every if one.news_to(member.organisation, today)]
            since = next(iter(waiting or every[-1:]), None)
            before = since.before.event if since else last
            compared = changed_since(reading, member.partnership, before, **eyes) if since else ()
        differing = [c for c in compared if c.differs]
        same = len(compared) - len(differing)
        alike = t.ngettext("%(n)s åtagande är som det var.", "%(n)s åtaganden är som de var.", same)
        context = {
            "pledge": last.pledge,
            "lines": [renewal_line(t, one, today) for one in reversed(every)],
            "day": t.day(today),
            "before": t.day(local(before.received_at).date()),
            "compared": [compared_sheet(t, c, today, before.pledge.last, last.pledge.last) for c in differing],
            "same": alike if same else "",
            "waits": bool(waiting),
            "answers": bool(waiting) and Role.COORDINATOR in member.roles,
            "published": last.received_at.isoformat(),
            "done": request.query_params.get("klar", "") == "sett",
        }
        return Template("revised.html", context=context)

    @post("/{pledge:str}", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def seen(
        self,
        pledge: FromPath[str],
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Redirect:
        """Say that one's organisation has seen the pledge as it was shown."""
        try:
            published = datetime.fromisoformat(data.get("published", ""))
        except ValueError:
            raise Denied("unreadable", field="published") from None
        house.revision_desk.acknowledge(pledge, published, by=member)
        house.follower.wake()
        return Redirect(f"/regler/{pledge}?klar=sett", status_code=303)
