"""What may stand at a key of a file, told by the shape that the file is read into: the keys of a table, the words that
a key knows. It is asked for when a file cannot be read, for whoever wrote it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.inspect import (
    CollectionType,
    DictType,
    LiteralType,
    Metadata,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)


def keys(shape: Any, value: object, path: str) -> list[str]:
    """The keys of the table at `path` (`rule[0].steps`) in `value`, which was to be read as `shape`."""
    tables = [t for t in _at(type_info(shape), value, path) if isinstance(t, StructType)]
    return _once(key for t in tables for key in _keys(t))


def words(shape: Any, value: object, path: str) -> list[str]:
    """The words that may stand at `path`, where they can be counted."""
    table, _, key = path.rpartition(".")
    inside = list(_at(type_info(shape), value, table))
    tags = [str(t.tag) for t in inside if isinstance(t, StructType) and t.tag_field == key]
    return tags or _once(
        str(word) for t in _at(type_info(shape), value, path) if isinstance(t, LiteralType) for word in t.values
    )


def _keys(table: StructType) -> Iterator[str]:
    if table.tag_field:
        yield table.tag_field
    yield from (field.encode_name for field in table.fields)


def _at(type_: Type, value: object, path: str) -> Iterator[Type]:
    """Every type that may stand at the end of a path; of tables told apart by a tag, the one that the value names."""
    steps = path.replace("[", ".[").strip(".").split(".") if path else []
    found = list(_each(type_, value))
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
        found = [t for outer in found for inner in _inside(outer, step) for t in _each(inner, value)]
    yield from found


def _inside(type_: Type, step: str) -> Iterator[Type]:
    match type_:
        case StructType():
            yield from (field.type for field in type_.fields if field.encode_name == step)
        case VarTupleType() | CollectionType():
            yield type_.item_type
        case DictType():
            yield type_.value_type


def _each(type_: Type, value: object) -> Iterator[Type]:
    if isinstance(type_, Metadata):
        type_ = type_.type
    if not isinstance(type_, UnionType):
        yield type_
        return
    tables = [t for t in type_.types if isinstance(t, StructType) and t.tag_field]
    told = [t for t in tables if isinstance(value, Mapping) and value.get(t.tag_field) == t.tag]
    yield from told or type_.types


def _once(found: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(found))
