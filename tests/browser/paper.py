"""What can be seen to be wrong with a page on a sheet of A4, printed from a dark screen."""

import io
import re
from typing import cast

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.looks import spilled

SHEET = {"width": 718, "height": 1047}  # CSS pixels of A4 within margins of a centimetre
MARGIN = "1cm"

# Backgrounds are not printed, so whatever lies behind it, a text that is pale is not there. What is drawn is printed as
# it is, with the shapes it lies on.
PALE = """() => {
    const part = c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
    const light = color => {
        const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
        const [x, y, z] = [r, g, b].map(c => part(1 - a * (1 - c / 255)));
        return .2126 * x + .7152 * y + .0722 * z;
    };
    const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const e = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || e.closest('.sr, svg, noscript') || !e.checkVisibility()) continue;
        if (1.05 / (light(getComputedStyle(e).color) + .05) < 4.5) found.add(`pale: ${e.outerHTML.slice(0, 90)}`);
    }
    return [...found];
}"""

# What is folded is unfolded, or named, and what is made up says so; ways elsewhere and to press are not for paper.
LEFT_OUT = """() => [...document.querySelectorAll('details')]
    .filter(e => e.checkVisibility() && ![...e.children].some(inside => inside.checkVisibility()
        && inside.getBoundingClientRect().height > 1))
    .concat([...document.querySelectorAll('.demonstration, .demo')].filter(e => !e.checkVisibility()))
    .map(e => `left out: ${e.outerHTML.slice(0, 90)}`)"""
FOR_A_SCREEN = """() => [...document.querySelectorAll('header nav, .skip, .tabs, .dock, button')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 1)
    .map(e => `not for paper: ${e.outerHTML.slice(0, 90)}`)"""

TEXT = re.compile(rb"\bT[jJ]\b")


def faults(page: Page) -> list[str]:
    """What is wrong with the page on paper, as its details stand; the medium is the screen again afterwards."""
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(SHEET)  # type: ignore[arg-type]
    found = [*spilled(page)]
    for question in (PALE, LEFT_OUT, FOR_A_SCREEN):
        found += cast("list[str]", page.evaluate(question))
    found += blank(page)
    page.emulate_media(media="null")
    return [f"on paper: {fault}" for fault in found]


def blank(page: Page) -> list[str]:
    """The sheets on which nothing is written."""
    margin = dict.fromkeys(("top", "right", "bottom", "left"), MARGIN)
    printed = page.pdf(format="A4", margin=margin)  # type: ignore[arg-type]
    sheets = [sheet.get_contents() for sheet in PdfReader(io.BytesIO(printed)).pages]
    empty = [n for n, sheet in enumerate(sheets, start=1) if sheet is None or not TEXT.search(sheet.get_data())]
    return [f"sheet {n} of {len(sheets)} is empty" for n in empty]
