"""A file is recorded once, however often it is handed in, on either database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from uuid import UUID

import msgspec
import pytest

from backend.desk.catalogues import Catalogues
from backend.desk.notes import NoteDesk
from backend.desk.situations import SituationDesk
from backend.domain.activity import (
    ActivityCorrected,
    ActivityEvent,
    ActivityRecorded,
    ActivityWithdrawn,
    Handed,
    evolve,
)
from backend.domain.catalogue import BASE, CataloguePublished
from backend.domain.events import Event, stream
from backend.domain.member import Member, Role
from backend.domain.place import PlaceMerged
from backend.domain.situation import Need
from backend.existing.activities import numbered, read_activities
from backend.existing.recording import ImportDesk, Outcome, importer
from backend.log import Entry, Log
from backend.vault import Erasures, Vault
from tests.backend.existing.spreadsheets import ENTRIES, csv_file

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HEAD = "id;kind;occurred_at;organisation;place;note"
VISIT = ";platsbesok;2026-05-04 20:30;polisen;ankarsrum;"
AN_ID = UUID("0190f3b0-0000-7000-8000-000000000001")


class Installation:
    """A log with a catalogue, and the import desk on it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.log = Log.open(url, clock=lambda: NOW - timedelta(days=1))
        self.vault = Vault.at(f"sqlite:///{folder / 'keys.db'}", bytes(32))
        self.erasures = Erasures.at(f"sqlite:///{folder / 'erasures.db'}")
        self.notes_desk = NoteDesk(self.log, self.vault, self.erasures, now=lambda: NOW)
        place = stream("vastervik", "catalogue")
        published = CataloguePublished(partnership="vastervik", source=BASE, entries=ENTRIES, received_at=NOW)
        self.log.append([Entry(stream=place, version=1, event=published)])
        self.catalogues = Catalogues(self.log)
        self.desk = ImportDesk(
            self.log, self.vault, self.catalogues, now=lambda: NOW, crew_known=lambda _, ids: set(ids)
        )

    def hand_in(self, *lines: str, head: str = HEAD) -> Outcome:
        return self.desk.activities(csv_file(self.folder, head, *lines), "vastervik")

    def hand_in_weeks(self, *lines: str) -> Outcome:
        return self.desk.situations(csv_file(self.folder, "week;place;level", *lines), "vastervik")

    def events(self) -> list[Event]:
        return [r.event for r in self.log.page(0, 10_000) if r.event is not None]

    def activities(self) -> list[ActivityEvent]:
        return [event for event in self.events() if isinstance(event, get_args(ActivityEvent))]

    def notes(self) -> list[str | None]:
        rows = self.log.page(0, 10_000)
        return [
            self.notes_desk.open([r], r.stream, evolve(None, r.event))
            for r in rows
            if isinstance(r.event, ActivityRecorded)
        ]


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(database_url, tmp_path)
    yield made
    made.log.close()
    made.vault.close()
    made.erasures.close()


def told(outcome: Outcome) -> tuple[int, int, list[tuple[int, str | None]], int]:
    return outcome.added, outcome.already, [(f.row, f.column) for f in outcome.faults], outcome.exit_status


def test_a_file_is_recorded_as_the_organisations_import(here):
    assert told(here.hand_in(VISIT, ";orossamtal;2026-05-05;polisen;;")) == (2, 0, [], 0)
    visit, talk = here.activities()
    assert {visit.by, talk.by} == {importer("vastervik", "polisen").id}
    assert (visit.organisation, visit.handed.device, visit.received_at, visit.by_day) == ("polisen", None, NOW, False)
    assert talk.by_day


def test_the_same_file_again_adds_nothing(here):
    here.hand_in(VISIT + "lugnt", VISIT, ";orossamtal;2026-05-05;polisen;;")
    assert told(here.hand_in(VISIT + "lugnt", VISIT, ";orossamtal;2026-05-05;polisen;;")) == (0, 3, [], 0)
    assert len(here.activities()) == 3


def test_two_equal_rows_are_two_visits_and_one_row_more_is_one_more(here):
    assert told(here.hand_in(VISIT, VISIT)) == (2, 0, [], 0)
    assert told(here.hand_in(VISIT, VISIT, VISIT)) == (1, 2, [], 0)
    assert len(here.activities()) == 3


def test_a_row_put_in_above_an_equal_one_with_another_note_is_one_visit_with_its_own_note(here):
    here.hand_in(VISIT + "första")
    assert told(here.hand_in(VISIT + "andra", VISIT + "första")) == (1, 1, [], 0)
    assert here.notes() == ["första", "andra"]


def test_a_note_that_was_changed_in_the_file_is_told_and_not_taken(here):
    here.hand_in(VISIT + "lugnt")
    assert told(here.hand_in(VISIT + "stökigt")) == (0, 0, [(2, "note")], 1)
    assert here.notes() == ["lugnt"]


def test_a_file_without_its_notes_says_nothing_against_them(here):
    here.hand_in(VISIT + "lugnt")
    assert told(here.hand_in(VISIT)) == (0, 1, [], 0)


def test_a_row_whose_note_was_erased_is_still_there_already(here):
    here.hand_in(VISIT + "lugnt")
    (id_,) = (r.stream for r in here.log.page(0, 100) if isinstance(r.event, ActivityRecorded))
    lead = Member(id=UUID(int=2), partnership="vastervik", organisation="polisen", roles=frozenset({Role.LEAD}))
    assert here.notes_desk.erase(id_, ["1.note"], "time-is-up", by=lead) == 1
    assert told(here.hand_in(VISIT + "lugnt")) == (0, 1, [], 0)


def test_good_rows_are_kept_and_the_exit_status_tells_of_the_others(here):
    assert told(here.hand_in(VISIT, VISIT.replace("ankarsrum", "atlantis"))) == (1, 0, [(3, "place")], 3)
    assert told(here.hand_in(VISIT.replace("ankarsrum", "atlantis"))) == (0, 0, [(2, "place")], 1)


def test_a_row_with_an_id_is_recorded_under_it_and_not_changed_by_the_file_later(here):
    here.hand_in(f"{AN_ID}{VISIT}")
    assert told(here.hand_in(f"{AN_ID}{VISIT}")) == (0, 1, [], 0)
    assert told(here.hand_in(f"{AN_ID}{VISIT.replace('20:30', '21:30')}")) == (0, 0, [(2, "id")], 1)
    assert len(here.log.read([AN_ID])[AN_ID]) == 1


def test_the_hour_of_what_concerns_a_person_is_in_no_id(here):
    """An id that was made of the hour could be searched for until it told it."""
    assert told(here.hand_in(";orossamtal;2026-05-07 14:30;polisen;;")) == (1, 0, [], 0)
    assert told(here.hand_in(";orossamtal;2026-05-07;polisen;;")) == (0, 1, [], 0)


def test_a_row_that_was_corrected_since_comes_back_in_as_it_stands_and_as_it_was(here):
    row = f"{AN_ID};platsbesok;2026-05-04 20:30;polisen;ankarsrum;"
    here.hand_in(row)
    (recorded,) = here.activities()
    now = msgspec.structs.replace(recorded.report, occurred_at=recorded.report.occurred_at + timedelta(hours=1))
    mended = ActivityCorrected(
        partnership="vastervik",
        by=recorded.by,
        organisation="polisen",
        handed=recorded.handed,
        received_at=NOW,
        report=now,
        keeps_note=True,
    )
    here.log.append([Entry(stream=AN_ID, version=2, event=mended)])
    assert told(here.hand_in(row)) == (0, 1, [], 0)
    assert told(here.hand_in(row.replace("20:30", "21:30"))) == (0, 1, [], 0)
    assert told(here.hand_in(row.replace("20:30", "20:31"))) == (0, 0, [(2, "id")], 1)


def test_what_was_withdrawn_since_is_not_recorded_again(here):
    here.hand_in(VISIT)
    (id_,) = (r.stream for r in here.log.page(0, 100) if isinstance(r.event, ActivityRecorded))
    gone = ActivityWithdrawn(
        partnership="vastervik",
        by=AN_ID,
        organisation="polisen",
        handed=Handed(command=AN_ID, recorded_at=NOW),
        received_at=NOW,
    )
    here.log.append([Entry(stream=id_, version=2, event=gone)])
    assert told(here.hand_in(VISIT)) == (0, 1, [], 0)


def test_an_activity_that_a_phone_recorded_is_known_by_its_id(here):
    (row,) = read_activities(csv_file(here.folder, HEAD, VISIT), here.catalogues.of("vastervik")).rows
    recorded = ActivityRecorded(
        partnership="vastervik",
        by=AN_ID,
        organisation="polisen",
        handed=Handed(command=AN_ID, recorded_at=NOW),
        received_at=NOW,
        report=row.report,
    )
    here.log.append([Entry(stream=AN_ID, version=1, event=recorded)])
    assert told(here.hand_in(f"{AN_ID}{VISIT}")) == (0, 1, [], 0)
    assert told(here.hand_in(f"{AN_ID}{VISIT}en ny anteckning")) == (0, 0, [(2, "note")], 1)
    assert told(here.hand_in(f"{AN_ID}{VISIT.replace('20:30', '21:30')}")) == (0, 0, [(2, "id")], 1)


def test_an_id_that_names_something_else_is_refused(here):
    assert told(here.hand_in(f"{stream('vastervik', 'catalogue')}{VISIT}")) == (0, 0, [(2, "id")], 1)


def test_a_row_that_names_the_id_of_another_row_without_one_is_the_same_visit(here):
    (row,) = read_activities(csv_file(here.folder, HEAD, VISIT), here.catalogues.of("vastervik")).rows
    assert here.hand_in(VISIT, f"{numbered(row.content('vastervik'), 0)}{VISIT}").added == 1


def test_more_rows_than_a_batch_are_all_recorded_and_a_broken_run_goes_on_where_it_ended(here):
    lines = [f";platsbesok;2026-05-04 {n // 60:02d}:{n % 60:02d};polisen;ankarsrum;" for n in range(450)]
    here.hand_in(*lines[:250])
    seen: list[tuple[int, int]] = []
    outcome = here.desk.activities(
        csv_file(here.folder, HEAD, *lines), "vastervik", lambda done, total: seen.append((done, total))
    )
    assert (outcome.added, outcome.already, len(here.activities())) == (200, 250, 450)
    assert seen == [(0, 450), (200, 450), (400, 450), (450, 450)]


def test_weeks_are_frozen_with_the_activity_that_making_them_is(here):
    assert told(here.hand_in_weeks("2026-W19;ankarsrum;high", "2026-W20;ankarsrum;low")) == (2, 0, [], 0)
    assert [(a.report.kind, a.organisation) for a in here.activities()] == [("lagesbild", "kommunen")] * 2
    assert told(here.hand_in_weeks("2026-W19;ankarsrum;high", "2026-W21;ankarsrum;low")) == (1, 1, [], 0)


def test_another_picture_of_a_frozen_week_is_refused_with_the_week(here):
    by = importer("vastervik", "kommunen")
    SituationDesk(here.log, here.catalogues, now=lambda: NOW).freeze(
        "2026-W19", (Need(place="ankarsrum", level="low"),), by=by
    )
    outcome = here.hand_in_weeks("2026-W18;ankarsrum;high", "2026-W19;ankarsrum;high")
    assert told(outcome) == (1, 0, [(3, "week")], 3)
    assert outcome.faults[0].value == "2026-W19"


def test_a_week_that_lies_too_far_ahead_is_named_and_next_week_is_frozen(here: Installation):
    outcome = here.hand_in_weeks("2026-W48;ankarsrum;high", "2026-W49;ankarsrum;high")
    assert told(outcome) == (1, 0, [(3, "week")], 3)
    assert (outcome.faults[0].value, "för långt fram" in outcome.faults[0].reason) == ("2026-W49", True)


def test_a_week_that_was_frozen_before_its_places_became_one_stands_as_it_was(here: Installation):
    weeks = ("2026-W19;ankarsrum;low", "2026-W19;stora-torget;high")
    assert told(here.hand_in_weeks(*weeks)) == (1, 0, [], 0)
    merged = PlaceMerged(
        partnership="vastervik", code="stora-torget", into="ankarsrum", received_at=NOW, by=UUID(int=1)
    )
    here.log.append([Entry(stream=stream("vastervik", "catalogue"), version=2, event=merged)])
    again = here.hand_in_weeks(*weeks)
    assert told(again) == (0, 1, [], 0)
    assert again.moved == ("”stora-torget” är nu Ankarsrum",)
    assert told(here.hand_in_weeks("2026-W19;ankarsrum;low"))[2] == [(2, "week")]
