"""The tables of the read side: one text for SQLite and PostgreSQL, twice over.

Every table exists under a suffix, `_a` or `_b`. One set is read while the other is rebuilt (store.py). Code lists are
delimited text (`;synlighet;samtal;`) filtered with LIKE; moments are microseconds since 1970, UTC; days are ISO text.
So a row is written in bulk without conversion, and neither database needs functions that the other lacks. Whole numbers
are of eight bytes, as SQLite has them: a shorter one is cut off unseen where it is written in binary to PostgreSQL.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.types import TypeEngine

FOREVER = 2**62
"""`believed_to` of what is still believed: later than any log position."""

COUNTED_BY = ("partnership", "kind", "day")
"""How activities are looked for when they are counted. What is counted together lies together (see `Views.settle`)."""

ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """A moment as the tables hold it."""
    return (moment - ORIGIN) // _MICROSECOND


def codes(given: Iterable[str]) -> str:
    """A list of codes as the tables hold it: `;a;b;`, or nothing at all."""
    joined = ";".join(given)
    return f";{joined};" if joined else ""


def split(text: str) -> tuple[str, ...]:
    """The list of codes that `codes` made."""
    return tuple(text[1:-1].split(";")) if text else ()


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else ORIGIN + timedelta(microseconds=value)


class Day(TypeDecorator[date]):
    """A day of Europe/Stockholm, kept as ISO text, so that it sorts."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A list of codes as delimited text. Compared with text, it is text: `places.like("%;ankarsrum;%")`."""

    impl = String
    cache_ok = True

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return String() if isinstance(value, str) else self

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else codes(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else split(value)


def _must(name: str, type_: Any) -> Column[Any]:
    return Column(name, type_, nullable=False, autoincrement=False)  # positions are the log's, never our own


def _may(name: str, type_: Any) -> Column[Any]:
    return Column(name, type_, nullable=True)


class Tables:
    """The tables of one set. The order of columns is the order in which the views write their rows."""

    def __init__(self, suffix: str, schema: str | None) -> None:
        self.suffix = suffix
        # SQLite keeps a table in the order of its key; PostgreSQL has it sorted when it was filled anew.
        self.clustered = schema is None
        self.metadata = MetaData(schema=schema)
        self.late: list[Index] = []
        self.activities = self._activities()
        self.stops = self._table(
            "stops",
            _must("activity", Uuid),
            _must("version", BigInteger),
            _must("number", BigInteger),
            _must("place", String),
            _may("zone", String),
            _may("minutes", BigInteger),
            key=("activity", "version", "number"),
        )
        self.results = self._table(
            "results",
            _must("activity", Uuid),
            _must("version", BigInteger),
            _must("name", String),
            _must("count", BigInteger),
            key=("activity", "version", "name"),
        )
        self.pledges = self._table(
            "pledges",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("code", String),
            _must("received_at", Moment),
            _must("body", LargeBinary),
            key=("position",),
        )
        self.acknowledged = self._table(
            "acknowledged",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("pledge", String),
            _must("published_at", Moment),
            _must("organisation", String),
            _must("received_at", Moment),
            key=("position",),
        )
        self.catalogues = self._table(
            "catalogues",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("body", LargeBinary),
            key=("position",),
        )
        self.told = self._table(
            "told",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("pledge", String),
            _must("commitment", String),
            _must("stream", Uuid),
            _must("version", BigInteger),
            _must("body", LargeBinary),
            key=("position",),
        )
        self._index(self.told, "pledge", "partnership", "pledge")
        self.situations = self._table(
            "situations",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("week", String),
            _must("organisation", String),
            _must("frozen_at", Moment),
            key=("position",),
        )
        self.needs = self._table(
            "needs",
            _must("partnership", String),
            _must("position", BigInteger),
            _must("place", String),
            _must("level", String),
            _must("problems", Codes),
            key=("partnership", "position", "place"),
        )
        self.decisions = self._table(
            "decisions",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("decision", Uuid),
            _must("week", String),  # of the meeting; empty of what was told afterwards
            _may("place", String),
            _must("stream", Uuid),
            _must("version", BigInteger),
            _must("body", LargeBinary),
            key=("position",),
        )
        self._index(self.decisions, "decision", "partnership", "decision")
        self.members = self._table(
            "members",
            _must("partnership", String),
            _must("member", Uuid),
            _must("position", BigInteger),
            _must("organisation", String),
            _must("roles", Codes),
            key=("partnership", "member", "position"),
        )
        self.pairs = self._table(
            "pairs",
            _must("position", BigInteger),
            _must("partnership", String),
            _must("one", Uuid),
            _must("other", Uuid),
            _must("same", Boolean),
            _must("member", Uuid),
            _must("organisation", String),
            _must("received_at", Moment),
            key=("position",),
        )
        self._index(self.pairs, "partnership", "partnership", "position")
        self.visits = self._table(
            "visits",
            _must("activity", Uuid),
            _must("visit", Uuid),
            _must("believed_from", BigInteger),
            _must("believed_to", BigInteger),
            key=("activity", "believed_from"),
        )
        self.deeds = self._deeds()
        self.days = self._table("days", _must("day", Day), _must("position", BigInteger), key=("day",))
        self.quarantine = self._table(
            "quarantine",
            _must("position", BigInteger),
            _must("stream", Uuid),
            _must("version", BigInteger),
            _may("partnership", String),
            _must("topic", String),
            _must("reason", String),
            key=("position",),
        )

    def _table(self, name: str, *columns: Column[Any], key: tuple[str, ...], **options: Any) -> Table:
        return Table(f"{name}_{self.suffix}", self.metadata, *columns, PrimaryKeyConstraint(*key), **options)

    def _index(self, table: Table, name: str, *columns: str) -> None:
        """An index that a rebuild makes last, when every row is in."""
        self.late.append(Index(f"{table.name}_{name}", *(table.c[c] for c in columns)))

    def _activities(self) -> Table:
        """One row per version of an activity, with the log positions between which it was believed."""
        table = self._table(
            "activities",
            _must("partnership", String),
            _must("kind", String),
            _must("day", Day),
            _must("activity", Uuid),
            _must("version", BigInteger),
            _must("believed_from", BigInteger),
            _must("believed_to", BigInteger),
            _must("withdrawn", Boolean),
            _must("organisation", String),
            _must("member", Uuid),
            _may("device", Uuid),
            _must("occurred_at", Moment),
            _may("minute", BigInteger),  # of the local day; NULL where only the day is known
            _may("minutes", BigInteger),
            _may("people", BigInteger),
            _must("places", Codes),
            _must("zones", Codes),
            _may("zone", String),
            _must("walk", Boolean),  # several stops: their minutes stand in `stops`
            _may("problem", String),
            _must("actions", Codes),
            _may("suits", Boolean),
            _must("joint", Codes),
            _must("crew", Codes),
            _must("answers", Codes),  # ;forum=tistel;trafik=ja;
            _must("results", Codes),  # ;brister=3;
            _may("note_version", BigInteger),
            _must("recorded_at", Moment),
            _must("received_at", Moment),
            _must("skew", BigInteger),
            _may("seq", BigInteger),
            _must("paired", Boolean),  # somebody answered "samma besök?" of it, whenever: see visits.py
            key=(*COUNTED_BY, "activity", "version") if self.clustered else ("activity", "version"),
            sqlite_with_rowid=False,
        )
        if self.clustered:
            Index(f"{table.name}_activity", table.c.activity, table.c.version, unique=True)
        else:
            self._index(table, "counted", *COUNTED_BY)
        self._index(table, "order", "partnership", "organisation", "believed_from")
        self._index(table, "near", "partnership", "kind", "occurred_at")
        return table

    def _deeds(self) -> Table:
        """What the trail tells besides an activity's versions, which are their own rows."""
        table = self._table(
            "deeds",
            _must("position", BigInteger),
            _must("partnership", String),
            _may("organisation", String),
            _may("member", Uuid),
            _must("action", String),
            _must("stream", Uuid),
            _must("version", BigInteger),
            _may("activity", Uuid),
            _may("kind", String),
            _must("places", Codes),
            _may("subject", String),
            _may("recorded_at", Moment),
            _must("received_at", Moment),
            key=("position",),
        )
        self._index(table, "order", "partnership", "position")
        return table
