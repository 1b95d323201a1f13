"""How far a pledge is fulfilled, and what stands behind each figure.

`fulfilment` answers for a whole pledge; why.py shows what stands behind one of its figures. Both ask the same
question (matching.py); figures.py, told.py and coverage.py make figures of the answers, hide.py veils them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select

from backend.domain.calendar import Period, end_of, local, midnight
from backend.domain.catalogue import Catalogue
from backend.domain.pledge import Commitment, Pledge
from backend.domain.refusal import Refused
from backend.domain.rule import WORST_FIRST, Count, Coverage, Milestone, Rule, Stated, Trend
from projections import pledges, told, visits
from projections.answers import CommitmentFigures, Fulfilment, RuleFigure
from projections.coverage import Share, coverage, shares
from projections.figures import Case, figure, span, window
from projections.forecast import YEARS_BACK, earlier
from projections.hide import Veil
from projections.matching import Moment, Scope, among, at_month_end, moment, recorded_from, series
from projections.pledges import Picture, Published, Word
from projections.series import Series
from projections.store import Reading
from projections.told import Unseal
from projections.visits import Part

Known = Literal["then", "now"]


class Question:
    """A pledge, asked as of a day, in one of the two readings, with the eyes of one organisation (None: the public).

    Raises Refused (`unknown-pledge`). `reading` must stay open while it is asked. `published`: by these rules instead
    of those that were known then. `beside`: a question of another pledge of the same partnership and moment, which
    knows some of it.
    """

    def __init__(
        self,
        reading: Reading,
        partnership: str,
        pledge: str,
        *,
        as_of: date,
        known: Known = "then",
        viewer: str | None,
        unseal: Unseal | None = None,
        published: Published | None = None,
        beside: "Question | None" = None,
    ) -> None:
        self.reading, self.partnership, self.as_of, self.known = reading, partnership, as_of, known
        self.viewer, self.unseal = viewer, unseal
        self.at: Moment = moment(reading, as_of, known)
        self.published = published or pledges.pledge(reading, partnership, pledge, self.at.position)
        self.pledge: Pledge = self.published.event.pledge
        self._counted: dict[tuple[str, int], tuple[int, Series]] = {}
        self._figures: dict[tuple[str, int], RuleFigure] = {}
        self._asked: dict[tuple[str, int], int] = {}  # how many visits are unanswered
        self.parted: dict[tuple[str, int], Sequence[Part]] = {}
        """What stands behind a figure, everybody's, where it was asked for (why.py)."""
        self._shared: dict[tuple[str, int, date, date], list[Share]] = {}
        self._pairs: dict[visits.Pair, str] = {}
        self._paired: set[str] = set()
        if beside is not None:
            self.recorded_from = beside.recorded_from

    @cached_property
    def catalogue(self) -> Catalogue:
        """The partnership's catalogue as known; where none was known then, as it is now."""
        return pledges.catalogue(self.reading, self.partnership, max(self.at.position, self.published.position))

    @cached_property
    def recorded_from(self) -> date | None:
        return recorded_from(self.reading, self.partnership, self.at.position)

    @cached_property
    def words(self) -> dict[str, list[Word]]:
        return pledges.told(self.reading, self.partnership, self.pledge.code, self.at.position)

    @cached_property
    def pictures(self) -> list[Picture]:
        """The situations of the pledge's time, the year before and what held then, by the places that stand for those
        they name; of two merged, the higher.
        """
        since = midnight(earlier(self.pledge.first, 1))
        found = pledges.pictures(self.reading, self.partnership, self.at.position, since)
        return [p.over(self.catalogue.stands_for) for p in found if p.frozen_at < end_of(self.as_of)]

    @cached_property
    def month_end(self) -> Moment:
        return at_month_end(self.reading, self.at)

    @cached_property
    def sensitive(self) -> frozenset[str]:
        return frozenset(code for code, kind in self.catalogue.kinds.items() if kind.sensitive)

    # One rule.

    def figures(self, commitment: Commitment, *, asking: bool = True) -> CommitmentFigures:
        """Every rule of a commitment, and the worst status among them.

        `asking`: also which visits are unanswered, and where it is heading.
        """
        found = tuple(self.figure(commitment, rule, asking=asking) for rule in commitment.rule)
        return CommitmentFigures(
            code=commitment.code,
            area=commitment.area,
            owner=commitment.owner,
            title=commitment.title,
            text=commitment.text,
            follows=commitment.follows,
            status=min((f.status for f in found), key=WORST_FIRST.index),
            rules=found,
        )

    def figure(self, commitment: Commitment, rule: Rule, *, asking: bool = True) -> RuleFigure:
        """What one rule comes to; asked for once."""
        if not asking:
            return msgspec.structs.replace(self._figure(commitment, rule, 0), forecast=None)
        at = commitment.code, commitment.rule.index(rule)
        if at not in self._figures:
            self._figures[at] = self._figure(commitment, rule, self._back(rule))
        told_ = self._figures[at]
        if not rule.counts or told_.status == "unreported":
            return told_
        if at not in self._asked:
            self._asked[at] = self._unanswered(commitment, rule)
        return msgspec.structs.replace(told_, unanswered=self._asked[at] or None)

    def _figure(self, commitment: Commitment, rule: Rule, back: int) -> RuleFigure:
        words = told.said_by(self.words.get(commitment.code, ()), self.as_of, self.pledge)
        match rule:
            case Milestone():
                return told.milestone(self.pledge, rule, words, self.as_of, self.unseal)
            case Stated():
                return told.stated(self.pledge, rule, words, self.as_of, self.unseal)
            case Coverage():
                found = self.shares(commitment, rule, span(rule, self.pledge))
                return coverage(self.case(commitment, rule, Series(rule.of, ())), rule, found, self.pictures)
        counted = self.series(commitment, rule, back)
        return self._dated(commitment, rule, counted, figure(self.case(commitment, rule, counted)))

    def _dated(self, commitment: Commitment, rule: Rule, counted: Series, found: RuleFigure) -> RuleFigure:
        """The figure with the day that it really goes to, where that is before the day asked about."""
        to, last = self.month_end.day, min(self.as_of, window(rule, self.pledge, self.as_of).last)
        if self.viewer is None or found.value is None or to >= last:
            return found
        if not self.sensitive.intersection(rule.kinds) or set(commitment.owner) <= {self.viewer}:
            return found
        own = self.viewer in (*commitment.owner, *counted.organisations)
        if own or not self.sensitive.issuperset(rule.kinds):
            return msgspec.structs.replace(found, others_to=to)
        return msgspec.structs.replace(found, told_to=to)

    def unanswered(self, kinds: Collection[str]) -> list[visits.Pair]:
        """The pairs of these kinds in the pledge's time that may be one visit, and nobody has said."""
        if new := set(kinds) - self._paired:
            position, first, until = self.at.position, self.pledge.first, min(self.pledge.last, self.as_of)
            self._pairs |= visits.unanswered(
                self.reading, self.partnership, position, first, until, new, self.catalogue
            )
            self._paired |= new
        return [pair for pair, kind in self._pairs.items() if kind in kinds]

    def _unanswered(self, commitment: Commitment, rule: Rule) -> int:
        """How many of them the rule's figure counts as two."""
        if rule.of in ("days", "places"):
            return 0  # one day and one place, whether they were one visit or two
        pairs = self.unanswered(rule.kinds or self.catalogue.kinds)
        if not pairs:
            return 0
        days = window(rule, self.pledge, self.as_of)
        scope = msgspec.structs.replace(self.scope(commitment, rule), first=days.first, last=min(days.last, self.as_of))
        counted = among(self.reading, scope, self.at, {activity for pair in pairs for activity in pair})
        return sum(one in counted and other in counted for one, other in pairs)

    def scope(self, commitment: Commitment, rule: Rule) -> Scope:
        """Which activities a rule looks at within the pledge's own time."""
        days = span(rule, self.pledge)
        return Scope(
            partnership=self.partnership,
            owner=commitment.owner,
            rule=rule,
            first=days.first,
            last=days.last,
            catalogue=self.catalogue,
        )

    def shares(self, commitment: Commitment, rule: Coverage, days: Period) -> list[Share]:
        """What a coverage rests on over some days; asked for once."""
        asked = commitment.code, commitment.rule.index(rule), days.first, days.last
        if asked not in self._shared:
            scope = msgspec.structs.replace(self.scope(commitment, rule), first=days.first, last=days.last)
            self._shared[asked] = shares(self.reading, scope, self.at, self.pictures)
        return self._shared[asked]

    def series(self, commitment: Commitment, rule: Rule, back: int | None = None) -> Series:
        """What a rule counted, from `back` years before its time on at least (where it is not said: as far as its
        forecast looks back), and over the time that it is held against; asked for once.
        """
        at, years = (commitment.code, commitment.rule.index(rule)), self._back(rule) if back is None else back
        if at not in self._counted or self._counted[at][0] < years:
            self._counted[at] = years, self._series(commitment, rule, years)
        return self._counted[at][1]

    def _back(self, rule: Rule) -> int:
        """How many years a forecast looks back; none where nothing is foretold."""
        return YEARS_BACK if isinstance(rule, Count) and self.as_of < self.pledge.last else 0

    def _series(self, commitment: Commitment, rule: Rule, back: int) -> Series:
        scope = self.scope(commitment, rule)
        first = earlier(scope.first, back)
        before = self._baseline(rule)
        if before is not None:
            first = min(first, before.first)
        wider = msgspec.structs.replace(scope, first=first)
        if not self.careful(rule):
            return Series(rule.of, series(self.reading, wider, self.at))
        theirs = self.theirs(rule)
        open_ = series(self.reading, wider, self.at, not_(theirs))
        monthly = series(self.reading, wider, self.month_end, theirs)
        return Series(rule.of, [*open_, *(m for m in monthly if m.day <= self.month_end.day)])

    def case(self, commitment: Commitment, rule: Rule, counted: Series) -> Case:
        """Everything that the rule's figure rests on."""
        listed = self.sensitive.intersection(rule.kinds)
        words = told.said_by(self.words.get(commitment.code, ()), self.as_of, self.pledge)
        return Case(
            pledge=self.pledge,
            commitment=commitment,
            rule=rule,
            as_of=self.as_of,
            recorded_from=self.recorded_from,
            series=counted,
            veil=Veil(counted, self.viewer, self.careful(rule), commitment.owner if listed else ()),
            baseline=self._baseline(rule),
            reasons=told.reasons(words, self.unseal),
        )

    def careful(self, rule: Rule) -> frozenset[str]:
        """The sensitive kinds that a rule looks at."""
        return self.sensitive.intersection(rule.kinds) if rule.kinds else self.sensitive

    def theirs(self, rule: Rule) -> ColumnElement[bool]:
        """Another organisation's sensitive activities."""
        careful = self.careful(rule)
        if not careful:
            return false()
        c = self.reading.t.activities.c
        sensitive = c.kind.in_(careful)
        return sensitive if self.viewer is None else and_(sensitive, c.organisation != self.viewer)

    def _baseline(self, rule: Rule) -> Period | None:
        if not isinstance(rule, Trend) or rule.baseline is None or rule.baseline.pledge is None:
            return None
        try:
            published = pledges.pledge(self.reading, self.partnership, rule.baseline.pledge, self.at.position)
        except Refused:
            return None
        return published.event.pledge.time


def fulfilment(
    reading: Reading,
    partnership: str,
    pledge: str,
    *,
    as_of: date,
    known: Known = "then",
    viewer: str | None,
    unseal: Unseal | None = None,
) -> Fulfilment:
    """Every commitment of a pledge with its figures, as of the end of a day in Sweden.

    `known="then"` reads the log as it was then, "now" as it is. `viewer` is the reader's organisation, None the
    public; `unseal` opens judgements, step texts and reasons (`Vault.open`), which are left out without it. Raises
    Refused (`unknown-pledge`).
    """
    return answer(Question(reading, partnership, pledge, as_of=as_of, known=known, viewer=viewer, unseal=unseal))


def answer(asked: Question) -> Fulfilment:
    """Every commitment of the pledge that is asked about, with its figures."""
    reading, commitments = asked.reading, asked.pledge.commitments
    asked.unanswered({kind for c in commitments for rule in c.rule if rule.counts for kind in rule.kinds})
    found = tuple(asked.figures(commitment) for commitment in commitments)
    end = local(end_of(asked.as_of))
    counts = Counter(c.status for c in found)
    return Fulfilment(
        pledge=asked.pledge.code,
        title=asked.pledge.title,
        first=asked.pledge.first,
        last=asked.pledge.last,
        as_of=end,
        known=end if asked.known == "then" or reading.stand.at is None else local(reading.stand.at),
        rules_from=local(asked.published.event.received_at),
        position=asked.at.position if asked.viewer else reading.opaque(asked.at.position),
        recorded_from=asked.recorded_from,
        incomplete=incomplete(reading, asked.partnership, asked.at.position),
        counts={status: counts[status] for status in WORST_FIRST if counts[status]},
        commitments=found,
    )


def incomplete(reading: Reading, partnership: str, position: int) -> bool:
    """Whether events that may belong to a partnership wait in quarantine."""
    c = reading.t.quarantine.c
    mine = or_(c.partnership == partnership, c.partnership.is_(None))
    held = select(func.count()).select_from(reading.t.quarantine).where(mine, c.position <= position)
    return bool(reading.connection.execute(held).scalar_one())
