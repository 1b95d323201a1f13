"""How a made-up log is told from a real one: by a member that only the demonstration has.

The mark is in the log itself, so it is there after a restore too, and nobody can forget to set it.
"""

from uuid import UUID

from backend.domain.events import stream

PARTNERSHIP = "vastervik"


def member_id(code: str) -> UUID:
    """The id of one of the demonstration's members."""
    return stream(PARTNERSHIP, "demonstration", code)


MARK = stream(PARTNERSHIP, "member", str(member_id("anna")))
"""The stream that a log has only where the demonstration was recorded in it."""
