"""Every text of the pages is said in English too, and nothing is said in English that no page says."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).parents[4] / "backend" / "web"
FILLED = re.compile(r"%\((\w+)\)s")


def said_in_code() -> set[str]:
    """The msgids of `_` and `ngettext`, found in the syntax tree, so that those inside f-strings count too."""
    found = set()
    for file in (WEB / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("_", "ngettext") and node.args and file.name != "environment.py":  # it hands on the templates'
                assert isinstance(node.args[0], ast.Constant), (
                    f"{file.name}:{node.lineno} says what cannot be looked up"
                )
                found.add(str(node.args[0].value))
    return found


def said_in_templates() -> set[str]:
    extracted = extract_from_dir(str(WEB / "templates"), [("**.html", "jinja2")], keywords={"_": None, "gettext": None})
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in extracted}


def english() -> dict[str, tuple[str, ...]]:
    with (WEB / "locale" / "en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string)
        for message in catalogue
        if message.id
    }


def test_every_text_is_said_in_english():
    missing = {text for text in said_in_code() | said_in_templates() if not all(english().get(text, ("",)))}
    assert missing == set()


def test_nothing_is_translated_that_no_page_says():
    assert set(english()) - said_in_code() - said_in_templates() == set()


@pytest.mark.parametrize(("swedish", "translated"), sorted(english().items()))
def test_a_translation_fills_in_the_same_values(swedish, translated):
    for text in translated:
        assert set(FILLED.findall(text)) == set(FILLED.findall(swedish))


def test_no_english_text_is_left_swedish():
    assert [
        text for texts in english().values() for text in texts if re.search(r"[åäöÅÄÖ]", text.replace("Fältlogg", ""))
    ] == []
