"""Backups while the server runs, and the way back.

Three things are kept apart: the log (with the accounts), the keys, and the list of erasures. The master key is in none
of them. A restore puts back a log, begins another epoch so that phones hand in again what was lost, and erases anew
what was erased since: by the list, by the log that was there, and by the log that is restored.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import get_args
from uuid import UUID

import msgspec

from backend.accounts import METADATA, doors
from backend.domain.erasure import Erasure
from backend.domain.events import erasures_of
from backend.log import Entry, Log, Unavailable, copies
from backend.vault import Erasures, Vault


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore did. `epoch` and `position` are of the restored log: its new life and the last the backup held."""

    epoch: UUID | None
    position: int | None
    keys: int
    erased: int


def back_up(database: str, vault: Vault, *, log_to: Path, keys_to: Path, now: datetime) -> int:
    """Copy the log and then the keys into new files, while both are in use; return the last position in the copy.

    From then on the log counts everything up to there as safe. Raises FileExistsError, ValueError where both files
    would stand in one folder, and copies.BadCopy where what was written does not read back.
    """
    if log_to.resolve().parent == keys_to.resolve().parent:
        raise ValueError("the keys are kept apart from the log: give them a folder of their own")
    if keys_to.exists():
        raise FileExistsError(f"{keys_to} is there already")
    position = copies.save(database, log_to, METADATA)
    vault.save(keys_to)
    with Log.open(database) as log:
        log.backed_up(position, now)
    return position


def restore(
    database: str,
    vault: Vault,
    erasures: Erasures,
    *,
    log_from: Path | None = None,
    keys_from: Path | None = None,
    now: datetime,
) -> Restored:
    """Put back a log, keys, or both, also under a running server: a log takes the other's place in one step.

    Keys are added to those that are there, and none that was ever erased. Raises copies.BadCopy for a file that is no
    sound backup, Tampered for keys that were wrapped by another master key, Unavailable where the database does not
    answer or cannot be had; then the log is what it was.
    """
    erased = [*erasures.all(), *_erased(database, now)]
    if log_from is None:
        return Restored(epoch=None, position=None, keys=_take_keys(vault, keys_from, erased), erased=0)
    copies.look_through(log_from)
    was = doors.read(database)
    with copies.beside(database, log_from, METADATA) as staged:
        erased += _erased(staged, now)
        keys = _take_keys(vault, keys_from, erased)
        with Log.open(staged) as log:
            position = log.head()
            epoch = log.new_epoch(restored_to=position, now=now)
            again = _erase_again(log, erased)
            log.backed_up(position, now)
        doors.hang(staged, was)
        copies.switch(staged, database, METADATA)
    for event in erased:
        erasures.add(event)
    with Log.open(database) as log:
        again += _erase_again(log, erasures.all())  # what was erased while the restore went on
    vault.destroy(key for event in erased for key in event.keys)
    return Restored(epoch=epoch, position=position, keys=keys, erased=again)


def _erased(database: str, now: datetime) -> list[Erasure]:
    """What the log at `database` says was erased; a log that cannot be opened any more says nothing."""
    try:
        with Log.open(database, clock=lambda: now) as log:
            return [r.event for r in log.erasures() if isinstance(r.event, get_args(Erasure))]
    except Unavailable:
        return []


def _take_keys(vault: Vault, keys_from: Path | None, erased: Iterable[Erasure]) -> int:
    if keys_from is None:
        return 0
    return vault.take_back(keys_from, but={key for event in erased for key in event.keys})


def _erase_again(log: Log, erased: Iterable[Erasure]) -> int:
    """Append the erasures that the log does not know of; how many."""
    known = {key for r in log.erasures() if isinstance(r.event, get_args(Erasure)) for key in r.event.keys}
    again = 0
    for event in erased:
        if known.issuperset(event.keys):
            continue
        place = erasures_of(event)
        version = len(log.read([place]).get(place, [])) + 1
        log.append([Entry(stream=place, version=version, event=event)])
        known.update(event.keys)
        again += 1
    return again
