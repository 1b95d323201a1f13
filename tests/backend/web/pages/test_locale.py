"""Every text of the pages is said in English too, and nothing is said in English that no page says."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

WEB = Path(__file__).parents[4] / "backend" / "web"
HAND_ON = ("environment.py", "tongue.py")  # they look up what others say
FILLED = re.compile(r"%\((\w+)\)s")


def said_in_code() -> set[str]:
    """The msgids of `_` and `ngettext`, found in the syntax tree, so that those inside f-strings count too."""
    found = set()
    for file in (WEB / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in ("_", "ngettext") or not node.args:
                continue
            if isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
            else:
                assert file.name in HAND_ON, f"{file.name}:{node.lineno} says what cannot be looked up"
    return found


def said_in_templates() -> set[str]:
    extracted = extract_from_dir(str(WEB / "templates"), [("**.html", "jinja2")], keywords={"_": None, "gettext": None})
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in extracted}


@lru_cache
def english() -> dict[str, tuple[str, ...]]:
    with (WEB / "locale" / "en.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
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
