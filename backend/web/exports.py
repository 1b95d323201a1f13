"""An organisation's activities and a pledge's figures as files for a spreadsheet."""

from typing import Literal

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from backend import export
from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.house import House
from backend.web.asked import Day, Known, within
from backend.web.errors import Denied
from backend.web.guards import may
from backend.web.pledges import READERS
from projections.fulfilment import fulfilment

Form = Literal["csv", "xlsx"]
_MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WRITE = {"csv": export.as_csv, "xlsx": export.as_xlsx}


class ExportController(Controller):
    """Files to take away. They hold no notes: reading one is an event of its own."""

    path = "/api/export"

    @get("/{name:str}", sync_to_thread=True, who=may(Role.LEAD, Role.AUDITOR))
    def activities(
        self,
        name: FromPath[str],
        house: NamedDependency[House],
        member: NamedDependency[Member],
        first: Day = None,
        last: Day = None,
    ) -> Response[bytes]:
        """`activities.csv` or `activities.xlsx`: what one's own organisation has recorded; both days included."""
        form = _form(name, "activities")
        if first and last and first > last:
            raise Denied("unreadable", field="first", detail="first > last")
        with house.reading() as reading:
            table = export.activities(
                house.log,
                reading,
                member.partnership,
                member.organisation,
                house.catalogues.of(member.partnership),
                first=within(first, "first"),
                last=within(last, "last"),
            )
            content = _WRITE[form](table)
        return _file(content, f"aktiviteter-{member.organisation}-{local(house.now()).date()}", form)

    @get("/fulfilment/{name:str}", sync_to_thread=True, who=READERS)
    def fulfilment(
        self,
        name: FromPath[str],
        house: NamedDependency[House],
        member: NamedDependency[Member],
        as_of: Day = None,
        known: Known = "then",
    ) -> Response[bytes]:
        """`{pledge}.csv` or `{pledge}.xlsx`: a row for each rule, as the pledge's page shows it."""
        pledge, _, _ = name.rpartition(".")
        form = _form(name, pledge)
        day = within(as_of, "as_of") or local(house.now()).date()
        with house.reading() as reading:
            answer = fulfilment(
                reading,
                member.partnership,
                pledge,
                as_of=day,
                known=known,
                viewer=member.organisation,
                unseal=house.vault.open,
            )
        return _file(_WRITE[form](export.fulfilment(answer)), f"{pledge}-{day}", form)


def _form(name: str, stem: str) -> Form:
    for form in ("csv", "xlsx"):
        if stem and name == f"{stem}.{form}":
            return form
    raise Denied("not-found")


def _file(content: bytes, name: str, form: Form) -> Response[bytes]:
    return Response(
        content,
        media_type=_MEDIA[form],
        headers={"content-disposition": f'attachment; filename="{name}.{form}"'},
    )
