"""The rules of every promise are those of RULES.md, "The sources, promise by promise"."""

import re

import msgspec
import pytest

from backend.domain.pack import check_against
from backend.domain.rule import Cadence, Count, Coverage, Milestone, Ongoing, Trend
from tests.backend.packs.shelf import PACKS, catalogue_for, promises

TYPES = {
    "vastervik-2026": """
        bob-rad: ongoing stated | avhopparverksamhet: stated | har-kommer-storken: ongoing ongoing | abc: milestone
        faltare-och-ideella: ongoing ongoing | sspf: ongoing | sig: ongoing | riskperioder: milestone
        orossamtal: on-demand | vagledning-mot-vald: milestone | stod-utsatta-och-utovare: stated
        sarskilt-utsatta-brottsoffer: ongoing stated | brottsofferstod: stated | uppsokande-mot-hog-risk: on-demand
        hedersfortryck-atgardsforslag: milestone | valfardsbrott-atgarder: milestone | tistel: count
        est: cadence stated | batmotorer-och-skargard: trend ongoing | platsbesok: count | fotpatrull: coverage
        andts-coacher: ongoing | stod-att-sluta: stated | narkotika: ongoing stated
        medborgardialoger: trend ongoing stated""",
    "vastervik-2025": """
        tistel-organiserad-brottslighet: count | sig-behov: milestone | bob-rad: ongoing stated
        avhopparverksamhet: stated | har-kommer-storken: ongoing ongoing | abc: milestone
        faltare-och-ideella: ongoing ongoing | sspf: ongoing | riskperioder: milestone | orossamtal: on-demand
        processledarutbildning: milestone | stod-utsatta-och-utovare: stated
        sarskilt-utsatta-brottsoffer: ongoing stated | uppsokande-mot-hog-risk: on-demand
        hedersfortryck-kartlaggning: milestone | valfardsbrott-forstudie: milestone | tistel-kriminell-ekonomi: count
        est: cadence milestone | platsbesok: count | fotpatrull: coverage | andts-coacher: ongoing
        stod-att-sluta: stated | narkotika: ongoing stated | medborgardialoger: trend ongoing stated""",
    "vastervik-2020": """
        undersoka-orsaker: on-demand | samverka-med-aktorer: stated | folja-upp: stated | samtal-med-unga: ongoing
        medborgardialoger: ongoing | trafikovervaka: ongoing | narkotika: ongoing | fotpatrull: ongoing
        platsbesok: count ongoing ongoing ongoing""",
    "vingaker-2025-2026": """
        forebyggande-arbete: stated | tillit: stated | upplevd-trygghet: stated ongoing ongoing ongoing""",
    "vastervik-overenskommelse-2025-2027": """
        obra: ongoing | fredagsmoten: cadence | kommunpolis: ongoing | sspf: ongoing | tistel: ongoing
        ledningsmoten: ongoing | arligt-medborgarlofte: milestone | kommunicera: stated | utvardera: milestone""",
}


def rule(pledge, commitment, number=0):
    return PACKS[pledge].pledge.commitment(commitment).rule[number]


@pytest.mark.parametrize("pledge", TYPES)
def test_every_promise_has_the_rules_we_read_into_it(pledge):
    read = (entry.split(": ") for line in TYPES[pledge].splitlines() for entry in line.strip().split(" | ") if entry)
    assert {c.code: [r.type for r in c.rule] for c in PACKS[pledge].pledge.commitments} == {
        code: types.split() for code, types in read
    }


@pytest.mark.parametrize("pledge", PACKS)
def test_a_rule_names_only_what_the_catalogue_or_its_own_pack_has(pledge):
    assert check_against(PACKS[pledge], catalogue_for(PACKS[pledge])) == []


def test_one_of_several_rules_has_a_name_of_its_own():
    several = [(p, c) for p, c in promises() if len(c.rule) > 1]
    assert several
    for pledge, commitment in several:
        names = [r.label.sv for r in commitment.rule if r.label is not None]
        assert len(set(names)) == len(commitment.rule), f"{pledge}/{commitment.code}"


def test_a_promise_follows_one_that_exists_in_an_earlier_pledge_of_the_same_partnership():
    followed = 0
    for pledge, commitment in promises():
        if commitment.follows is not None:
            earlier, code = commitment.follows.split("/")
            assert code in {c.code for c in PACKS[earlier].pledge.commitments}
            assert PACKS[earlier].pledge.last < PACKS[pledge].pledge.first
            assert PACKS[earlier].partnership == PACKS[pledge].partnership
            followed += 1
    assert followed == 23


def test_the_place_visits_can_be_followed_from_2026_to_2020():
    assert PACKS["vastervik-2026"].pledge.commitment("platsbesok").follows == "vastervik-2025/platsbesok"
    assert PACKS["vastervik-2025"].pledge.commitment("platsbesok").follows == "vastervik-2020/platsbesok"


def test_a_date_that_the_text_does_not_give_is_said_to_be_ours():
    dated = [(c, r) for _, c in promises() for r in c.rule if isinstance(r, Milestone) and any(s.due for s in r.steps)]
    assert len(dated) == 5
    for commitment, found in dated:
        assert found.reading, commitment.code


def test_a_trend_says_what_it_is_held_against():
    for _, commitment in promises():
        for found in commitment.rule:
            if isinstance(found, Trend):
                assert found.reading, commitment.code


def test_a_reading_is_whole_sentences():
    for pledge, commitment in promises():
        for found in commitment.rule:
            assert found.reading is None or re.fullmatch(r"[A-ZÅÄÖ].+\.", found.reading), f"{pledge}/{commitment.code}"


def test_a_hundred_place_visits_need_a_problem_and_what_was_done_in_every_pledge():
    for pledge in ("vastervik-2026", "vastervik-2025", "vastervik-2020"):
        found = rule(pledge, "platsbesok")
        assert isinstance(found, Count)
        assert (found.kinds, found.at_least, found.needs) == (("platsbesok",), 100, ("problem", "actions"))


def test_tistel_is_counted_by_days_four_a_year_where_a_pledge_promises_it():
    for pledge, code in (
        ("vastervik-2026", "tistel"),
        ("vastervik-2025", "tistel-organiserad-brottslighet"),
        ("vastervik-2025", "tistel-kriminell-ekonomi"),
    ):
        found = rule(pledge, code)
        assert isinstance(found, Count)
        assert (found.at_least, found.per, found.of, found.answers) == (4, "year", "days", {"forum": ("tistel",)})
    assert isinstance(rule("vastervik-overenskommelse-2025-2027", "tistel"), Ongoing)


def test_the_dialogues_of_2026_are_held_against_2025_and_those_of_2025_against_nothing():
    later, earlier = rule("vastervik-2026", "medborgardialoger"), rule("vastervik-2025", "medborgardialoger")
    assert later.baseline.pledge == "vastervik-2025"
    assert earlier.baseline is None
    assert rule("vastervik-2026", "medborgardialoger", 1).answers == {"trafik": ("ja",)}


def test_joint_work_against_outboard_thefts_has_no_baseline_and_the_archipelago_no_target():
    joint, presence = PACKS["vastervik-2026"].pledge.commitment("batmotorer-och-skargard").rule
    assert isinstance(joint, Trend)
    assert (joint.joint, joint.baseline) == (True, None)
    assert isinstance(presence, Ongoing)
    assert presence.zones == ("skargarden",)


def test_the_weekly_promises_allow_no_gap():
    for pledge, code in (
        ("vastervik-2026", "est"),
        ("vastervik-2025", "est"),
        ("vastervik-overenskommelse-2025-2027", "fredagsmoten"),
    ):
        found = rule(pledge, code)
        assert isinstance(found, Cadence)
        assert (found.every, found.times, found.tolerance) == ("week", 1, 0)


def test_foot_patrols_where_the_need_is_greatest_are_measured_in_minutes_without_a_share():
    for pledge in ("vastervik-2026", "vastervik-2025"):
        found = rule(pledge, "fotpatrull")
        assert isinstance(found, Coverage)
        assert (found.of, found.at_least) == ("minutes", None)


def test_the_places_of_2020_stand_in_its_situation_and_have_no_target():
    edsbruk, ankarsrum, karstorp = PACKS["vastervik-2020"].pledge.commitment("platsbesok").rule[1:]
    assert [r.places for r in (edsbruk, ankarsrum, karstorp)] == [("edsbruk",), ("ankarsrum",), ("karstorp",)]
    assert [r.hours for r in (edsbruk, ankarsrum, karstorp)] == [None, "18:00-06:00", None]


def test_the_owner_names_the_steps_where_the_text_names_none():
    without = {f"{p}/{c.code}" for p, c in promises() for r in c.rule if isinstance(r, Milestone) and not r.steps}
    assert without == {
        "vastervik-2026/abc",
        "vastervik-2026/riskperioder",
        "vastervik-2026/valfardsbrott-atgarder",
        "vastervik-2025/abc",
        "vastervik-2025/riskperioder",
        "vastervik-overenskommelse-2025-2027/utvardera",
    }


def test_the_days_of_a_pledge_are_those_of_its_document():
    days = {
        code: (str(p.pledge.first), str(p.pledge.last), p.pledge.signed and str(p.pledge.signed))
        for code, p in PACKS.items()
    }
    assert days == {
        "vastervik-2026": ("2026-01-01", "2026-12-31", "2026-03-20"),
        "vastervik-2025": ("2025-01-01", "2025-12-31", "2025-01-27"),
        "vastervik-2020": ("2020-01-01", "2020-12-31", None),
        "vingaker-2025-2026": ("2025-01-01", "2026-12-31", None),
        "vastervik-overenskommelse-2025-2027": ("2025-01-01", "2027-12-31", "2025-01-27"),
    }


def test_a_partnership_is_described_alike_in_all_its_packs():
    told = {(p.partnership.code, msgspec.json.encode(p.partnership)) for p in PACKS.values()}
    assert sorted(code for code, _ in told) == ["vastervik", "vingaker"]


def test_the_file_is_named_for_its_pledge():
    assert [name for name, pack in PACKS.items() if pack.pledge.code != name] == []
