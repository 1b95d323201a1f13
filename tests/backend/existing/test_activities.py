"""Rows of an activities file become reports, or faults that say what to mend."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from backend.domain.report import Report, Stop
from backend.existing.activities import ReadFile, numbered, read_activities
from tests.backend.existing.spreadsheets import catalogue, csv_file, wall, xlsx_file

HEAD = "id;kind;occurred_at;organisation;place;minutes;people;problem;actions;joint;results;answers;note"
AN_ID = "0190f3b0-0000-7000-8000-000000000001"
COLLEAGUE = UUID("0190f3b0-0000-7000-8000-0000000000aa")


def read(folder: Path, *lines: str, head: str = HEAD) -> ReadFile:
    return read_activities(csv_file(folder, head, *lines), catalogue(), crew_known=lambda ids: {COLLEAGUE} & set(ids))


def told(file: ReadFile) -> list[tuple[int, str | None, str | None]]:
    return [(f.row, f.column, f.value) for f in file.faults]


def test_a_full_row_becomes_the_report_a_phone_would_have_sent(tmp_path):
    line = (
        f'{AN_ID};platsbesok;2026-05-04 20:30;polisen;ankarsrum;20;5;otrygg-plats;"synlighet;samtal";kommunen'
        ";brister=3;trafik=ja;Lugnt"
    )
    (row,) = read(tmp_path, line).rows
    assert row.report == Report(
        kind="platsbesok",
        occurred_at=datetime(2026, 5, 4, 18, 30, tzinfo=UTC),
        place="ankarsrum",
        minutes=20,
        people=5,
        problem="otrygg-plats",
        actions=("synlighet", "samtal"),
        joint=("kommunen",),
        results={"brister": 3},
        answers={"trafik": "ja"},
    )
    assert (row.id, row.organisation, row.note, row.by_day) == (UUID(AN_ID), "polisen", "Lugnt", False)


def test_labels_say_the_same_as_codes(tmp_path):
    codes = read(tmp_path, ";platsbesok;2026-05-04 20:30;polisen;stora-torget;;;ordning;samtal;;;trafik=ja;").rows
    labels = read(tmp_path, ";Platsbesök;2026-05-04 20.30;Polisen;Stora torget;;;Ordning;Samtal;;;trafik?=JA;").rows
    assert labels == codes
    assert labels[0].content("vastervik") == codes[0].content("vastervik")


def test_a_workbook_reads_as_its_csv(tmp_path):
    head = ("kind", "occurred_at", "organisation", "place", "minutes")
    (row,) = read_activities(
        xlsx_file(tmp_path, head, ("platsbesok", wall(2026, 5, 4, 20, 30), "polisen", "ankarsrum", 20.0)),
        catalogue(),
    ).rows
    (same,) = read(tmp_path, "platsbesok;2026-05-04 20:30;polisen;ankarsrum;20", head=";".join(head)).rows
    assert row == same


def test_every_fault_of_a_row_is_listed_with_its_column_and_value(tmp_path):
    file = read(tmp_path, "x;platsbesok;i fredags;polisen;atlantis;många;;;dans;;brister=-1;trafik=kanske;")
    assert told(file) == [
        (2, "id", "x"),
        (2, "occurred_at", "i fredags"),
        (2, "place", "atlantis"),
        (2, "minutes", "många"),
        (2, "actions", "dans"),
        (2, "results", "brister=-1"),
        (2, "answers", "trafik=kanske"),
    ]
    assert file.rows == []


def test_good_rows_are_kept_beside_bad_ones(tmp_path):
    file = read(
        tmp_path,
        ";platsbesok;2026-05-04;polisen;ankarsrum;;;;;;;;",
        ";platsbesok;2026-05-04;kommunen;ankarsrum;;;;;;;;",
        ";platsbesok;2026-05-04;polisen;;;;;;;;;",
        ";;;;ankarsrum;;;;;;;;",
    )
    assert ([r.number for r in file.rows], file.total) == ([2], 4)
    assert told(file) == [
        (3, "kind", "platsbesok"),
        (4, "place", None),
        (5, "kind", None),
        (5, "occurred_at", None),
        (5, "organisation", None),
    ]


def test_a_note_with_a_personal_number_refuses_its_row_and_is_never_shown(tmp_path):
    file = read(tmp_path, ";platsbesok;2026-05-04;polisen;ankarsrum;;;;;;;;Talade med 19121212-1212")
    assert told(file) == [(2, "note", None)]
    assert "1212" not in str(file.faults[0])


def test_a_personal_number_in_a_coded_column_is_not_shown_either(tmp_path):
    assert told(read(tmp_path, ";platsbesok;2026-05-04;polisen;19121212-1212;;;;;;;;")) == [(2, "place", None)]


def test_a_kind_about_a_person_keeps_its_day_and_refuses_a_place(tmp_path):
    file = read(
        tmp_path, ";orossamtal;2026-05-04 14:00;polisen;;;;;;;;;", ";orossamtal;2026-05-04;polisen;ankarsrum;;;;;;;;"
    )
    assert [r.by_day for r in file.rows] == [True]
    assert told(file) == [(3, "place", "ankarsrum")]


def test_a_date_alone_is_by_day(tmp_path):
    assert read(tmp_path, ";platsbesok;2026-05-04;polisen;ankarsrum;;;;;;;;").rows[0].by_day


def test_ones_own_organisation_is_not_among_those_it_was_joint_with(tmp_path):
    file = read(tmp_path, ';platsbesok;2026-05-04;polisen;ankarsrum;;;;;"polisen;kommunen";;;')
    assert file.rows[0].report.joint == ("kommunen",)


def test_stops_have_places_in_order_and_minutes_where_told(tmp_path):
    head = "kind;occurred_at;organisation;stops;minutes"
    file = read(tmp_path, 'platsbesok;2026-05-04;polisen;"Ankarsrum=40;stora-torget;ankarsrum=5";90', head=head)
    assert file.rows[0].report.stops == (
        Stop(place="ankarsrum", minutes=40),
        Stop(place="stora-torget"),
        Stop(place="ankarsrum", minutes=5),
    )


def test_stops_that_last_longer_than_the_whole_are_a_fault_of_their_row_alone(tmp_path):
    head = "kind;occurred_at;organisation;stops;minutes"
    file = read(
        tmp_path,
        'platsbesok;2026-05-04;polisen;"ankarsrum=1440;stora-torget=1440";5',
        "platsbesok;2026-05-04;polisen;ankarsrum=40;90",
        head=head,
    )
    assert [r.number for r in file.rows] == [3]
    assert told(file) == [(2, "stops", "ankarsrum=1440;stora-torget=1440")]
    assert "fler minuter än insatsen i allt" in file.faults[0].reason


def test_a_crew_is_of_members(tmp_path):
    head = "kind;occurred_at;organisation;place;crew"
    file = read(
        tmp_path,
        f"platsbesok;2026-05-04;polisen;ankarsrum;{COLLEAGUE}",
        f"platsbesok;2026-05-04;polisen;ankarsrum;{AN_ID}",
        head=head,
    )
    assert file.rows[0].report.crew == (COLLEAGUE,)
    assert told(file) == [(3, "crew", AN_ID)]


def test_an_id_that_stands_twice_is_kept_once(tmp_path):
    line = f"{AN_ID};platsbesok;2026-05-04;polisen;ankarsrum;;;;;;;;"
    file = read(tmp_path, line, line)
    assert [r.number for r in file.rows] == [2]
    assert told(file) == [(3, "id", AN_ID)]


def test_equal_rows_are_told_apart_by_their_number_and_notes_are_no_part_of_what_a_row_says(tmp_path):
    file = read(
        tmp_path,
        ";platsbesok;2026-05-04 20:30;polisen;ankarsrum;;;;;;;;ett",
        ";platsbesok;2026-05-04T20:30+02:00;polisen;Ankarsrum;;;;;;;;två",
    )
    first, second = (row.content("vastervik") for row in file.rows)
    assert first == second
    assert numbered(first, 0) != numbered(first, 1)
    assert first != file.rows[0].content("vingaker")


def test_a_guarded_formula_in_a_note_is_read_as_it_was_written(tmp_path):
    assert read(tmp_path, ";platsbesok;2026-05-04;polisen;ankarsrum;;;;;;;;'=1+1").rows[0].note == "=1+1"
