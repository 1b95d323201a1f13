"""What is wrong with a pack, told to whoever wrote it: everything at once, each by its code."""

import re
from pathlib import Path

import pytest

from backend.domain.pack import PackFault, read_pack
from backend.domain.report import FIELDS

PACK = (Path(__file__).parents[3] / "backend" / "packs" / "vastervik-2026.toml").read_text()


def faults(*changes: tuple[str, str]) -> list[str]:
    text = PACK
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    with pytest.raises(PackFault) as found:
        read_pack(text.encode())
    return found.value.said("en")


def test_every_fault_of_a_file_is_told_and_each_by_its_code():
    assert faults(
        ("at_least = 100", 'at_least = "hundra"'),
        ('code = "bob-rad"', 'code = "bob-rad"\nagare = "polisen"'),
        ('title = "Medborgarlöfte 2026"', "title = 2026"),
        ('every = "week"', 'every = "fortnight"'),
        ("[[commitment]]", '[[plats]]\ncode = "x"\n[[commitment]]'),
    ) == [
        "[pledge]: title: Expected `str`, got `int`",
        "[plats] is none of kind, problem, action, party, zone, place, pledge, partnership, area, commitment",
        "[[commitment]] bob-rad: there is no key agare here, but code, area, owner, title, text, rule, follows",
        "[[commitment]] est: rule 1 (cadence): every: 'fortnight' is none of month, quarter, week",
        "[[commitment]] platsbesok: rule 1 (count): at_least: Expected `int`, got `str`",
    ]


def test_an_entry_without_a_code_is_told_by_its_number():
    found = faults(('code = "bob-rad"', 'kod = "bob-rad"'))
    assert len(found) == 1
    assert found[0].startswith("[[commitment]] number ")


def test_a_rule_of_no_type_that_there_is_is_told_by_its_commitment():
    (found,) = faults(('type = "cadence"', 'type = "rhythm"'))
    assert found == f"[[commitment]] est: rule 1 (rhythm): type: 'rhythm' is none of {TYPES}"


KEYS = (
    "type, every, times, tolerance, label, reading, kinds, places, zones, problems, actions, answers, hours, joint, "
    "needs, of"
)
TYPES = "count, cadence, trend, milestone, coverage, ongoing, on-demand, stated"


@pytest.mark.parametrize(
    ("before", "after", "swedish", "english"),
    [
        (
            'type = "cadence"',
            'type = "cuont"',
            f"est: regel 1 (cuont): type: 'cuont' är inte någon av {TYPES}",
            f"est: rule 1 (cuont): type: 'cuont' is none of {TYPES}",
        ),
        (
            'every = "week"',
            'every = "day"',
            "est: regel 1 (cadence): every: 'day' är inte någon av month, quarter, week",
            "est: rule 1 (cadence): every: 'day' is none of month, quarter, week",
        ),
        (
            'every = "week"',
            'every = "week"\ntimmar = 3',
            f"est: regel 1 (cadence): nyckeln timmar finns inte; här finns {KEYS}",
            f"est: rule 1 (cadence): there is no key timmar here, but {KEYS}",
        ),
        (
            'every = "week"',
            'every = "week"\nhours = "18-06"',
            "est: regel 1 (cadence): hours: ska skrivas som 18:00-06:00",
            "est: rule 1 (cadence): hours: is to be written like 18:00-06:00",
        ),
        (
            'every = "week"',
            'every = "week"\nof = "timmar"',
            "est: regel 1 (cadence): of: är inte någon av activities, minutes, people, places, days, results.<namn>",
            "est: rule 1 (cadence): of: is none of activities, minutes, people, places, days, results.<name>",
        ),
        (
            'every = "week"',
            'every = "week"\nanswers = { "Å" = ["ja"] }',
            "est: regel 1 (cadence): answers: en nyckel är inte en kod (a–z, 0–9 och -)",
            "est: rule 1 (cadence): answers: a key is not a code (a–z, 0–9 and -)",
        ),
        (
            'area = "[a-z-]+"',
            'area = "Brott"',
            "est: area 'Brott' är inte någon av {areas}",
            "est: area 'Brott' is none of {areas}",
        ),
    ],
)
def test_what_is_allowed_is_told(before: str, after: str, swedish: str, english: str):
    head, here, rest = PACK.partition('code = "est"')
    areas = ", ".join(sorted(area.code for area in read_pack(PACK.encode()).pledge.areas))
    with pytest.raises(PackFault) as found:
        read_pack(f"{head}{here}{re.sub(before, after, rest, count=1)}".encode())
    assert found.value.said() == [f"[[commitment]] {swedish.format(areas=areas)}"]
    assert found.value.said("en") == [f"[[commitment]] {english.format(areas=areas)}"]


@pytest.mark.parametrize("owner", ["brandkåren", "brandkaren"])
def test_an_owner_that_is_no_organisation_is_told_which_there_are(owner: str):
    with pytest.raises(PackFault) as found:
        read_pack(PACK.replace('owner = ["polisen"]', f'owner = ["{owner}"]', 1).encode())
    (swedish,), (english,) = found.value.said(), found.value.said("en")
    assert swedish.endswith(f"owner '{owner}' är inte någon av polisen, kommunen")
    assert english.endswith(f"owner '{owner}' is none of polisen, kommunen")


@pytest.mark.parametrize("recorder", ["brandkåren", "brandkaren"])
def test_a_kind_is_recorded_by_an_organisation_that_there_is(recorder: str):
    kind = f'''[[kind]]
code = "x"
label = {{ sv = "X", en = "X" }}
recorded_by = ["{recorder}"]
allows = ["meters"]
'''
    with pytest.raises(PackFault) as found:
        read_pack(f"{PACK}\n{kind}".encode())
    assert f"[[kind]] x: recorded_by '{recorder}' är inte någon av polisen, kommunen" in found.value.said()


def test_a_field_that_a_kind_cannot_allow_is_told_with_those_it_can():
    kind = """[[kind]]
code = "x"
label = { sv = "X", en = "X" }
recorded_by = ["polisen"]
allows = ["meters"]
"""
    with pytest.raises(PackFault) as found:
        read_pack(f"{PACK}\n{kind}".encode())
    assert found.value.said("en") == [f"[[kind]] x: allows 'meters' is none of {', '.join(FIELDS)}"]


@pytest.mark.parametrize("follows", ["platsbesok", "vastervik-2025/", "Västervik 2025/platsbesök", "a/b/c"])
def test_what_a_promise_follows_is_named_by_pledge_and_promise(follows: str):
    with pytest.raises(PackFault) as found:
        read_pack(PACK.replace("vastervik-2025/bob-rad", follows, 1).encode())
    assert found.value.said() == [
        f"[[commitment]] bob-rad: follows {follows!r} ska skrivas löfte/åtagande, som vastervik-2025/platsbesok"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pledge = 1", ["[pledge]: Expected `object`, got `int`", "[partnership] is missing"]),
        ("", ["[pledge] is missing", "[partnership] is missing"]),
        ("commitment = 3", ["[commitment]: Expected `array`, got `int`"]),
    ],
)
def test_what_is_no_pack_at_all_is_told_by_its_tables(text: str, told: list[str]):
    with pytest.raises(PackFault) as found:
        read_pack(text.encode())
    assert found.value.said("en")[: len(told)] == told


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("at_least = 100", "at_least = 0", "[[commitment]] platsbesok: regel 1 (count): at_least: ska vara minst 1"),
        ('title = "Medborgarlöfte 2026"', "title = 2026", "[pledge]: title: ska vara en text, men är ett heltal"),
        (
            'code = "bob-rad"',
            'kod = "bob-rad"',
            "[[commitment]] nummer 1: nyckeln kod finns inte; här finns code, area, owner, title, text, rule, follows",
        ),
        ("[pledge]", "[pledge", "filen går inte att läsa som TOML: felet är på rad 62, tecken 8"),
        ("from = 2026", "from = 2028", "[pledge] to ligger före from"),
    ],
)
def test_faults_are_told_in_swedish_too(before: str, after: str, said: str):
    with pytest.raises(PackFault) as found:
        read_pack(PACK.replace(before, after, 1).encode())
    assert found.value.said() == [said]


def test_a_file_that_is_not_utf_8_is_told_where():
    with pytest.raises(PackFault) as found:
        read_pack("# å".encode("latin-1"))
    assert found.value.said() == ["filen är inte UTF-8 (byte 2)"]
