"""Puts what was read from a file into the log, two hundred rows at a time; what is there already is passed over.

The trail says that a file recorded it: `importer` is nobody's account. A row's command follows from its id, so that
one SELECT a batch tells what an earlier run has kept, however that run ended.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args
from uuid import UUID, uuid5

import msgspec

from backend.desk.catalogues import Catalogues
from backend.desk.situations import SituationDesk
from backend.domain import activity as domain
from backend.domain.activity import Activity, ActivityEvent, ActivityRecorded, Handed
from backend.domain.calendar import local
from backend.domain.citizen import findings
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.words import Sealed
from backend.existing.activities import ReadRow, numbered, read_activities
from backend.existing.faults import Fault, fault
from backend.existing.situations import read_situations
from backend.log import Conflict, Entry, Known, Log, Recorded
from backend.vault import Vault

BATCH = 200  # rows in one transaction
_TRIES = 5
_COMMANDS = UUID("5f5a3b0e-8b0d-5d0e-a0a6-0f3ad0b0c4d7")

Progress = Callable[[int, int], None]
"""Told how many rows (or weeks) are dealt with, and of how many."""


def _silently(_done: int, _total: int) -> None:
    """Nobody watches."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: rows (or weeks) added, those there already, and what is wrong with the others."""

    total: int
    added: int
    already: int
    failed: int
    """Rows (or weeks) that were not taken. One may have several faults."""
    faults: tuple[Fault, ...]
    moved: tuple[str, ...] = ()
    """Places that are called, or are, something else now than in the file; features taken by where they lie."""

    @property
    def exit_status(self) -> Literal[0, 1, 3]:
        """0 where nothing was wrong, 3 where good ones were kept and others were not, 1 where nothing was usable."""
        if not self.faults:
            return 0
        return 3 if self.added or self.already else 1


def importer(partnership: str, organisation: str) -> Member:
    """Who an organisation's files are recorded by: a member without roles or an account."""
    return Member(
        id=stream(partnership, "import", organisation),
        partnership=partnership,
        organisation=organisation,
        roles=frozenset(),
    )


class ImportDesk:
    """Where files of existing records are handed in.

    `crew_known` tells which ids are, or were, members of a partnership.
    """

    def __init__(
        self,
        log: Log,
        vault: Vault,
        catalogues: Catalogues,
        *,
        now: Callable[[], datetime],
        crew_known: Callable[[str, Collection[UUID]], set[UUID]],
    ) -> None:
        self.log, self.vault, self.catalogues = log, vault, catalogues
        self.now, self.crew_known = now, crew_known

    def activities(
        self, path: Path, partnership: str, progress: Progress = _silently, *, confirmed: Collection[str] = ()
    ) -> Outcome:
        """Record every good row that is not there yet. Raises Unreadable where the file cannot be read at all.

        `confirmed`: what may stand in notes (`domain/citizen.py`); rows with anything else of the kind are bad.
        """
        file = read_activities(
            path,
            self.catalogues.of(partnership, anew=True),
            crew_known=lambda ids: self.crew_known(partnership, list(ids)),
            confirmed=confirmed,
        )
        placed = _Placing(self.log, self.vault, partnership).place(file.rows)
        faults = list(file.faults)
        added = already = 0
        done = file.total - len(placed)
        progress(done, file.total)
        for start in range(0, len(placed), BATCH):
            batch = placed[start : start + BATCH]
            new, wrong = self._record(batch, partnership)
            added, already = added + new, already + len(batch) - new - len(wrong)
            faults += wrong
            done += len(batch)
            progress(done, file.total)
        return Outcome(
            total=file.total,
            added=added,
            already=already,
            failed=_rows(faults),
            faults=_in_order(faults),
            moved=file.moved,
        )

    def situations(
        self, path: Path, partnership: str, organisation: str = "kommunen", progress: Progress = _silently
    ) -> Outcome:
        """Freeze every whole week that is not frozen yet; counts weeks. Raises Unreadable where the file cannot be
        read at all.

        The weekly picture is the municipality's promise (EST), hence the default.
        """
        file = read_situations(path, self.catalogues.of(partnership, anew=True))
        desk = SituationDesk(self.log, self.catalogues, now=self.now)
        faults = list(file.faults)
        added = already = 0
        for done, (code, needs) in enumerate(file.weeks.items(), start=1):
            try:
                if desk.freeze(code, needs, by=importer(partnership, organisation), through="file"):
                    added += 1
                else:
                    already += 1
            except Refused as refused:
                faults.append(fault(file.first_row[code], "week", refused.message(), code))
            progress(done, len(file.weeks))
        total = len(file.first_row)
        return Outcome(
            total=total,
            added=added,
            already=already,
            failed=(total - added - already) or _rows(faults),  # where no row tells its week
            faults=_in_order(faults),
            moved=file.moved,
        )

    def _record(self, batch: "Sequence[_Placed]", partnership: str) -> tuple[int, list[Fault]]:
        """Record what is new in one batch: how many, and what is wrong with others."""
        for _ in range(_TRIES):
            known = self.log.known([p.command for p in batch])
            asked = [p.id for p in batch if p.row.id is not None or p.row.note is not None]
            past = self.log.read(asked)
            entries: list[Entry] = []
            faults: list[Fault] = []
            for placed in batch:
                recorded = past.get(placed.id, [])
                if placed.command in known:
                    wrong = self._repeated(placed, known[placed.command], partnership, recorded)
                elif recorded:
                    wrong = self._as_it_stands(placed, partnership, recorded)
                elif not (wrong := _ahead(placed.row, self.now())):
                    entries.append(self._new(placed, partnership))
                if wrong:
                    faults.append(wrong)
            self.vault.keep()
            try:
                self.log.append(entries)
            except Conflict:
                continue
            return len(entries), faults
        raise Conflict

    def _new(self, placed: "_Placed", partnership: str) -> Entry:
        row, now = placed.row, self.now()
        note = row.note and self.vault.seal(
            row.note, partnership=partnership, stream=placed.id, version=1, topic="activity-recorded", field="note"
        )
        (event,) = domain.record(
            None,
            row.report,
            by_day=row.by_day,
            note=note or None,
            same_note=False,
            handed=Handed(command=placed.command, recorded_at=now, confirmed=findings(row.note or "")),
            by=importer(partnership, row.organisation),
            now=now,
        )
        return Entry(stream=placed.id, version=1, event=event, command=placed.command, digest=placed.digest)

    def _repeated(
        self, placed: "_Placed", known: Known, partnership: str, recorded: Sequence[Recorded]
    ) -> Fault | None:
        """What is wrong with a row that was imported before: nothing, where it says what it said then, whatever was
        corrected since, or what stands now.
        """
        if known.digest != placed.digest:
            return self._as_it_stands(placed, partnership, recorded)
        first = recorded[0].event if recorded else None
        note = first.note if isinstance(first, ActivityRecorded) else None
        return None if placed.row.note is None or self._same(note, placed.row.note) else _differs(placed.row, "note")

    def _as_it_stands(self, placed: "_Placed", partnership: str, recorded: Sequence[Recorded]) -> Fault | None:
        """A row of an exported file, whose id a phone may have minted: nothing is wrong where it says what the log
        says.
        """
        past, row = _replayed(recorded), placed.row
        if past is None or (past.partnership, past.organisation) != (partnership, row.organisation):
            return _differs(row)
        if past.withdrawn or domain.cut(past.report, by_day=row.by_day) != row.report:
            return _differs(row)
        return None if row.note is None or self._same(past.note, row.note) else _differs(row, "note")

    def _same(self, sealed: Sealed | None, text: str) -> bool:
        """Whether the note is the one that was kept. An erased one contradicts nothing."""
        if sealed is None:
            return False
        return self.vault.same(sealed, text) or sealed.key not in self.vault.held([sealed.key])


class _Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A row and the activity it is."""

    row: ReadRow
    id: UUID
    command: UUID
    digest: bytes


class _Placing:
    """Finds out which activity each row is.

    Of several rows that say the same, those whose note is kept already are the activities that have it; the others
    follow in the order of the file. So a row more, wherever it was put in, is one visit more.
    """

    def __init__(self, log: Log, vault: Vault, partnership: str) -> None:
        self.log, self.vault, self.partnership = log, vault, partnership

    def place(self, rows: Iterable[ReadRow]) -> list[_Placed]:
        """Every row once, in the order of the file; rows that name an activity already named are left out."""
        rows = list(rows)
        contents = [row.content(self.partnership) for row in rows]
        alike: defaultdict[bytes, list[int]] = defaultdict(list)
        for i, (row, content) in enumerate(zip(rows, contents, strict=True)):
            if row.id is None:
                alike[content].append(i)
        ids = {i: id_ for content, places in alike.items() for i, id_ in self._numbers(content, places, rows).items()}
        found: dict[UUID, _Placed] = {}
        for i, (row, content) in enumerate(zip(rows, contents, strict=True)):
            id_ = row.id or ids[i]
            command = uuid5(_COMMANDS, f"{self.partnership}/{id_}")
            found.setdefault(id_, _Placed(row=row, id=id_, command=command, digest=sha256(content).digest()))
        return list(found.values())

    def _numbers(self, content: bytes, places: list[int], rows: Sequence[ReadRow]) -> dict[int, UUID]:
        ids = [numbered(content, n) for n in range(len(places))]
        if len(places) == 1 or not any(rows[i].note for i in places):
            return dict(zip(places, ids, strict=True))
        kept = {id_: _first_note(recorded) for id_, recorded in self.log.read(ids).items()}
        found: dict[int, UUID] = {}
        for i in places:
            if match := next((id_ for id_ in kept if self._is(kept[id_], rows[i].note)), None):
                found[i] = match
                del kept[match]
        free = [id_ for id_ in ids if id_ not in found.values()]
        rest = [i for i in places if i not in found]
        return found | dict(zip(rest, free, strict=True))

    def _is(self, sealed: Sealed | None, text: str | None) -> bool:
        if sealed is None or text is None:
            return sealed is None and text is None
        return self.vault.same(sealed, text)


def _ahead(row: ReadRow, now: datetime) -> Fault | None:
    """What is wrong with a row of something that has not happened yet: nothing, where it has."""
    began = local(row.report.occurred_at)
    if began <= now or (row.by_day and began.date() <= local(now).date()):
        return None
    told = f"{began:%Y-%m-%d}" if row.by_day else f"{began:%Y-%m-%d %H:%M}"
    return fault(row.number, "occurred_at", "ligger i framtiden. Bara det som har hänt läses in", told)


def _differs(row: ReadRow, column: str | None = None) -> Fault:
    reason = "finns redan med annat innehåll. Rätta den i Fältlogg i stället"
    return fault(row.number, column or ("id" if row.id else None), reason, None if column else row.id)


def _first_note(recorded: Sequence[Recorded]) -> Sealed | None:
    event = recorded[0].event
    return event.note if isinstance(event, ActivityRecorded) else None


def _replayed(recorded: Sequence[Recorded]) -> Activity | None:
    """None where the stream holds something else than an activity."""
    past: Activity | None = None
    for r in recorded:
        if not isinstance(r.event, get_args(ActivityEvent)):
            return None
        past = domain.evolve(past, r.event)
    return past


def _rows(faults: Iterable[Fault]) -> int:
    return len({f.row for f in faults})


def _in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda f: f.row))
