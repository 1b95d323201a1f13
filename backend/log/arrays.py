"""Arrays for PostgreSQL in its binary form, built in a few steps: what psycopg does item by item in Python.

The form is in PostgreSQL's source (`array_recv` in src/backend/utils/adt/arrayfuncs.c): dimensions, a flag for nulls,
the element type, then length and lower bound of each dimension, then every element after its length.
"""

import struct
from collections.abc import Iterable, Sequence
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_UUID, _BIGINT, _TEXT, _BYTEA = 2950, 20, 25, 17


class _UuidArray(bytes):
    pass


class _BigintArray(bytes):
    pass


class _TextArray(bytes):
    pass


class _ByteaArray(bytes):
    pass


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return obj


_OIDS = {_UuidArray: 2951, _BigintArray: 1016, _TextArray: 1009, _ByteaArray: 1001}


def register(connection: psycopg.Connection[object]) -> None:
    """Teach a connection to send the arrays made here."""
    for cls, oid in _OIDS.items():
        connection.adapters.register_dumper(cls, type(cls.__name__, (_AsItIs,), {"oid": oid}))


def uuid_array(values: Iterable[UUID]) -> bytes:
    """For `%b::uuid[]`."""
    return _UuidArray(_array(_UUID, [v.bytes for v in values]))


def bytes_array(values: Iterable[bytes]) -> bytes:
    """For `%b::bytea[]`."""
    return _ByteaArray(_array(_BYTEA, list(values)))


def text_array(values: Iterable[str]) -> bytes:
    """For `%b::text[]`."""
    return _TextArray(_array(_TEXT, [v.encode() for v in values]))


def int_array(values: Iterable[int]) -> bytes:
    """For `%b::bigint[]`."""
    numbers = list(values)
    interleaved = [n for number in numbers for n in (8, number)]
    return _BigintArray(_head(_BIGINT, len(numbers)) + struct.pack("!" + "iq" * len(numbers), *interleaved))


def _array(element: int, items: Sequence[bytes]) -> bytes:
    parts = [part for item in items for part in (len(item).to_bytes(4, "big"), item)]
    return _head(element, len(items)) + b"".join(parts)


def _head(element: int, length: int) -> bytes:
    return struct.pack("!iiIii", 1, 0, element, length, 1) if length else struct.pack("!iiI", 0, 0, element)
