"""When it was noticed that letters of a device are missing, and whose devices an organisation looks after."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from projections.store import Reading


def noticed(reading: Reading, partnership: str, device: UUID, last: int) -> datetime | None:
    """When the first report came in that showed what is missing up to number `last`; None where none did yet."""
    c = reading.t.activities.c
    later = select(func.min(c.received_at)).where(c.partnership == partnership, c.device == device, c.seq > last)
    found: datetime | None = reading.connection.execute(later).scalar()
    return found


def recorders(reading: Reading, partnership: str, organisation: str) -> list[UUID]:
    """Everybody who is, or ever was, a member for an organisation."""
    c = reading.t.members.c
    asked = select(c.member).where(c.partnership == partnership, c.organisation == organisation).distinct()
    return sorted(reading.connection.execute(asked).scalars())
