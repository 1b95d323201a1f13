"""What can be seen to be wrong with a page as it stands, light and dark, on a narrow phone and on a wide screen."""

from collections.abc import Callable, Mapping
from typing import cast

from playwright.sync_api import Page

from tests.support.browser import axe_violations

NARROW, PHONE, WIDE = 320, 390, 1280  # CSS pixels
TAP = 48  # CSS pixels; the least that a glove hits

SHOW_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"

WEAR_NATT = "document.documentElement.dataset.theme = 'natt'"
WEAR_AUTO = "delete document.documentElement.dataset.theme"

# Rules of axe whose answer hangs on colour or size; the others find the same in any theme.
BY_LOOK = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
AXE_BY_LOOK = """rules => axe.run(document, {runOnly: {type: 'rule', values: rules}, resultTypes: ['violations']})
    .then(found => found.violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.join(' ')}`)))"""

SCROLLS = """() => document.documentElement.scrollWidth > innerWidth
    ? [`the page is ${document.documentElement.scrollWidth} wide`] : []"""

# What is said to screen readers alone is cut off on purpose, and so is what a box of its own scrolls.
STICKS_OUT = """() => {
    const holds = e => e && (getComputedStyle(e).overflowX !== 'visible' || holds(e.parentElement));
    return [...document.querySelectorAll('body *')]
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => box.right > innerWidth + 1 && !e.closest('.sr, svg') && !holds(e.parentElement))
        .map(([e]) => `sticks out: ${e.outerHTML.slice(0, 90)}`);
}"""

CUT_OFF = """() => [...document.querySelectorAll('body *')]
    .map(e => [e, getComputedStyle(e)])
    .filter(([e, style]) => !e.closest('.sr, svg, .skip, textarea, input, select') && style.clipPath === 'none'
        && ['hidden', 'clip'].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
    .map(([e]) => `cut off: ${e.outerHTML.slice(0, 90)}`)"""

# A word that stands on two lines, but for where a hyphen, soft or hard, or a dash divides it.
TORN = r"""where => [...document.querySelectorAll(where)].filter(e => !e.closest('.sr')).flatMap(e => {
    const found = [], texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (texts.nextNode())
        for (const {0: part, index} of texts.currentNode.data.matchAll(/[^\s\u00ad–-]+/g)) {
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + part.length);
            const lines = [...range.getClientRects()].map(({top}) => Math.round(top));
            // The hyphen that a soft one is shown as belongs to what comes after it.
            if (lines.length > 1 && texts.currentNode.data[index - 1] === '\u00ad') lines.shift();
            if (new Set(lines).size > 1) found.push(`torn: ${part}`);
        }
    return found;
})"""

TOO_SMALL = """tap => [...document.querySelectorAll('a, button, input, select, summary, textarea')]
    .map(e => [e.outerHTML.slice(0, 80), (e.matches('.chip input') ? e.parentElement : e).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < tap - .5 || box.height < tap - .5))
    .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""


# How much of axe a look gets: two opposite ones get every rule, and what differs from both in colour the rules that
# hang on it. The rest is measured: layout is the same in every colour.
EVERY_RULE, COLOURS, LAYOUT = 3, 2, 1
ON_PAGES = {
    (NARROW, "dark"): EVERY_RULE,
    (NARROW, "light"): COLOURS,
    (PHONE, "light"): LAYOUT,
    (WIDE, "dark"): COLOURS,
    (WIDE, "light"): EVERY_RULE,
}
IN_THE_FIELD = {
    (NARROW, "dark"): EVERY_RULE,
    (NARROW, "natt"): COLOURS,
    (WIDE, "light"): LAYOUT,
    (PHONE, "light"): EVERY_RULE,
}


def faults(page: Page) -> list[str]:
    """What is wrong with a page for management, in every look; it is left wide and light, with all details open."""
    return _faults(page, ON_PAGES, spilled)


def faults_in_the_field(page: Page) -> list[str]:
    """What is wrong with a screen of the field app, in every look; it is left as wide as a phone and light."""
    return _faults(page, IN_THE_FIELD, lambda page: [*spilled(page), *too_small(page)])


def _faults(page: Page, looks: Mapping[tuple[int, str], int], measured: Callable[[Page], list[str]]) -> list[str]:
    page.evaluate(SHOW_ALL)
    found = []
    for (width, theme), how_much in looks.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.evaluate(WEAR_NATT if theme == "natt" else WEAR_AUTO)
        seen = measured(page)
        if how_much == EVERY_RULE:
            seen += axe_violations(page)
        elif how_much == COLOURS:
            seen += by_look(page)
        found += [f"{width} {theme}: {fault}" for fault in seen]
    return found


def by_look(page: Page) -> list[str]:
    """What axe finds that hangs on colour and size, once it has been at the page."""
    return cast("list[str]", page.evaluate(AXE_BY_LOOK, BY_LOOK))


def spilled(page: Page) -> list[str]:
    """What makes the page scroll sideways, sticks out of it, or is cut off."""
    return [str(fault) for question in (SCROLLS, STICKS_OUT, CUT_OFF) for fault in page.evaluate(question)]


def torn(page: Page, where: str = "h1, h2, h3, a, b, button, summary, .chip, .state") -> list[str]:
    """Words that are broken in two without a hyphen, in headings and in what can be pressed."""
    return cast("list[str]", page.evaluate(TORN, where))


def too_small(page: Page) -> list[str]:
    """What can be pressed and is smaller than a gloved thumb."""
    return cast("list[str]", page.evaluate(TOO_SMALL, TAP))
