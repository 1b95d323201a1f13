"""What is wrong with a pack, told to whoever wrote it: everything at once, each by its code."""

from pathlib import Path

import pytest

from backend.domain.pack import PackFault, read_pack

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
        "[[commitment]] bob-rad: Object contains unknown field `agare`",
        "[[commitment]] est: rule 1 (cadence): every: Invalid enum value 'fortnight'",
        "[[commitment]] platsbesok: rule 1 (count): at_least: Expected `int`, got `str`",
    ]


def test_an_entry_without_a_code_is_told_by_its_number():
    found = faults(('code = "bob-rad"', 'kod = "bob-rad"'))
    assert len(found) == 1
    assert found[0].startswith("[[commitment]] number ")


def test_a_rule_of_no_type_that_there_is_is_told_by_its_commitment():
    (found,) = faults(('type = "cadence"', 'type = "rhythm"'))
    assert found == "[[commitment]] est: rule 1 (rhythm): type: Invalid value 'rhythm'"


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
        ('code = "bob-rad"', 'kod = "bob-rad"', "[[commitment]] nummer 1: nyckeln kod finns inte"),
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
