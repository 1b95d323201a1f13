"""Steps as they are typed, one a line: which of them are the steps that there were, and what becomes of reported ones.

A step is known by its words, now or once. One whose words are gone is called something else now, or is a step no
longer. Where it has been reported that is asked about, since what was reported follows the step: by another's words
it would be told of what nobody did, and left out it counts no longer. Where nobody reported it, nothing is at stake.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher

from msgspec import Struct

from backend.domain.pledge import Told
from backend.domain.rule import Step
from backend.domain.words import Label
from projections.answers import StepTold

FATE = "fate-"
"""What the name of a field begins with that says what a reported step is called now; empty: it is left out."""

_ALIKE = 0.6
"""So much of the words two steps share for one to be taken for the other, until somebody says otherwise."""


class Line(Struct, frozen=True):
    """One step as it was typed."""

    label: str
    due: date | None


class Unsettled(Exception):
    """What becomes of these reported steps (`gone`) has not been said, or two are said to be one (`doubled`).

    `known` are the steps that there are, `codes` those found among the lines, by their words; `guesses` which words may
    be which of the gone, by code.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        known: Sequence[StepTold],
        gone: Sequence[StepTold],
        codes: Mapping[str, str],
        guesses: Mapping[str, str],
        *,
        doubled: bool,
    ) -> None:
        super().__init__(*(step.code for step in gone))
        self.lines, self.known, self.gone, self.codes = lines, known, gone, codes
        self.guesses, self.doubled = guesses, doubled


def settle(lines: Sequence[Line], known: Sequence[StepTold], told: Told, fates: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps that the lines say, each with its code of before where it was a step before.

    `known` are those there are, `told` what was reported so far, `fates` what became of reported ones, by code.
    """
    codes = _by_words(lines, known, told)
    found = dict(codes)
    new = [line.label for line in lines if line.label not in codes]
    gone = [step for step in known if step.code not in codes.values()]
    guesses = _alike(gone, new)
    reported = [step for step in gone if step.code in told.reached]
    named = [fates[step.code] for step in reported if fates.get(step.code)]
    doubled = len(set(named)) != len(named)
    if doubled or any(fates.get(step.code) not in ("", *new) for step in reported):
        raise Unsettled(lines, known, reported, codes, guesses, doubled=doubled)
    found |= {fates[step.code]: step.code for step in reported if fates[step.code]}
    for step in gone:
        if step not in reported and step.code in guesses:
            found.setdefault(guesses[step.code], step.code)
    once = told.once.values()
    taken = {step.code for step in known} | {step.code for step in once} | told.reached.keys()
    for line in lines:
        if line.label not in found:
            found[line.label] = _code(line.label, taken)
            taken.add(found[line.label])
    labels = {step.label.sv: step.label for step in once} | {step.label.sv: step.label for step in known}
    return tuple(
        Step(code=found[line.label], label=labels.get(line.label) or Label(line.label, line.label), due=line.due)
        for line in lines
    )


def fates(values: Mapping[str, str]) -> dict[str, str]:
    """What a form says became of reported steps, by code."""
    return {name.removeprefix(FATE): value for name, value in values.items() if name.startswith(FATE)}


def _by_words(lines: Iterable[Line], known: Sequence[StepTold], told: Told) -> dict[str, str]:
    """The codes of steps that are called as they are now, or were once; what there is now comes first."""
    now, asked = {step.label.sv: step.code for step in known}, [line.label for line in lines]
    codes = {label: now[label] for label in asked if label in now}
    for label in asked:
        once = told.once.get(label)
        if label not in codes and once and once.code not in codes.values():
            codes[label] = once.code
    return codes


def _alike(gone: Sequence[StepTold], new: Sequence[str]) -> dict[str, str]:
    """Which of the new words may be which step, by its code: the likest pair first, and each once."""
    pairs = [
        (SequenceMatcher(None, step.label.sv.casefold(), label.casefold()).ratio(), step.code, label)
        for step in gone
        for label in new
    ]
    found: dict[str, str] = {}
    for likeness, code, label in sorted(pairs, reverse=True):
        if likeness >= _ALIKE and code not in found and label not in found.values():
            found[code] = label
    return found


def _code(label: str, taken: set[str]) -> str:
    """A code of the house's kind, made from the label: `remissen-har-gatt`. Never one that a step had before."""
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "steg"
    code, n = stem, 2
    while code in taken:
        code, n = f"{stem}-{n}", n + 1
    return code
