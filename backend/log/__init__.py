"""The only door to the event store: append a batch, look commands up, read streams, page through everything.

Start with `door.py` (what callers see). `mapper.py` turns events into bytes and back, `group.py` lets callers share one commit,
`sqlite.py` and `postgres.py` are the library's recorders with our tables, `shapes.py` what goes in and out.
"""

from backend.log.door import Log
from backend.log.shapes import Conflict, Entry, Known, Recorded, Repeat, SeqRange, Unavailable

__all__ = ["Conflict", "Entry", "Known", "Log", "Recorded", "Repeat", "SeqRange", "Unavailable"]
