"""Whatever the rule and whatever was recorded: the database counts what a reading of RULES.md, line by line, counts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest

from backend.domain.activity import ActivityRecorded
from backend.domain.calendar import local
from backend.domain.events import stream
from backend.domain.place import PlaceMerged, PlaceZoned
from backend.domain.report import Report, Stop
from backend.domain.rule import Ongoing, Rule
from projections.why import why
from tests.projections.story import CATALOGUE, HERE, POLICE, SARA, TOWN, Story

ZONE_OF = {place.code: place.zone for place in CATALOGUE.place}
PLACES = sorted(ZONE_OF)
KINDS = ["platsbesok", "fotpatrull", "mote"]
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def some(dice: Random, *codes: str) -> tuple[str, ...]:
    return tuple(dice.sample(codes, dice.randint(1, 2)))


def maybe(dice: Random, value: Any, otherwise: Any) -> Any:
    return value if dice.random() < 0.6 else otherwise


def report(dice: Random) -> dict[str, Any]:
    """What somebody might say they did, as a story tells it."""
    stops = tuple(Stop(place=place, minutes=dice.randint(0, 30)) for place in dice.sample(PLACES, dice.randint(0, 3)))
    return {
        "kind": dice.choice(KINDS),
        "stops": stops,
        "zone": maybe(dice, dice.choice(["vast", "skargarden"]), None),
        "minutes": maybe(dice, dice.randint(0, 90), None),
        "people": maybe(dice, dice.randint(0, 30), None),
        "problem": maybe(dice, dice.choice(["otrygg-plats", "ordning"]), None),
        "actions": maybe(dice, some(dice, "synlighet", "samtal"), ()),
        "joint": maybe(dice, some(dice, POLICE, TOWN, "civilsamhallet"), ()),
        "answers": maybe(dice, {"forum": dice.choice(["tistel", "sspf"])}, {}),
        "results": maybe(dice, {"brister": dice.randint(0, 5)}, {}),
    }


def rule(dice: Random) -> Ongoing:
    """A rule with up to two filters: more would leave nothing to count."""
    filters: dict[str, Any] = {
        "kinds": some(dice, *KINDS),
        "places": some(dice, *PLACES),
        "zones": some(dice, "vast", "norr", "skargarden"),
        "problems": some(dice, "otrygg-plats", "ordning"),
        "actions": some(dice, "synlighet", "samtal"),
        "answers": {"forum": ("tistel",)},
        "hours": dice.choice(["18:00-06:00", "06:00-18:00", "00:00-12:00"]),
        "joint": True,
        "needs": some(dice, "problem", "actions", "minutes"),
    }
    unit = dice.choice(["activities", "minutes", "people", "places", "days", "results.brister"])
    return Ongoing(of=unit, **{name: filters[name] for name in dice.sample(sorted(filters), dice.randint(0, 2))})


class Reading:
    """RULES.md, "What counts", sentence by sentence, over one activity at a time."""

    def __init__(self, rule: Rule, owner: tuple[str, ...], zone_of: Mapping[str, str | None] = ZONE_OF) -> None:
        self.rule, self.owner, self.zone_of = rule, owner, zone_of

    def matches(self, organisation: str, report: Report) -> bool:
        rule, began = self.rule, local(report.occurred_at)
        parties = {organisation, *report.joint}
        present = [o for o in self.owner if o in parties]
        if not present or not FIRST <= began.date() <= LAST:
            return False
        if rule.joint and (len(present) < len(self.owner) or len(parties) < 2):
            return False
        zones = {report.zone, *(self.zone_of[s.place] for s in report.stops)}
        clock = began.strftime("%H:%M")
        start, end = (rule.hours or "00:00-24:00").split("-")
        return all(
            (
                not rule.kinds or report.kind in rule.kinds,
                not rule.places or bool({s.place for s in report.stops} & set(rule.places)),
                not rule.zones or bool(zones & set(rule.zones)),
                not rule.problems or report.problem in rule.problems,
                not rule.actions or bool(set(report.actions) & set(rule.actions)),
                all(report.answers.get(q) in answers for q, answers in rule.answers.items()),
                start <= clock < end if start < end else (clock >= start or clock < end),
            )
        )

    def ready(self, report: Report) -> bool:
        return all(getattr(report, field) not in (None, ()) for field in self.rule.needs)

    def _there(self, stop: Stop) -> bool:
        rule = self.rule
        in_zone = not rule.zones or self.zone_of[stop.place] in rule.zones
        return in_zone and (not rule.places or stop.place in rule.places)

    def amount(self, report: Report) -> int:
        rule = self.rule
        if rule.of == "people":
            return report.people or 0
        if rule.of == "results.brister":
            return report.results.get("brister", 0)
        if rule.of != "minutes":
            return 1
        if not (rule.places or rule.zones) or len(report.stops) < 2 or report.zone in rule.zones:
            return report.minutes or 0
        return sum(s.minutes or 0 for s in report.stops if self._there(s))

    def value(self, reports: list[Report]) -> int:
        if self.rule.of == "days":
            return len({local(r.occurred_at).date() for r in reports})
        if self.rule.of == "places":
            return len({s.place for r in reports for s in r.stops if self._there(s)})
        return sum(map(self.amount, reports))


Recorded = list[tuple[str, Report]]
Rules = list[tuple[Ongoing, tuple[str, ...]]]


def recorded(story: Story, dice: Random) -> Recorded:
    """Sixty activities of either organisation."""
    for _ in range(60):
        when = datetime(2025, 12, 30) + timedelta(hours=dice.randint(0, 24 * 9))  # noqa: DTZ001 — a Swedish clock
        organisation = dice.choice([POLICE, TOWN])
        story.record(when.isoformat(), organisation=organisation, received="2026-12-30T12:00", **report(dice))
    return [(e.event.organisation, e.event.report) for e in story.events if isinstance(e.event, ActivityRecorded)]


def promised(story: Story, dice: Random, many: int) -> Rules:
    """So many rules, each promised by itself."""
    rules = [(rule(dice), dice.choice([(POLICE,), (TOWN,), (POLICE, TOWN)])) for _ in range(many)]
    for number, (asked, owner) in enumerate(rules):
        story.pledge(asked, owner=owner, code=f"lofte-{number}")
    return rules


def agree(story: Story, number: int, as_of: str, read: Reading, reports: Recorded) -> None:
    """The figure of a pledge is what a reading of its rule comes to, and so is what stands behind it."""
    looked = [(o, r) for o, r in reports if read.matches(o, r)]
    ready = [(o, r) for o, r in looked if read.ready(r)]
    with story.question(as_of, pledge=f"lofte-{number}") as question:
        found = why(question, "atagande")
    assert found.figure.value == read.value([r for _, r in ready]), read.rule
    assert found.figure.not_yet == len(looked) - len(ready), read.rule
    own = [r for o, r in ready if o == POLICE]
    assert sorted(d.amount for d in found.counted) == sorted(map(read.amount, own)), read.rule
    assert found.elsewhere.get(TOWN, 0) == len(ready) - len(own), read.rule


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_what_the_rules_say_and_what_stands_behind_it_agrees(story: Story, seed: int):
    dice = Random(seed)
    reports = recorded(story, dice)
    for number, (asked, owner) in enumerate(promised(story, dice, 100)):
        agree(story, number, "2026-12-31", Reading(asked, owner), reports)


def test_every_figure_follows_a_place_that_was_merged_or_put_in_another_zone_and_not_before(story: Story):
    dice = Random(3)
    reports, rules = recorded(story, dice), promised(story, dice, 60)
    story.at("2026-12-31T12:00")
    by: dict[str, Any] = {"partnership": HERE, "received_at": story.now, "by": SARA}
    for event in (
        PlaceMerged(code="torget", into="totebo", **by),
        PlaceMerged(code="totebo", into="gamleby", **by),
        PlaceZoned(code="ankarsrum", zone="skargarden", **by),
    ):
        story.add(stream(HERE, "catalogue"), event)

    def meant(place: str) -> str:
        return "gamleby" if place in ("torget", "totebo") else place

    def now(said: Report) -> Report:
        stops = tuple(msgspec.structs.replace(stop, place=meant(stop.place)) for stop in said.stops)
        return msgspec.structs.replace(said, stops=stops)

    zones = ZONE_OF | {"ankarsrum": "skargarden"}
    for number, (asked, owner) in enumerate(rules):
        agree(story, number, "2026-12-30", Reading(asked, owner), reports)
        renamed = msgspec.structs.replace(asked, places=tuple(map(meant, asked.places)))
        agree(story, number, "2026-12-31", Reading(renamed, owner, zones), [(o, now(r)) for o, r in reports])
