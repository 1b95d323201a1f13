"""What a pledge would come to by other rules, on the same log, before they are published."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Literal

import msgspec

from backend.domain.catalogue import Catalogue, CataloguePublished
from backend.domain.pledge import Commitment, Pledge, PledgePublished
from backend.domain.refusal import Refused
from projections import pledges
from projections.answers import CommitmentFigures, RuleFigure
from projections.fulfilment import Question
from projections.pledges import Published
from projections.store import Reading
from projections.told import Unseal

How = Literal["same", "changed", "new", "retired"]


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


def _shown(figures: CommitmentFigures | None) -> object:
    return figures and [(f.type, f.of, f.value, f.target, f.status) for f in figures.rules]


class _Rehearsed(Question):
    """A pledge as if it had been published now."""

    def __init__(
        self,
        reading: Reading,
        event: PledgePublished,
        news: Sequence[CataloguePublished],
        *,
        as_of: date,
        viewer: str | None,
        unseal: Unseal | None,
    ) -> None:
        super().__init__(
            reading,
            event.partnership,
            event.pledge.code,
            as_of=as_of,
            known="now",
            viewer=viewer,
            unseal=unseal,
            published=Published(event=event, position=reading.position),
        )
        self._news = news

    @cached_property
    def catalogue(self) -> Catalogue:
        known = pledges.catalogue(self.reading, self.partnership)
        for event in self._news:
            known.take(event)
        return known


def rehearse(
    reading: Reading,
    partnership: str,
    pledge: str,
    news: Iterable[CataloguePublished | PledgePublished],
    *,
    as_of: date,
    viewer: str | None,
    unseal: Unseal | None = None,
) -> tuple[Compared, ...]:
    """Every commitment of a pledge now and with `news` published, as of a day, by what is known now."""
    given = list(news)
    terms = next((e for e in given if isinstance(e, PledgePublished)), None)
    catalogued = [e for e in given if isinstance(e, CataloguePublished)]
    try:
        now = Question(reading, partnership, pledge, as_of=as_of, known="now", viewer=viewer, unseal=unseal)
    except Refused:
        now = None
    event = terms or (now.published.event if now else None)
    if event is None:
        return ()
    then = _Rehearsed(reading, event, catalogued, as_of=as_of, viewer=viewer, unseal=unseal)
    return tuple(_compared(now, then))


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
