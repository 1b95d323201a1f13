"""What the Friday meeting decides, and what is told of it: sealed, checked for citizens, never doubled."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from backend.desk.decisions import Deciding, DecisionDesk
from backend.domain.decision import Decision
from backend.domain.refusal import Refused
from tests.backend.desk.conftest import Desks
from tests.backend.desk.test_publish import MARIA

FORMER = uuid4()
ID = UUID("018f0000-0000-7000-8000-0000000000d1")
GIVEN = Deciding(
    decision=ID,
    week="2026-W19",
    what="Fler pass vid skolan på fredagar.",
    owner=("kommunen", "polisen"),
    place="ankarsrum",
    function="områdespolisen",
    until=date(2026, 5, 31),
)


@pytest.fixture
def desk(pledged: Desks) -> DecisionDesk:
    return DecisionDesk(
        pledged.log, pledged.vault, pledged.catalogues, now=pledged.now, known=lambda _, ids: set(ids) - {FORMER}
    )


def changed(**fields: Any) -> Deciding:
    return msgspec.structs.replace(GIVEN, **fields)


def made(desk: DecisionDesk) -> Decision:
    found = desk.of("vastervik", ID)
    assert found is not None
    return found


def test_a_decision_is_kept_with_its_words_sealed(desk: DecisionDesk):
    assert desk.make(GIVEN, by=MARIA)
    event = made(desk).made
    assert (event.week, event.place, event.owner, event.until) == (
        "2026-W19",
        "ankarsrum",
        ("polisen", "kommunen"),
        date(2026, 5, 31),
    )
    assert b"skolan" not in msgspec.json.encode(event)
    bound = {"partnership": "vastervik", "version": 1, "topic": "decision-made"}
    (place,) = {r.stream for r in desk.log.page(0, 100) if r.event == event}
    assert desk.vault.open(event.what, stream=place, field="what", **bound) == GIVEN.what  # type: ignore[arg-type]
    assert event.function is not None
    assert desk.vault.open(event.function, stream=place, field="function", **bound) == "områdespolisen"  # type: ignore[arg-type]


def test_the_same_form_twice_is_one_decision(desk: DecisionDesk):
    assert desk.make(GIVEN, by=MARIA)
    head = desk.log.head()
    assert not desk.make(changed(what="Något annat."), by=MARIA)
    assert desk.log.head() == head


def test_what_became_of_it_is_told_and_the_last_word_holds(desk: DecisionDesk):
    desk.make(GIVEN, by=MARIA)
    assert made(desk).outcome == "open"
    desk.follow(ID, "partly", "Två av tre pass blev av.", by=MARIA)
    desk.follow(ID, "done", "Alla pass är gjorda.", by=MARIA)
    assert (made(desk).outcome, len(made(desk).followed), made(desk).version) == ("done", 2, 3)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"what": "  "}, "missing", "what"),
        ({"what": "Prata med 19811218-9876."}, "personal-number", "what"),
        ({"what": "Ring 070-123 45 67."}, "confirm", "what"),
        ({"function": "Ring 070-123 45 67."}, "confirm", "function"),
        ({"what": "a" * 1001}, "too-long", "what"),
        ({"owner": ()}, "missing", "owner"),
        ({"owner": ("regionen",)}, "unknown-code", "owner"),
        ({"place": "storgatan"}, "unknown-code", "place"),
        ({"place": None, "zone": "manen"}, "unknown-code", "zone"),
        ({"week": "2026-W54"}, "unknown-period", "week"),
        ({"week": "2026-W21", "until": None}, "week-ahead", "week"),
        ({"week": "2025-W52"}, "week-before", "week"),
        ({"until": date(2026, 5, 3)}, "out-of-range", "until"),
        ({"member": FORMER}, "unknown-member", "member"),
    ],
)
def test_what_will_not_do_is_refused_by_its_field(desk: DecisionDesk, fields: dict[str, Any], code: str, field: str):
    head = desk.log.head()
    with pytest.raises(Refused) as no:
        desk.make(changed(**fields), by=MARIA)
    assert (no.value.code, no.value.field) == (code, field)
    assert desk.log.head() == head


def test_a_finding_that_is_confirmed_stands(desk: DecisionDesk):
    assert desk.make(changed(what="Ring växeln på 070-123 45 67.", confirmed=("phone",)), by=MARIA)


def test_what_became_of_it_is_checked_for_citizens_too(desk: DecisionDesk):
    desk.make(GIVEN, by=MARIA)
    for text, code in (("", "missing"), ("19811218-9876 flyttade.", "personal-number")):
        with pytest.raises(Refused) as no:
            desk.follow(ID, "done", text, by=MARIA)
        assert no.value.code == code
    with pytest.raises(Refused) as no:
        desk.follow(uuid4(), "done", "Klart.", by=MARIA)
    assert no.value.code == "unknown-decision"


def test_another_partnerships_decision_is_not_found(desk: DecisionDesk):
    desk.make(GIVEN, by=MARIA)
    elsewhere = msgspec.structs.replace(MARIA, partnership="vingaker")
    with pytest.raises(Refused) as no:
        desk.follow(ID, "done", "Klart.", by=elsewhere)
    assert no.value.code == "unknown-decision"
