"""Reads a pack: one TOML file with a pledge, and what its partnership needs to record it (RULES.md, "The pack").

An error names the table, the key and what is allowed, for whoever wrote the file.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args

import msgspec

from backend.domain.calendar import FIRST_DAY, LAST_DAY, may_be
from backend.domain.catalogue import LISTS, Catalogue, CataloguePublished, Entries, Kind
from backend.domain.pledge import Area, Commitment, Partnership, Pledge
from backend.domain.report import FIELDS
from backend.domain.rule import Coverage, Milestone, Rule
from backend.domain.unread import misread, none_of, not_toml
from backend.domain.words import ORGANISATIONS, Code, Label


class PackFault(ValueError):
    """The file cannot be taken. `faults` are lines for its writer, each with the table, the key and what is allowed."""

    def __init__(self, faults: list[Label]) -> None:
        super().__init__("\n".join(fault.en for fault in faults))
        self.faults = faults

    def said(self, language: str = "sv") -> list[str]:
        """The faults in Swedish or English."""
        return [fault[language] for fault in self.faults]


class _Pledge(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}
):
    code: Code
    title: str
    partnership: Code
    first: date
    last: date
    signed: date | None = None


class _File(Entries, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pledge: _Pledge
    partnership: Partnership
    area: tuple[Area, ...] = ()
    commitment: tuple[Commitment, ...] = ()


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge, the partnership it is for, and the entries it brings to that partnership's catalogue."""

    partnership: Partnership
    pledge: Pledge
    entries: Entries


def _toml(text: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(text.decode())
    except UnicodeDecodeError as error:
        at = error.start
        raise PackFault([Label(f"filen är inte UTF-8 (byte {at})", f"the file is not UTF-8 (byte {at})")]) from None
    except tomllib.TOMLDecodeError as error:
        raise PackFault([not_toml(str(error))]) from None


def read_entries(text: bytes) -> Entries:
    """The base catalogue, `kinds.toml`; raises PackFault."""
    told = _toml(text)
    try:
        entries = msgspec.convert(told, Entries)
    except msgspec.ValidationError as error:
        raise PackFault([misread(str(error), Entries, told)]) from None
    if faults := entry_faults(entries):
        raise PackFault(faults)
    return entries


def entry_faults(entries: Entries) -> list[Label]:
    """What is wrong with catalogue entries in themselves, a line each for whoever wrote them."""
    return [*_repeats(entries), *(_at(f"[[kind]] {k.code}", fault) for k in entries.kind for fault in k.faults())]


def _at(where: str, fault: Label) -> Label:
    """A fault and where it is. The names of tables and keys are the file's own in every language."""
    swedish = where.replace(": rule ", ": regel ").replace("]] number ", "]] nummer ")
    return Label(f"{swedish}: {fault.sv}", f"{where}: {fault.en}")


def read_pack(text: bytes) -> Pack:
    """A pack's pledge and entries, each sound in itself; raises PackFault. `check_against` holds it to a catalogue."""
    told = _toml(text)
    try:
        file = msgspec.convert(told, _File)
    except msgspec.ValidationError as error:
        raise PackFault([*_shape_faults(told)] or [misread(str(error), _File, told)]) from None
    entries = Entries(**{name: getattr(file, name) for name in LISTS})
    if faults := [*entry_faults(entries), *_faults(file)]:
        raise PackFault(faults)
    head = file.pledge
    pledge = Pledge(
        code=head.code,
        title=head.title,
        partnership=head.partnership,
        first=head.first,
        last=head.last,
        signed=head.signed,
        areas=file.area,
        commitments=file.commitment,
    )
    return Pack(partnership=file.partnership, pledge=pledge, entries=entries)


def _shape_faults(told: dict[str, object]) -> Iterator[Label]:
    """What keeps each table from being read, by its code: the first fault of each, and of each rule in it."""
    areas = [code for a in _tables(told.get("area")) if isinstance(code := a.get("code"), str)]
    fields = {f.encode_name: f for f in msgspec.structs.fields(_File)}
    for name, value in told.items():
        if name not in fields:
            yield none_of(f"[{name}]", fields)
        elif isinstance(value, list) and (table := get_args(fields[name].type)):
            for number, one in enumerate(value, start=1):
                code = one.get("code") if isinstance(one, dict) else None
                where = f"[[{name}]] {code if isinstance(code, str) else f'number {number}'}"
                known = (yield from _of_names(where, one, table[0], areas)) if isinstance(one, dict) else one
                yield from _of_one(where, known, table[0])
        else:
            yield from _misread(f"[{name}]", value, fields[name].type)
    missing = [name for name, f in fields.items() if f.required and name not in told]
    yield from (Label(f"[{name}] saknas", f"[{name}] is missing") for name in missing)


def _tables(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


_ORGANISED = {Commitment: "owner", Kind: "recorded_by"}
"""The key of a table that names organisations."""


def _of_names(
    where: str, one: dict[str, object], table: Any, areas: list[str]
) -> Generator[Label, None, dict[str, object]]:
    """Names that are not among those there are, whatever they look like; and the entry with known ones instead."""
    known = dict(one)
    key = _ORGANISED.get(table)
    named = one.get(key) if key else None
    if key and isinstance(named, list) and all(isinstance(o, str) for o in named):
        yield from (_at(where, fault) for fault in _no_organisations(key, named))
        known[key] = [o if o in ORGANISATIONS else ORGANISATIONS[0] for o in named]
    area = one.get("area")
    if table is Commitment and isinstance(area, str) and areas and area not in areas:
        yield _at(where, none_of(f"area {area!r}", sorted(areas)))
        known["area"] = areas[0]
    return known


def _no_organisations(key: str, named: Iterable[str]) -> Iterator[Label]:
    return (none_of(f"{key} {name!r}", ORGANISATIONS) for name in named if name not in ORGANISATIONS)


def _of_one(where: str, one: object, table: Any) -> Iterator[Label]:
    """One entry of a table; rules are read one by one, and the rest of their commitment as if they could be."""
    if table is not Commitment or not isinstance(one, dict) or not isinstance(one.get("rule"), list):
        yield from _misread(where, one, table)
        return
    for number, rule in enumerate(one["rule"], start=1):
        kind = rule.get("type") if isinstance(rule, dict) else None
        yield from _misread(f"{where}: rule {number}" + (f" ({kind})" if isinstance(kind, str) else ""), rule, Rule)
    yield from _misread(where, {**one, "rule": [{"type": "stated"}]}, table)


def _misread(where: str, value: object, type_: Any) -> Iterator[Label]:
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        yield _at(where, misread(str(error), type_, value))


def _repeats(entries: Entries) -> Iterator[Label]:
    for name in LISTS:
        for code, times in Counter(e.code for e in getattr(entries, name)).items():
            if times > 1:
                yield _repeated(name, code, times)


def _repeated(table: str, code: str, times: int) -> Label:
    return Label(
        f"[[{table}]] code {code!r} står {times} gånger; en kod finns bara en gång",
        f"[[{table}]] code {code!r} stands {times} times; a code is unique",
    )


def _faults(file: _File) -> Iterator[Label]:
    for key, day in (("from", file.pledge.first), ("to", file.pledge.last), ("signed", file.pledge.signed)):
        yield from _far(f"[pledge] {key}", day)
    if file.pledge.first > file.pledge.last:
        yield Label("[pledge] to ligger före from", "[pledge] to lies before from")
    if file.pledge.partnership != file.partnership.code:
        named, code = file.pledge.partnership, file.partnership.code
        yield Label(
            f"[pledge] partnership {named!r} är inte [partnership] code {code!r}",
            f"[pledge] partnership {named!r} is not [partnership] code {code!r}",
        )
    areas = {a.code for a in file.area}
    for code, times in Counter(c.code for c in file.commitment).items():
        if times > 1:
            yield _repeated("commitment", code, times)
    for commitment in file.commitment:
        where = f"[[commitment]] {commitment.code}"
        if commitment.area not in areas:
            yield _at(where, none_of(f"area {commitment.area!r}", sorted(areas)))
        yield from (_at(where, fault) for fault in _no_organisations("owner", commitment.owner))
        yield from (_at(where, fault) for fault in _follows_faults(file.pledge.code, commitment.follows))
        for number, rule in enumerate(commitment.rule):
            yield from (_at(f"{where}: rule {number + 1} ({rule.type})", fault) for fault in _rule_faults(rule))


def _follows_faults(own: str, follows: str | None) -> Iterator[Label]:
    if follows is None:
        return
    if not _PROMISE.fullmatch(follows):
        how = "vastervik-2025/platsbesok"
        yield Label(
            f"follows {follows!r} ska skrivas löfte/åtagande, som {how}",
            f"follows {follows!r} is to be written pledge/commitment, like {how}",
        )
    elif follows.partition("/")[0] == own:
        yield Label(
            f"follows {follows!r} ska nämna ett tidigare löfte", f"follows {follows!r} is to name an earlier pledge"
        )


_PROMISE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


def earlier(pack: Pack) -> set[str]:
    """The codes of the pledges that the pack's promises follow."""
    return {c.follows.partition("/")[0] for c in pack.pledge.commitments if c.follows}


def check_follows(pack: Pack, known: Iterable[Pledge]) -> list[Label]:
    """What the pack's promises follow that is not there. A pledge that is not among the `known` may come later."""
    promises = {p.code: [f"{p.code}/{c.code}" for c in p.commitments] for p in known}
    return [
        _at(f"[[commitment]] {c.code}", none_of(f"follows {c.follows!r}", there))
        for c in pack.pledge.commitments
        if c.follows and (there := promises.get(c.follows.partition("/")[0])) and c.follows not in there
    ]


def _far(where: str, day: date | None) -> Iterator[Label]:
    """A day that nobody can mean: a year that never ends takes every page that counts its weeks with it."""
    if day is not None and not may_be(day):
        yield Label(
            f"{where} {day}: en dag ligger mellan {FIRST_DAY} och {LAST_DAY}",
            f"{where} {day}: a day lies between {FIRST_DAY} and {LAST_DAY}",
        )


def _rule_faults(rule: Rule) -> Iterator[Label]:
    for field in rule.needs:
        if field not in FIELDS:
            yield none_of(f"needs {field!r}", FIELDS)
    if rule.counts and not rule.kinds:
        yield Label(
            "kinds saknas: skriv vilka insatstyper som räknas",
            "kinds is missing: name the kinds of activity that count",
        )
    if isinstance(rule, Milestone):
        if not rule.steps and rule.set_by != "owner":
            yield Label('skriv steps, eller set_by = "owner"', 'give steps, or set_by = "owner"')
        for step in rule.steps:
            yield from _far(f"steps {step.code} due", step.due)
        if len({s.code for s in rule.steps}) != len(rule.steps):
            yield Label("två steg har samma kod", "two steps have the same code")
    if isinstance(rule, Coverage) and rule.of not in ("minutes", "activities"):
        yield none_of("of", ("minutes", "activities"))


def check_against(pack: Pack, catalogue: Catalogue) -> list[Label]:
    """What the pack's rules name that neither it nor the catalogue has. `catalogue` is not changed."""
    joined = Catalogue(catalogue.edits)
    for source, entries in {**catalogue.sources, pack.pledge.code: pack.entries}.items():
        joined.take(
            CataloguePublished(partnership=pack.partnership.code, source=source, entries=entries, received_at=_NEVER)
        )
    return [
        _at(f"[[commitment]] {c.code}: rule {n + 1} ({rule.type})", fault)
        for c in pack.pledge.commitments
        for n, rule in enumerate(c.rule)
        for fault in _unknown(rule, joined)
    ]


_NEVER = datetime.min.replace(tzinfo=UTC)  # joined for looking codes up only, never appended


def _unknown(rule: Rule, catalogue: Catalogue) -> Iterator[Label]:
    for key, codes, known in (
        ("kinds", rule.kinds, catalogue.kinds),
        ("places", rule.places, catalogue.places),
        ("zones", rule.zones, catalogue.zones),
        ("problems", rule.problems, catalogue.problems),
        ("actions", rule.actions, catalogue.actions),
    ):
        for code in codes:
            if code not in known:
                yield none_of(f"{key} {code!r}", sorted(known))
    kinds = [catalogue.kinds[k] for k in rule.kinds if k in catalogue.kinds]
    choices = {q.code: {c.code for c in q.choices} for k in kinds for q in k.question}
    for question, answers in rule.answers.items():
        for answer in answers:
            if answer not in choices.get(question, ()):
                listed = ", ".join(rule.kinds)
                yield Label(
                    f"answers {question} = {answer!r} är inget val hos {listed}",
                    f"answers {question} = {answer!r} is no choice of {listed}",
                )
    name = rule.of.removeprefix("results.")
    if rule.of.startswith("results.") and not any(name in k.results for k in kinds):
        listed = ", ".join(rule.kinds)
        yield Label(
            f"of {rule.of!r} är inget namngivet antal hos {listed}", f"of {rule.of!r} is no named count of {listed}"
        )
