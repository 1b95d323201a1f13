"""The only door to the event store: append a batch, look commands up, read streams, page through everything.

Start with `door.py`, which is what callers see; `shapes.py` is what goes in and out. `mapper.py` turns events into
bytes and back, `group.py` lets callers share a commit, `sqlite.py` and `postgres.py` are the library's recorders with
our tables.
"""

from backend.log.door import Log
from backend.log.shapes import Conflict, Entry, Known, Parcel, Recorded, Repeat, SeqRange, Standing, Unavailable

__all__ = [
    "Conflict",
    "Entry",
    "Known",
    "Log",
    "Parcel",
    "Recorded",
    "Repeat",
    "SeqRange",
    "Standing",
    "Unavailable",
]
