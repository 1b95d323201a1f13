"""Every promise stands in a pack in its own words, and no promise is left out."""

import re

import pytest

from tests.backend.packs.shelf import LEGIBLE, PACKS, SOURCES, WRITTEN, promises, source

WORD = re.compile(r"[^\W\d_]+")
BARE = str.maketrans("åäöÅÄÖ", "aaoAAO")

# From the line that opens the promises to the one that follows the last of them.
BETWEEN = {
    "vastervik-2026": ("lovar att arbeta med följande under 2026", "Västervik 2026-03-20"),
    "vastervik-2020": ("lovar att:", "Lokalpolisområdeschef"),
    "vingaker-2025-2026": ("Kommunen och Polisen lovar att", "Exempel på åtgärder från Polisens sida"),
}


def paragraphs_of_2025() -> list[str]:
    """The scanned paragraphs from the first promise to the last, headings among them, characters as scanned."""
    text = (SOURCES / WRITTEN["vastervik-2025"]).read_text(encoding="utf-8")
    promised = text.split("under 2025\n", 1)[1].rsplit("Vastervik 2025-01-27", 1)[0]
    broken_after_storst = promised.replace("\n Narkotika- och alkoholrelaterade brott\n", "\n\n")
    return [" ".join(p.split()) for p in broken_after_storst.split("\n\n") if p.strip()]


def as_scanned(text: str) -> re.Pattern[str]:
    """What a scan can make of a text: å, ä and ö may be any one or two signs, l also I; all else is as written."""
    loose = {"å": ".{1,2}", "ä": ".{1,2}", "ö": ".{1,2}", "l": "[lI]"}
    return re.compile("".join(loose.get(sign, re.escape(sign)) for sign in text))


@pytest.mark.parametrize(("pledge", "number"), [
    ("vastervik-2026", 25),
    ("vastervik-2025", 24),
    ("vastervik-2020", 9),
    ("vingaker-2025-2026", 3),
    ("vastervik-overenskommelse-2025-2027", 9),
])  # fmt: skip
def test_a_pack_holds_every_promise(pledge, number):
    assert len(PACKS[pledge].pledge.commitments) == number


@pytest.mark.parametrize("pledge", LEGIBLE)
def test_a_promise_stands_word_for_word_in_its_source(pledge):
    written = source(pledge)
    assert [c.code for c in PACKS[pledge].pledge.commitments if c.text not in written] == []


@pytest.mark.parametrize("pledge", BETWEEN)
def test_nothing_promised_is_left_out(pledge):
    opening, closing = BETWEEN[pledge]
    left = source(pledge).split(opening, 1)[1].split(closing, 1)[0]
    parts = [c.text for c in PACKS[pledge].pledge.commitments] + [a.title for a in PACKS[pledge].pledge.areas]
    for part in sorted(parts, key=len, reverse=True):
        left = left.replace(part, "", 1)
    assert re.sub(r"[-•\s]|\batt\b", "", left) == ""


def test_the_promises_of_2025_are_the_scanned_paragraphs_in_order():
    titles = {a.title for a in PACKS["vastervik-2025"].pledge.areas}
    scanned = [p for p in paragraphs_of_2025() if not any(as_scanned(t).fullmatch(p) for t in titles)]
    texts = [c.text for c in PACKS["vastervik-2025"].pledge.commitments]
    assert len(scanned) == len(texts)
    for text, paragraph in zip(texts, scanned, strict=True):
        assert as_scanned(text).fullmatch(paragraph), f"{text}\nis not\n{paragraph}"


def test_the_restored_promises_hold_only_what_swedish_is_written_with():
    for commitment in PACKS["vastervik-2025"].pledge.commitments:
        assert re.fullmatch(r"[A-Za-zÅÄÖåäö0-9 ,.()/-]+", commitment.text), commitment.code


def test_a_restored_word_is_spelled_as_the_legible_sources_spell_it():
    spelled: dict[str, set[str]] = {}
    for pledge in LEGIBLE:
        for word in WORD.findall(source(pledge).lower()):
            spelled.setdefault(word.translate(BARE), set()).add(word)
    words = {w for c in PACKS["vastervik-2025"].pledge.commitments for w in WORD.findall(c.text.lower())}
    words -= {"fortsatta"}  # "kommunens fortsatta arbete": another word than fortsätta
    assert {w for w in words if w not in spelled.get(w.translate(BARE), {w})} == set()


def test_a_promise_kept_from_2025_to_2026_differs_only_where_the_pledges_do():
    before = {c.code: c.text for c in PACKS["vastervik-2025"].pledge.commitments}
    changed = {
        c.code
        for c in PACKS["vastervik-2026"].pledge.commitments
        if c.follows is not None and c.text != before[c.follows.split("/")[1]]
    }
    assert changed == {"avhopparverksamhet", "est"}


def test_a_heading_is_ours_and_short():
    assert [c.code for _, c in promises() if not 3 <= len(c.title) <= 50] == []
