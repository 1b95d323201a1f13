"""What a report must and may say, by its kind, and how sources bring kinds."""

from datetime import UTC, datetime

import msgspec
import pytest

from backend.domain.catalogue import BASE, Catalogue, Choice, Entries, Kind, Question, publish
from backend.domain.place import Place, Zone
from backend.domain.refusal import Refused
from backend.domain.report import Report, Stop
from backend.domain.words import Label

WORD = Label(sv="ord", en="word")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
VISIT = Kind(
    code="platsbesok",
    label=WORD,
    recorded_by=("polisen",),
    requires=("place",),
    allows=("minutes", "stops", "zone", "problem", "note"),
    question=(Question(code="trafik", label=WORD, choices=(Choice(code="ja", label=WORD),), required=True),),
    results={"brister": WORD},
)
ENTRIES = Entries(
    kind=(VISIT,),
    problem=(Choice(code="ordning", label=WORD),),
    zone=(Zone(code="vast", name="Väst"),),
    place=(Place(code="ankarsrum", name="Ankarsrum", zone="vast"),),
)
REPORT = Report(kind="platsbesok", occurred_at=NOW, place="ankarsrum", answers={"trafik": "ja"})


def catalogue(*brought: tuple[str, Entries]) -> Catalogue:
    made = Catalogue()
    for source, entries in brought:
        for event in publish(made, source, entries, partnership="vastervik", by=None, now=NOW):
            made.take(event)
    return made


def refusal(*, note: bool = False, organisation: str = "polisen", **changes: object) -> tuple[str, str | None]:
    report = msgspec.structs.replace(REPORT, **changes)
    with pytest.raises(Refused) as caught:
        catalogue((BASE, ENTRIES)).check(report, note=note, organisation=organisation)
    return caught.value.code, caught.value.field


def test_a_report_as_its_kind_wants_it_is_taken():
    assert catalogue((BASE, ENTRIES)).check(REPORT, note=True, organisation="polisen") == VISIT


def test_what_is_wrong_is_named_by_its_path():
    assert refusal(kind="okand") == ("unknown-kind", "report.kind")
    assert refusal(organisation="kommunen") == ("not-your-kind", "report.kind")
    assert refusal(place=None) == ("missing", "report.place")
    assert refusal(place="atlantis") == ("unknown-code", "report.place")
    assert refusal(people=3) == ("not-allowed", "report.people")
    assert refusal(answers={}) == ("missing", "report.answers.trafik")
    assert refusal(answers={"trafik": "kanske"}) == ("unknown-code", "report.answers.trafik")
    assert refusal(results={"annat": 1}) == ("unknown-code", "report.results.annat")
    assert refusal(stops=(Stop(place="ankarsrum"), Stop(place="atlantis"))) == ("unknown-code", "report.stops[1].place")


def test_stops_or_a_zone_tell_the_place():
    for told in ({"stops": (Stop(place="ankarsrum"),)}, {"zone": "vast"}):
        catalogue((BASE, ENTRIES)).check(
            msgspec.structs.replace(REPORT, place=None, **told), note=False, organisation="polisen"
        )


def walk(*minutes: int | None) -> tuple[Stop, ...]:
    return tuple(Stop(place="ankarsrum", minutes=m) for m in minutes)


@pytest.mark.parametrize(
    ("minutes", "stops"), [(5, walk(1440, 1440)), (59, walk(30, None, 30)), (None, walk(1440, 1)), (0, walk(1))]
)
def test_stops_do_not_last_longer_than_the_whole(minutes: int | None, stops: tuple[Stop, ...]):
    assert refusal(place=None, minutes=minutes, stops=stops) == ("out-of-range", "report.stops")


@pytest.mark.parametrize(
    ("minutes", "stops"), [(60, walk(30, None, 30)), (61, walk(60)), (None, walk(720, 720)), (5, ())]
)
def test_the_whole_may_last_longer_than_the_stops(minutes: int | None, stops: tuple[Stop, ...]):
    told = msgspec.structs.replace(REPORT, minutes=minutes, stops=stops)
    assert catalogue((BASE, ENTRIES)).check(told, note=False, organisation="polisen") == VISIT


def test_a_retired_place_is_understood_and_no_longer_offered():
    later = catalogue((BASE, ENTRIES), (BASE, msgspec.structs.replace(ENTRIES, place=())))
    later.check(REPORT, note=False, organisation="polisen")
    assert "ankarsrum" not in later.offered["place"]


def test_the_same_entries_again_change_nothing():
    assert publish(catalogue((BASE, ENTRIES)), BASE, ENTRIES, partnership="vastervik", by=None, now=NOW) == []


def test_a_pack_may_put_its_own_kind_in_the_bases_place():
    own = msgspec.structs.replace(VISIT, question=(), results={})
    for order in ((BASE, ENTRIES), ("lofte", Entries(kind=(own,)))), (("lofte", Entries(kind=(own,))), (BASE, ENTRIES)):
        assert catalogue(*order).kinds["platsbesok"] == own


def test_two_packs_may_not_hold_one_code_with_different_content():
    other = Entries(place=(Place(code="ankarsrum", name="En annan ort"),))
    with pytest.raises(Refused) as caught:
        catalogue(("a", ENTRIES), ("b", other))
    assert (caught.value.code, caught.value.field) == ("conflict", "place.ankarsrum")
    assert catalogue(("a", ENTRIES), ("b", Entries(place=ENTRIES.place))).places


def test_a_kind_about_a_person_cannot_take_a_place():
    assert msgspec.structs.replace(VISIT, sensitive=True).faults()
