"""A pledge's figures as everybody may read them: what is frozen in an account and published (DESIGN.md, decision 10).

To the public both organisations are another. A count about people is told in fives ("minst 10") and under five as
"färre än 5": it lies in a box of five numbers and nowhere is its exact value told, so that neither a difference
between two publications nor a total less its other parts comes out at one number. No part, month, share, pace or
forecast of such a count is told, no sum of people or minutes, and no state that hangs on the count: a state that
changes from one month to the next would tell it. What a rule counts besides is added exactly.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from functools import cached_property
from typing import Annotated

import msgspec

from backend.domain.account import Ask, Occasion
from backend.domain.calendar import local
from backend.domain.pledge import Area, Commitment, Partnership, Pledge
from backend.domain.rule import WORST_FIRST, Rule, Status
from projections import pledges
from projections.answers import Hidden, RuleFigure
from projections.figures import window
from projections.fulfilment import Question, answer
from projections.hide import FLOOR
from projections.matching import Moment, last_month_end, recorded_from
from projections.meeting import MeetingTold, WeekTold, meeting, week
from projections.series import Series
from projections.store import Reading
from projections.told import Unseal

MOST = 4
"""So many figures about one sensitive kind are told of a time: five parts of a total could be solved for."""

_TOLD = ("ongoing", "on-demand")
"""The types whose state does not hang on the count."""

_ONLY_WITHIN = ("unanswered", "would_change")
"""What a rule's figure says to those who work with it alone."""

_OF_MEETING = ("unanswered",)
"""What it leaves out for the Friday meeting, whose paper stays with the two organisations."""


class OpenFigure(RuleFigure, frozen=True, kw_only=True):
    """What one rule comes to, as everybody may read it.

    `at_least`: the count is about people and lies here or up to four above. `withheld`: there is a figure about people,
    and it is not told.
    """

    at_least: Annotated[int | None, msgspec.Meta(description="A count about people, told in fives.")] = None
    withheld: Annotated[bool, msgspec.Meta(description="A figure about people that is not told.")] = False


class Promise(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One promise: its words as signed, its owners, and what became of it."""

    code: str
    area: str
    owner: tuple[str, ...]
    title: str
    text: str
    follows: str | None = None
    status: Status
    rules: tuple[OpenFigure, ...]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the national checklist, answered by somebody of an organisation on a day."""

    ask: Ask
    text: str
    organisation: str
    on: date


class PledgeAccount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account of a pledge: every promise and what became of it by the end of `as_of` in Sweden.

    `drawn_up` is the day on which the log was read. `recorded_from` is the first day that anything was recorded of;
    before it nothing is reported, which is not the same as nothing done. `incomplete`: something could not be read.
    `week` and `meeting` stand in what is drawn up for a Friday meeting.
    """

    partnership: Partnership
    pledge: str
    title: str
    first: date
    last: date
    signed: date | None = None
    occasion: Occasion
    as_of: date
    drawn_up: date
    rules_from: datetime
    recorded_from: date | None = None
    incomplete: bool = False
    counts: dict[str, int]
    areas: tuple[Area, ...]
    commitments: tuple[Promise, ...]
    checklist: tuple[Checked, ...] = ()
    week: WeekTold | None = None
    meeting: MeetingTold | None = None


class OpenQuestion(Question):
    """A pledge asked about by the public as of a day that has ended, by the log as read to a position on another day.

    The same position and days give the same figures for ever.
    """

    def __init__(
        self,
        reading: Reading,
        partnership: str,
        pledge: str,
        *,
        as_of: date,
        read_to: int,
        drawn_up: date,
        unseal: Unseal | None = None,
    ) -> None:
        super().__init__(reading, partnership, pledge, as_of=as_of, known="now", viewer=None, unseal=unseal)
        self.drawn_up = drawn_up
        self.at = Moment(as_of, read_to, min(read_to, pledges.position_of(reading, as_of)))
        self.published = pledges.pledge(reading, partnership, pledge, read_to)
        self.pledge = self.published.event.pledge

    @cached_property
    def recorded_from(self) -> date | None:
        """The first day with a record; of what concerns people no more than the month, once it has ended."""
        c, sensitive = self.reading.t.activities.c, self.sensitive
        open_ = recorded_from(self.reading, self.partnership, self.at.position, c.kind.not_in(sensitive))
        ended = c.day <= self.month_end.day
        people = recorded_from(self.reading, self.partnership, self.month_end.position, c.kind.in_(sensitive), ended)
        return min((day for day in (open_, people and people.replace(day=1)) if day), default=None)

    def told_before(self) -> Counter[str]:
        """How many figures about each sensitive kind may have been told already of the same time: by pledges that were
        published before this one, and by rules that this one had and has no more.
        """
        told = Counter[str]()
        now = self._rules_about_people(self.pledge)
        for code, versions in pledges.versions(self.reading, self.partnership, self.at.position).items():
            ever = {rule: about for version in versions for rule, about in self._rules_about_people(version).items()}
            told.update(kind for rule, about in ever.items() if rule not in now for kind in about)
            if code == self.pledge.code:
                break
        return told

    def _rules_about_people(self, pledge: Pledge) -> dict[bytes, frozenset[str]]:
        """The rules of a pledge whose figures about people are told, by what they count; none of another time's."""
        if pledge.first > self.pledge.last or self.pledge.first > pledge.last:
            return {}
        told = [(c, rule) for c in pledge.commitments for rule in c.rule if rule.counts and rule.type in _TOLD]
        bare = [(c.owner, msgspec.structs.replace(rule, label=None, reading=None), rule) for c, rule in told]
        time = pledge.first, pledge.last
        return {msgspec.json.encode([time, owner, what]): about_people(self, rule) for owner, what, rule in bare}

    @cached_property
    def month_end(self) -> Moment:
        """All that is told about people: months that have ended, as known when a month had."""
        day, heard = last_month_end(self.as_of), last_month_end(self.drawn_up)
        then = min(self.at.position, pledges.position_of(self.reading, day))
        known = min(self.at.position, pledges.position_of(self.reading, heard))
        return Moment(day, max(then, known), then)


def account(asked: OpenQuestion, occasion: Occasion, checklist: tuple[Checked, ...] = ()) -> PledgeAccount:
    """The whole account."""
    found, pledge = answer(asked), asked.pledge
    told, without = asked.told_before(), _OF_MEETING if occasion == "friday" else _ONLY_WITHIN
    promises = [
        [_open(asked, terms, rule, figure, told, without) for rule, figure in zip(terms.rule, c.rules, strict=True)]
        for terms, c in zip(pledge.commitments, found.commitments, strict=True)
    ]
    states = [min((f.status for f in rules), key=WORST_FIRST.index) for rules in promises]
    return PledgeAccount(
        partnership=asked.published.event.terms,
        pledge=pledge.code,
        title=pledge.title,
        first=pledge.first,
        last=pledge.last,
        signed=pledge.signed,
        occasion=occasion,
        as_of=asked.as_of,
        drawn_up=asked.drawn_up,
        rules_from=local(asked.published.event.received_at),
        recorded_from=asked.recorded_from,
        incomplete=found.incomplete,
        counts={status: states.count(status) for status in WORST_FIRST if status in states},
        areas=pledge.areas,
        commitments=tuple(
            Promise(
                code=c.code,
                area=c.area,
                owner=c.owner,
                title=c.title,
                text=c.text,
                follows=c.follows,
                status=status,
                rules=tuple(rules),
            )
            for c, rules, status in zip(found.commitments, promises, states, strict=True)
        ),
        checklist=checklist,
        week=week(asked) if occasion == "friday" else None,
        meeting=meeting(asked) if occasion == "friday" else None,
    )


def _open(
    asked: OpenQuestion,
    commitment: Commitment,
    rule: Rule,
    figure: RuleFigure,
    told: Counter[str],
    without: Collection[str],
) -> OpenFigure:
    """A rule's figure as everybody may read it, `without` some of what it says; `told` is how many figures about each
    sensitive kind were.
    """
    about = about_people(asked, rule) if rule.counts else frozenset[str]()
    if not about:
        every = msgspec.structs.asdict(figure)
        told_ = {name: value for name, value in every.items() if name not in without}
        for name in ("steps", "judgements"):
            if told_[name] is not None:  # what is enclosed is for those who are signed in
                told_[name] = tuple(msgspec.structs.replace(word, file=None) for word in told_[name])
        return OpenFigure(**told_)
    bare = OpenFigure(
        type=figure.type,
        of=figure.of,
        label=figure.label,
        reading=figure.reading,
        status=figure.status,
        lacks=figure.lacks,
    )
    if figure.lacks or figure.status == "unreported":
        return bare
    if rule.type not in _TOLD or any(told[kind] >= MOST for kind in about):
        return msgspec.structs.replace(bare, status="ongoing", withheld=True)
    told.update(about)
    days = window(rule, asked.pledge, asked.as_of)
    counted = asked.series(commitment, rule)
    return careful(bare, rule.kinds, counted, asked.sensitive, days.first, min(asked.as_of, days.last))


def careful(
    bare: OpenFigure, kinds: Collection[str], counted: Series, sensitive: Collection[str], first: date, until: date
) -> OpenFigure:
    """What is told of a count that may be about people: others exactly, people in fives; sums of people not at all."""
    people_alone = bool(kinds) and set(kinds).issubset(sensitive)
    others = Series(counted.of, (m for m in counted.marks if m.kind not in sensitive)).value(first, until)
    if counted.of != "activities":
        told = {"withheld": True} if people_alone else {"at_least": others}
        return msgspec.structs.replace(bare, **told)
    people = Series(counted.of, (m for m in counted.marks if m.kind in sensitive)).value(first, until)
    if people_alone and people < FLOOR:
        return msgspec.structs.replace(bare, value=Hidden(FLOOR))
    return msgspec.structs.replace(bare, at_least=others + in_fives(people))


def in_fives(count: int) -> int:
    """The foot of the box that a count about people lies in."""
    return count // FLOOR * FLOOR


def about_people(asked: Question, rule: Rule) -> frozenset[str]:
    """The sensitive kinds that a rule may count. None has a place or an hour, and not all have a problem or actions."""
    if not rule.kinds and (rule.places or rule.zones or rule.hours):
        return frozenset()
    wants = [
        field for field, given in (("problem", rule.problems), ("actions", rule.actions)) if given and not rule.kinds
    ]
    found = set()
    for code in asked.careful(rule):
        kind = asked.catalogue.kinds[code]
        if all(field in kind.allows or field in kind.requires for field in wants):
            found.add(code)
    return frozenset(found)
