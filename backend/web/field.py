"""What a phone keeps so that it can record without coverage, and its member's own recent activities."""

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec
from litestar import Controller, MediaType, Request, Response, get
from litestar.di import NamedDependency

from backend.accounts import Acting
from backend.domain.calendar import local
from backend.domain.catalogue import Action, Catalogue, Choice, Kind, Question
from backend.domain.member import Member, Role
from backend.domain.place import Zone
from backend.domain.pledge import Commitment, Pledge
from backend.domain.words import Label
from backend.house import House
from backend.vault.pairs import PublicKey, public
from backend.web.guards import may
from backend.web.next_place import NextPlaces, Running, next_places
from projections import pledges
from projections.answers import CommitmentFigures, RuleFigure, as_called_for
from projections.fulfilment import fulfilment
from projections.store import Reading

_NO_TIME = datetime.min.replace(tzinfo=UTC)
IN_THE_FIELD = may(Role.FIELD, Role.LEAD)


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A partnership by its code and name."""

    code: str
    name: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Whose phone it is."""

    id: str
    name: str
    organisation: str
    roles: list[str]


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the same organisation who may be named as crew."""

    id: str
    name: str


class FieldKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind as a form is made of it; every list is there, empty where it narrows nothing."""

    code: str
    label: Label
    icon: str
    requires: list[str]
    allows: list[str]
    minutes: int | None
    problems: list[str]
    actions: list[str]
    sensitive: bool
    precision: str
    questions: list["FieldQuestion"]
    results: dict[str, Label]


class FieldQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A coded question and its answers."""

    code: str
    label: Label
    required: bool
    choices: tuple[Choice, ...]


class FieldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A listed place; its position is used on the phone, to suggest the nearest."""

    code: str
    name: str
    zone: str | None
    latitude: float | None
    longitude: float | None


class FormerPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place that is no longer offered; `into` is the one that stands for it, where it was merged."""

    code: str
    name: str
    into: str | None


class FieldAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action and the problems it suits; none: any."""

    code: str
    label: Label
    suits: list[str]


_UNITS = {"cadence": "periods", "coverage": "share"}
"""What a value counts where that is not what the rule counts: covered of ended periods, a share between 0 and 1."""


class FieldCommitment(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that runs today and how far it has come; `kinds` are those that count for it.

    `needs` are, for a kind, the fields of a report without which no rule of the promise counts it; a kind that counts
    in any case is left out.
    `unit` is `activities`, `minutes`, `people`, `places`, `days`, `results.<name>`, `periods` or `share`.
    `on_demand`: it is done when called for, and its status is no other word than that.
    """

    pledge: str
    pledge_title: str
    code: str
    title: str
    text: str
    owner: list[str]
    kinds: list[str]
    needs: dict[str, list[str]]
    status: str
    value: float | None
    target: float | None
    expected: float | None
    unit: str
    on_demand: bool = False


class FieldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a phone needs offline. `as_of` is when the last event behind the figures was received; `rescue` is the
    key to which a phone seals what it cannot send.
    """

    partnership: Called
    demonstration: bool
    member: Me
    colleagues: list[Colleague]
    kinds: list[FieldKind]
    places: list[FieldPlace]
    former: list[FormerPlace]
    zones: list[Zone]
    problems: list[Choice]
    actions: list[FieldAction]
    parties: list[Choice]
    commitments: list[FieldCommitment]
    next: NextPlaces
    rescue: PublicKey
    as_of: datetime


class FieldController(Controller):
    """GET /api/field."""

    path = "/api/field"

    @get(sync_to_thread=True, who=IN_THE_FIELD)
    def field(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], acting: NamedDependency[Acting]
    ) -> Response[FieldAnswer | None]:
        """What may be recorded, where, and for which promises; 304 where the phone has it already."""
        catalogue = house.catalogues.of(acting.member.partnership)
        with house.reading() as reading:
            answer = _answer(house, reading, catalogue, acting)
        # The time of the figures alone is no news.
        content = msgspec.json.encode(msgspec.structs.replace(answer, as_of=_NO_TIME))
        tag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
        headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "cookie, authorization"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(None, status_code=304, headers=headers)
        return Response(answer, headers=headers, media_type=MediaType.JSON)


def _answer(house: House, reading: Reading, catalogue: Catalogue, acting: Acting) -> FieldAnswer:
    member, offered = acting.member, catalogue.offered
    running = _running(house, reading, member)
    now = house.now()
    published = pledges.pledges(reading, member.partnership)
    name = published[0].terms.name if published else member.partnership
    return FieldAnswer(
        partnership=Called(code=member.partnership, name=name),
        demonstration=house.demonstration,
        member=Me(
            id=str(member.id),
            name=acting.name,
            organisation=member.organisation,
            roles=[str(r) for r in sorted(member.roles)],
        ),
        colleagues=[
            Colleague(id=str(person.id), name=person.name)
            for person, other in house.accounts.members(member.partnership, member.organisation)
            if person.id != member.id and {Role.FIELD, Role.LEAD} & other.roles
        ],
        kinds=[_kind(kind) for kind in catalogue.kinds_for(member)],
        places=[
            FieldPlace(code=p.code, name=p.name, zone=p.zone, latitude=p.latitude, longitude=p.longitude)
            for p in catalogue.places.values()
            if p.code in offered["place"]
        ],
        former=_former(catalogue),
        zones=[zone for zone in catalogue.zones.values() if zone.code in offered["zone"]],
        problems=[problem for problem in catalogue.problems.values() if problem.code in offered["problem"]],
        actions=[_action(action) for action in catalogue.actions.values() if action.code in offered["action"]],
        parties=[party for party in catalogue.parties.values() if party.code in offered["party"]],
        commitments=_commitments(running),
        next=next_places(reading, catalogue, member, running, local(now).date(), now),
        rescue=public(house.vault.pair(member.partnership, member.organisation)),
        as_of=local(reading.stand.at or house.now()),
    )


def _former(catalogue: Catalogue) -> list[FormerPlace]:
    """What a phone may have written of before: it still says the name, and counts a visit where it belongs now."""
    return [
        FormerPlace(code=code, name=place.name, into=into if (into := catalogue.stands_for(code)) != code else None)
        for code, place in catalogue.places.items()
        if code not in catalogue.offered["place"]
    ]


def _kind(kind: Kind) -> FieldKind:
    return FieldKind(
        code=kind.code,
        label=kind.label,
        icon=kind.icon,
        requires=list(kind.requires),
        allows=list(kind.allows),
        minutes=kind.minutes,
        problems=list(kind.problems),
        actions=list(kind.actions),
        sensitive=kind.sensitive,
        precision="day" if kind.by_day else "minute",
        questions=[_question(question) for question in kind.question],
        results=kind.results,
    )


def _question(question: Question) -> FieldQuestion:
    return FieldQuestion(code=question.code, label=question.label, required=question.required, choices=question.choices)


def _action(action: Action) -> FieldAction:
    return FieldAction(code=action.code, label=action.label, suits=list(action.suits))


def _running(house: House, reading: Reading, member: Member) -> Running:
    """The pledges that run today, with their figures by now."""
    today = local(house.now()).date()
    return [
        (
            published,
            fulfilment(
                reading, member.partnership, published.pledge.code, as_of=today, known="now", viewer=member.organisation
            ),
        )
        for published in pledges.pledges(reading, member.partnership)
        if published.pledge.time.holds(today)
    ]


def _commitments(running: Running) -> list[FieldCommitment]:
    return [
        _commitment(published.pledge, promise, told)
        for published, figures in running
        for promise, told in zip(published.pledge.commitments, figures.commitments, strict=True)
    ]


def _commitment(pledge: Pledge, promise: Commitment, figures: CommitmentFigures) -> FieldCommitment:
    """The rule that says most is the one with a target, else the first with a value."""
    rule = min(figures.rules, key=_says_little)
    kinds = sorted({kind for one in promise.rule for kind in one.kinds})
    return FieldCommitment(
        pledge=pledge.code,
        pledge_title=pledge.title,
        code=figures.code,
        title=figures.title,
        text=figures.text,
        owner=list(figures.owner),
        kinds=kinds,
        needs={kind: needs for kind in kinds if (needs := needs_of(promise, kind))},
        status=figures.status,
        value=rule.value if isinstance(rule.value, int | float) else None,
        target=rule.periods if rule.type == "cadence" else rule.target,
        expected=rule.expected,
        unit=_UNITS.get(rule.type, rule.of),
        on_demand=as_called_for(figures),
    )


def needs_of(promise: Commitment, kind: str) -> list[str]:
    """What every rule that looks at a kind needs: with less than that, none counts it."""
    first, *others = (rule.needs for rule in promise.rule if kind in rule.kinds)
    return [field for field in first if all(field in needs for needs in others)]


def _says_little(rule: RuleFigure) -> tuple[bool, bool]:
    return rule.target is None, rule.value is None
