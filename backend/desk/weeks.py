"""Which weeks a picture or a decision may be of: from the partnership's first pledge to the week after this one."""

from datetime import date

from backend.desk.catalogues import Catalogues
from backend.domain.calendar import Period
from backend.domain.events import stream
from backend.domain.pledge import PledgePublished
from backend.domain.situation import check_week
from backend.log import Log


def first_day(log: Log, catalogues: Catalogues, partnership: str) -> date | None:
    """The first day of the partnership's earliest pledge; None where none is published."""
    places = [stream(partnership, "pledge", source) for source in catalogues.of(partnership).sources]
    latest = [
        [r.event for r in recorded if isinstance(r.event, PledgePublished)][-1:]
        for recorded in log.read(places).values()
    ]
    return min((event.pledge.first for events in latest for event in events), default=None)


def check(log: Log, catalogues: Catalogues, partnership: str, code: str, today: date) -> Period:
    """The week named `code`. Refused: `unknown-period`, `week-ahead`, `week-before`."""
    return check_week(code, earliest=first_day(log, catalogues, partnership), today=today)
