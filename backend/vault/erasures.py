"""The list of erasures, kept apart from both backups: a restore replays it, so that what was erased stays erased."""

import contextlib
from hashlib import sha256
from uuid import UUID

import msgspec
import sqlalchemy as sa

from backend.domain.erasure import DecisionErased, Erasure
from backend.domain.note import NoteErased
from backend.log.engine import create, engine

tables = sa.MetaData()
_erasures = sa.Table(
    "erasures",
    tables,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("same", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("event", sa.LargeBinary, nullable=False),
)


class Erasures:
    """Every erasure there ever was. It names keys and what they were of, and holds no text."""

    def __init__(self, made: sa.Engine) -> None:
        self._engine = made

    @classmethod
    def at(cls, url: str) -> "Erasures":
        """Open the list at `sqlite:///path` or `postgresql://…`, made where there is none."""
        made = engine(url)
        create(made, tables)
        return cls(made)

    def close(self) -> None:
        self._engine.dispose()

    def add(self, event: Erasure) -> None:
        """Put an erasure on the list, durably; the same again changes nothing."""
        same = sha256("/".join((_of(event).hex, *sorted(event.keys))).encode()).digest()
        with contextlib.suppress(sa.exc.IntegrityError), self._engine.begin() as connection:
            connection.execute(_erasures.insert().values(same=same, event=msgspec.json.encode(event)))

    def all(self) -> list[Erasure]:
        """The whole list, oldest first."""
        with self._engine.connect() as connection:
            found = connection.scalars(sa.select(_erasures.c.event).order_by(_erasures.c.number))
            return [_read(event) for event in found]


_read = msgspec.json.Decoder(Erasure).decode


def _of(event: Erasure) -> UUID:
    if isinstance(event, NoteErased):
        return event.activity
    return event.decision if isinstance(event, DecisionErased) else event.evidence
