"""People and how they get in: memberships, one-time links, sessions, and tokens for programs.

Start with `accounts.py`; `tables.py` is where it is kept, `doors.py` what becomes of it at a restore. `digests.py` and
`calendars.py` are how people are reached who have not come by themselves.
"""

from backend.accounts.accounts import (
    LINK_LIVES,
    SESSION_LIVES,
    SESSION_RESTS,
    TOKEN_PREFIX,
    Accounts,
    Acting,
    Person,
    Token,
)
from backend.accounts.tables import METADATA

__all__ = [
    "LINK_LIVES",
    "METADATA",
    "SESSION_LIVES",
    "SESSION_RESTS",
    "TOKEN_PREFIX",
    "Accounts",
    "Acting",
    "Person",
    "Token",
]
