"""What the base catalogue offers, and what it will not take."""

from uuid import UUID

import pytest

from backend.domain.catalogue import Catalogue, publish
from backend.domain.words import ORGANISATIONS
from tests.backend.packs.shelf import BASE, PACKS, THE_DAY, catalogue_for, promises

KINDS = {k.code: k for k in BASE.kind}
ICONS = {
    *("place", "feet", "talk", "car", "list", "group", "boat", "wine"),
    *("sun", "shield", "person", "meeting", "map", "heart", "flag", "walk"),
}
PERSONAL = {"orossamtal", "samtal-med-unga", "brottsofferkontakt", "uppsokande-kontakt"}


def test_the_kinds_that_the_promises_and_a_field_worker_need_are_there():
    assert KINDS.keys() >= {
        *("platsbesok", "fotpatrull", "patrullering", "medborgardialog", "trafikkontroll", "narkotikainsats"),
        *("bat-skargardsinsats", "krogtillsyn", "faltarpass", "nattvandring", "stod-till-ideella", "skolbesok"),
        *("andts-insats", "grupptraff", "trygghetsvandring", "utatriktad-aktivitet", "mote", "lagesbild"),
        *("orossamtal", "samtal-med-unga", "brottsofferkontakt", "uppsokande-kontakt"),
    }


def test_every_kind_that_a_rule_counts_can_be_recorded_by_an_owner_of_the_promise():
    for pledge, commitment in promises():
        for rule in commitment.rule:
            for code in rule.kinds:
                by = KINDS[code].recorded_by
                assert rule.joint or set(by) & set(commitment.owner), f"{pledge}/{commitment.code}: {code}"


def test_what_a_rule_narrows_by_is_a_field_of_every_kind_it_counts():
    for pledge, commitment in promises():
        for rule in commitment.rule:
            asked = {"problem"} if rule.problems else set()
            asked |= {"actions"} if rule.actions else set()
            asked |= set(rule.needs) | ({"joint"} if rule.joint else set())
            asked |= {rule.of} & {"minutes", "people"}
            for code in rule.kinds:
                assert asked <= KINDS[code].takes, f"{pledge}/{commitment.code}: {code}"
                if rule.places or rule.zones or rule.of == "places":
                    assert KINDS[code].takes & {"place", "stops", "zone"}, f"{pledge}/{commitment.code}: {code}"
                assert set(rule.answers) <= {q.code for q in KINDS[code].question}


@pytest.mark.parametrize("kind", BASE.kind, ids=lambda k: k.code)
def test_a_kind_names_only_codes_that_exist(kind):
    assert set(kind.problems) <= {p.code for p in BASE.problem}
    assert set(kind.actions) <= {a.code for a in BASE.action}
    assert kind.recorded_by
    assert set(kind.recorded_by) <= set(ORGANISATIONS)
    assert kind.icon in ICONS
    assert len(kind.question) == len({q.code for q in kind.question})
    for question in kind.question:
        assert len(question.choices) == len({c.code for c in question.choices}) > 1


@pytest.mark.parametrize("kind", BASE.kind, ids=lambda k: k.code)
def test_a_choice_of_problem_or_action_is_offered_only_where_the_kind_takes_it(kind):
    assert not kind.problems or "problem" in kind.takes
    assert not kind.actions or "actions" in kind.takes


def test_a_kind_requires_little():
    assert {f for k in BASE.kind for f in k.requires} == {"place"}
    assert {(k.code, q.code) for k in BASE.kind for q in k.question if q.required} == {("mote", "forum")}


def test_an_action_suits_problems_that_exist_and_every_problem_has_an_action_made_for_it():
    problems = {p.code for p in BASE.problem}
    suited = {p for a in BASE.action for p in a.suits}
    assert suited == problems


def test_both_organisations_can_be_named_as_present():
    assert set(ORGANISATIONS) <= {p.code for p in BASE.party}


def test_everything_has_a_name_in_both_languages():
    labels = [e.label for e in (*BASE.problem, *BASE.party)]
    labels += [e.label for e in BASE.kind] + [e.label for e in BASE.action]
    labels += [label for k in BASE.kind for label in k.results.values()]
    labels += [q.label for k in BASE.kind for q in k.question]
    labels += [c.label for k in BASE.kind for q in k.question for c in q.choices]
    labels += [rule.label for _, c in promises() for rule in c.rule if rule.label is not None]
    assert all(label.sv.strip() and label.en.strip() for label in labels)


def test_what_concerns_a_person_has_a_day_and_nothing_that_points_at_anyone():
    assert {k.code for k in BASE.kind if k.sensitive} == PERSONAL
    for code in PERSONAL:
        assert KINDS[code].by_day
        assert not KINDS[code].takes & {"place", "stops", "zone", "crew", "note", "problem", "minutes"}, code


def test_a_concern_talk_takes_four_answers_and_nothing_else():
    talk = KINDS["orossamtal"]
    assert talk.takes == {"answers"}
    assert [q.code for q in talk.question] == ["initiativ", "vardnadshavare", "utfall", "hanvisning"]


def test_a_foot_patrol_is_where_its_stops_are():
    assert "stops" in KINDS["fotpatrull"].takes
    assert "zone" not in KINDS["fotpatrull"].takes


def test_a_meeting_and_a_joint_inspection_have_no_place():
    assert not KINDS["mote"].takes & {"place", "stops", "zone"}
    assert not KINDS["myndighetskontroll"].takes & {"place", "stops"}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_place_lies_in_a_zone_of_its_own_pack_and_inside_the_municipality(pack):
    boxes = {"vastervik": (57.4, 58.2, 15.9, 17.1), "vingaker": (58.9, 59.2, 15.6, 16.2)}
    south, north, west, east = boxes[pack.partnership.code]
    for place in pack.entries.place:
        assert place.zone in {z.code for z in pack.entries.zone}, place.code
        assert south < place.latitude < north, place.code
        assert west < place.longitude < east, place.code


def test_the_packs_of_a_partnership_agree_where_they_bring_the_same_place():
    for partnership in ("vastervik", "vingaker"):
        shared = Catalogue()
        packs = {c: p for c, p in PACKS.items() if p.partnership.code == partnership}
        for source, entries in {"kinds": BASE, **{c: p.entries for c, p in packs.items()}}.items():
            for event in publish(shared, source, entries, partnership=partnership, by=UUID(int=1), now=THE_DAY):
                shared.take(event)
        assert shared.sources.keys() == {"kinds", *(c for c, p in packs.items())}


def test_a_pack_of_2020_brings_the_places_it_names():
    assert {"edsbruk", "ankarsrum", "karstorp"} <= catalogue_for(PACKS["vastervik-2020"]).places.keys()
