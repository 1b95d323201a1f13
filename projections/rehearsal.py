"""What pledges would come to by other rules or another catalogue, on the same log, before anything is published.

A pledge rests on its own rules, on the catalogue that all pledges of a partnership share, and, where a trend is held
against another pledge, on when that one was.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Literal, NotRequired, TypedDict, Unpack

import msgspec

from backend.domain.calendar import Period
from backend.domain.catalogue import Catalogue, CatalogueEvent
from backend.domain.pledge import Commitment, Pledge, PledgePublished
from backend.domain.refusal import Refused
from backend.domain.rule import Rule, Trend
from projections import pledges
from projections.answers import CommitmentFigures, RuleFigure
from projections.fulfilment import Question
from projections.pledges import Published
from projections.store import Reading
from projections.told import Unseal

How = Literal["same", "changed", "new", "retired"]
News = CatalogueEvent | PledgePublished
"""What may be tried out before it stands in the log."""


class Eyes(TypedDict):
    """The day that is asked about, and who asks: their organisation (None: the public), and how seals are opened."""

    as_of: date
    viewer: str | None
    unseal: NotRequired[Unseal | None]


class Compared(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One commitment as it stands, and as it would stand.

    `how` is what happens to its words and rules. Figures are absent where the commitment is not there.
    """

    code: str
    title: str
    how: How
    before: CommitmentFigures | None = None
    after: CommitmentFigures | None = None

    @property
    def differs(self) -> bool:
        """Whether anything that anybody reads of it would be another."""
        return self.how != "same" or _shown(self.before) != _shown(self.after)

    def rules(self) -> list[tuple[RuleFigure | None, RuleFigure | None]]:
        """Each rule before and after, in their order."""
        before, after = (c.rules if c else () for c in (self.before, self.after))
        return list(zip_longest(before, after))


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Another pledge whose figures would be others, and the commitments of it that would."""

    pledge: str
    title: str
    last: date
    compared: tuple[Compared, ...]


def _shown(figures: CommitmentFigures | None) -> object:
    return figures and [(f.type, f.of, f.value, f.target, f.baseline, f.periods, f.status) for f in figures.rules]


class _Rehearsed(Question):
    """A pledge as if news stood in the log: its own rules, the catalogue, another pledge that it is held against."""

    def __init__(
        self,
        reading: Reading,
        event: PledgePublished,
        news: Sequence[News],
        **eyes: Unpack[Eyes],
    ) -> None:
        super().__init__(
            reading,
            event.partnership,
            event.pledge.code,
            known="now",
            **eyes,
            published=Published(event=event, position=reading.position),
        )
        self._catalogued = [e for e in news if not isinstance(e, PledgePublished)]
        self._times = {e.pledge.code: e.pledge.time for e in news if isinstance(e, PledgePublished)}

    @cached_property
    def catalogue(self) -> Catalogue:
        known = pledges.catalogue(self.reading, self.partnership)
        known.take(*self._catalogued)
        return known

    def _baseline(self, rule: Rule) -> Period | None:
        if isinstance(rule, Trend) and rule.baseline is not None and rule.baseline.pledge in self._times:
            return self._times[rule.baseline.pledge]
        return super()._baseline(rule)


def rehearse(
    reading: Reading,
    partnership: str,
    pledge: str,
    news: Iterable[News],
    **eyes: Unpack[Eyes],
) -> tuple[Compared, ...]:
    """Every commitment of a pledge now and with `news` published, as of a day, by what is known now."""
    given = list(news)
    terms = next((e for e in given if isinstance(e, PledgePublished) and e.pledge.code == pledge), None)
    try:
        now = Question(reading, partnership, pledge, known="now", **eyes)
    except Refused:
        now = None
    event = terms or (now.published.event if now else None)
    if event is None:
        return ()
    then = _Rehearsed(reading, event, given, **eyes)
    return tuple(_compared(now, then))


def elsewhere(
    reading: Reading,
    partnership: str,
    news: Iterable[News],
    **eyes: Unpack[Eyes],
) -> tuple[Elsewhere, ...]:
    """The pledges that `news` are not about, and that would yet come to something else; the newest first."""
    given = list(news)
    about = {e.pledge.code for e in given if isinstance(e, PledgePublished)}
    found = []
    for published in pledges.pledges(reading, partnership) if given else ():
        pledge = published.pledge
        if pledge.code in about:
            continue
        compared = rehearse(reading, partnership, pledge.code, given, **eyes)
        if differing := tuple(c for c in compared if c.differs):
            found.append(Elsewhere(pledge=pledge.code, title=pledge.title, last=pledge.last, compared=differing))
    return tuple(found)


def changed_since(
    reading: Reading, partnership: str, past: PledgePublished, **eyes: Unpack[Eyes]
) -> tuple[Compared, ...]:
    """Every commitment of a pledge by the rules it had once, and by those that hold now."""
    now = Question(reading, partnership, past.pledge.code, known="now", **eyes)
    return tuple(_compared(_Rehearsed(reading, past, (), **eyes), now))


def _compared(now: Question | None, then: Question) -> Iterable[Compared]:
    before, after = _by_code(now.pledge if now else None), _by_code(then.pledge)
    for code, promise in {**before, **after}.items():
        old, new = before.get(code), after.get(code)
        how: How = "new" if old is None else "retired" if new is None else "same" if old == new else "changed"
        if old and new and (now is None or now.pledge.time != then.pledge.time):
            how = "changed"
        yield Compared(
            code=code,
            title=promise.title,
            how=how,
            before=now.figures(old) if now and old else None,
            after=then.figures(new) if new else None,
        )


def _by_code(pledge: Pledge | None) -> dict[str, Commitment]:
    return {c.code: c for c in pledge.commitments} if pledge else {}
