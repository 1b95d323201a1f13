"""An activity's stream, told in words."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn, Handed
from backend.domain.calendar import STOCKHOLM
from backend.domain.catalogue import Action, Catalogue, CataloguePublished, Choice, Entries, Kind
from backend.domain.events import Event
from backend.domain.note import NoteErased, NoteRead
from backend.domain.place import Place
from backend.domain.report import Report
from backend.domain.words import Label, Sealed
from backend.log import Recorded
from backend.web.pages.reporting import Reader
from backend.web.pages.story import Entry, Teller
from backend.web.pages.tongue import tongue

ANNA, JONAS, MARIA, PHONE, VISIT = (UUID(int=i) for i in range(1, 6))
NAMES = {ANNA: "Anna Lind", JONAS: "Jonas Berg", MARIA: "Maria Holm"}
BEGAN = datetime(2026, 5, 4, 20, 30, tzinfo=STOCKHOLM)
NOTE = Sealed(key="k1", box=b"", mac=b"", length=58)
REASON = Sealed(key="k2", box=b"", mac=b"", length=12)
ERASED = Sealed(key="k3", box=b"", mac=b"", length=12)


def catalogue() -> Catalogue:
    made = Catalogue()
    entries = Entries(
        kind=(
            Kind(
                code="platsbesok",
                label=Label("Platsbesök", "Place visit"),
                recorded_by=("polisen",),
                requires=("place",),
            ),
        ),
        problem=(Choice(code="otrygg-plats", label=Label("Otrygg plats", "Unsafe place")),),
        action=(
            Action(code="synlighet", label=Label("Synlighet", "Visible presence")),
            Action(code="samtal", label=Label("Samtal", "Talk")),
        ),
        place=(Place(code="ankarsrum", name="Ankarsrum"), Place(code="gamleby", name="Gamleby")),
    )
    made.take(CataloguePublished(partnership="vastervik", source="kinds", entries=entries, received_at=BEGAN))
    return made


def report(place: str = "gamleby", minutes: int = 20) -> Report:
    return Report(
        kind="platsbesok",
        occurred_at=BEGAN,
        minutes=minutes,
        place=place,
        problem="otrygg-plats",
        actions=("synlighet", "samtal"),
        crew=(JONAS,),
    )


def after(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def handed(minutes: int, skew: int = 0) -> Handed:
    return Handed(command=UUID(int=99), recorded_at=after(minutes), device=PHONE, seq=1, skew=skew)


def by(who: UUID = ANNA) -> dict[str, Any]:
    return {"partnership": "vastervik", "by": who, "organisation": "polisen"}


RECORDED = ActivityRecorded(**by(), handed=handed(20, -40), received_at=after(45), report=report(), note=NOTE)
CORRECTED = ActivityCorrected(
    **by(), handed=handed(642), received_at=after(642), report=report("ankarsrum", 35), keeps_note=True, reason=REASON
)
WITHDRAWN = ActivityWithdrawn(**by(), handed=handed(700), received_at=after(700), reason=ERASED)
READ = NoteRead(
    partnership="vastervik", activity=VISIT, by=MARIA, organisation="polisen", reason=REASON, received_at=after(9000)
)
GONE = NoteErased(
    partnership="vastervik", activity=VISIT, keys=("k1",), rule="30 dagar efter passet", received_at=after(40000)
)


def story(*events: Event | None, notes: tuple[Event, ...] = (), language: str = "sv") -> list[Entry]:
    def at(i: int, event: Event | None, start: int) -> Recorded:
        return Recorded(position=start + i, stream=VISIT, version=i + 1, topic="", event=event)

    def opens(sealed: Sealed, _where: Recorded, _field: str) -> str | None:
        return {"k2": "Fel plats, och vi blev kvar längre."}.get(sealed.key)

    teller = Teller(Reader(tongue(language), catalogue(), NAMES), opens, after(50000))
    return teller.entries([at(i, e, 3207) for i, e in enumerate(events)], [at(i, e, 3300) for i, e in enumerate(notes)])


def test_a_record_is_two_things_by_two_clocks():
    arrived, written = story(RECORDED)
    assert (written.heading, written.clock, written.by) == ("Skrevs på telefonen", "20:50", "Anna Lind, polisen")
    assert (arrived.heading, arrived.clock) == ("Kom in till servern", "21:15")
    assert "Klockan gick 40 sekunder efter." in arrived.by
    assert arrived.record == "loggrad 3\N{NO-BREAK SPACE}207, version 1"


def test_a_record_tells_every_field_and_keeps_the_note_sealed():
    _, written = story(RECORDED)
    said = {c.term: c.is_now for c in written.changes}
    assert said["Plats"] == "Gamleby"
    assert said["Åtgärder"] == "Synlighet, samtal"
    assert said["I pass med"] == "Jonas Berg"
    assert said["Anteckning"] == "Förseglad, 58 tecken"
    assert all(c.was is None for c in written.changes)


def test_a_correction_says_what_changed_from_what_to_what_and_why():
    corrected, *_ = story(RECORDED, CORRECTED)
    assert [(c.term, c.was, c.is_now) for c in corrected.changes] == [
        ("Plats", "Gamleby", "Ankarsrum"),
        ("Hur länge", "20 min", "35 min"),
    ]
    assert corrected.reason == "Fel plats, och vi blev kvar längre."


def test_a_withdrawal_whose_reason_is_erased_still_says_that_there_was_one():
    withdrawn, *_ = story(RECORDED, WITHDRAWN)
    assert withdrawn.node == "is-gone"
    assert withdrawn.reason == ""
    assert withdrawn.remark == "Räknas inte längre."


def test_a_reading_stands_in_the_trail_with_its_reason():
    read, *_ = story(RECORDED, notes=(READ,))
    assert (read.heading, read.by, read.reads) == ("Anteckningen lästes", "Maria Holm, polisen", True)
    assert read.reason == "Fel plats, och vi blev kvar längre."


def test_an_erased_note_is_erased_everywhere_in_the_story():
    gone, *_, written = story(RECORDED, notes=(GONE,))
    assert gone.heading == "Anteckningen gallrades"
    assert "Nyckeln är förstörd" in gone.sealed
    assert {c.term: c.is_now for c in written.changes}["Anteckning"] == "Gallrad"


def test_what_concerns_a_person_has_a_day_and_no_hour():
    talk = ActivityRecorded(**by(), handed=handed(20), received_at=after(45), report=report(), by_day=True)
    _, written = story(talk)
    assert written.clock == ""
    assert "Tid" not in {c.term for c in written.changes}
    assert ":" not in written.iso


def test_an_event_that_cannot_be_read_is_not_hidden():
    entries = story(RECORDED, None)
    assert entries[0].heading == "En händelse som inte går att läsa"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_story_is_told_in_either_language(language):
    heading = story(RECORDED, CORRECTED, language=language)[0].heading
    assert heading == {"sv": "Rättad", "en": "Corrected"}[language]
