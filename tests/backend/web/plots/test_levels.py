"""A coverage by the need there was: a bar for each level, only that of the high need filled."""

from xml.etree import ElementTree as ET

from backend.web.plots import Part, levels

PARTS = [
    Part(level="high", word="Högt", share=0.5, said="60 min, 50 %"),
    Part(level="medium", word="Medel", share=0.25, said="30 min, 25 %"),
    Part(level="", word="Inte med", share=0.0, said="0 min, 0 %"),
]


def drawn() -> ET.Element:
    return ET.fromstring(levels(PARTS, name="l1", title="Var minuterna lades", desc="Högt: 60 min."))


def test_each_bar_is_as_long_as_its_part_of_the_whole():
    rects = [(r.get("class"), float(r.get("width") or 0)) for r in drawn().iter("rect")]
    whole = rects[0][1]
    assert [(css, round(width / whole, 2)) for css, width in rects] == [
        ("p-track", 1), ("p-bar", 0.5), ("p-track", 1), ("p-part", 0.25), ("p-track", 1),
    ]  # fmt: skip


def test_level_and_amount_are_told_in_words_too():
    said = [t.text for t in drawn().iter("text")]
    assert said == [word for part in PARTS for word in (part.word, part.said)]
