"""Hands that have a keyboard and nothing else."""

from typing import cast

from playwright.sync_api import Locator, Page

MOST_STOPS = 120
"""So many presses of Tab lead around the longest page and more; what is not reached by then cannot be reached."""

# What lies on top in the middle of what has the focus. For an input under a chip, that is the chip.
COVERED = """() => {
    const focused = document.activeElement.closest('.chip') ?? document.activeElement;
    const boxes = [focused, ...focused.children].flatMap(e => [...e.getClientRects()]);
    const seen = boxes.some(box => {
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
        return top && (focused.contains(top) || top.contains(focused));
    });
    return seen ? null : focused.outerHTML.slice(0, 120);
}"""

# Everything that Tab must stop at, in the page's order; the radios of a name are one stop.
STOPS = """() => {
    const seen = new Set(), stops = [];
    const shown = e => e.checkVisibility({visibilityProperty: true})
        && (e.tagName === 'SUMMARY' || !e.closest('details:not([open])'));
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    for (const e of [...document.querySelectorAll(all)].filter(e => !e.disabled && shown(e))) {
        const stop = e.type === 'radio' ? `radio ${e.form?.id ?? ''} ${e.name}` : e.outerHTML.slice(0, 60);
        if (e.type !== 'radio' || !seen.has(stop)) stops.push(stop);
        seen.add(stop);
        e.dataset.stop = stop;
    }
    return stops;
}"""
STOP = "document.activeElement.dataset.stop ?? document.activeElement.outerHTML.slice(0, 60)"
FROM_THE_TOP = "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"


def reach(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """Press Tab until the element has the focus; nothing on the way may be covered. Raises AssertionError if never."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        assert_in_sight(page)
        if has_focus(wanted):
            return
    raise AssertionError(f"Tab never came to {wanted}")


def choose(page: Page, wanted: Locator) -> None:
    """Choose a radio: reach its group with Tab, and the radio itself with the arrows."""
    name = wanted.get_attribute("name")
    assert name
    group = page.locator(f"input[type=radio][name='{name}']")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if focused_in(group):
            break
    else:
        raise AssertionError(f"Tab never came to the group {name}")
    if not has_focus(wanted) or not wanted.is_checked():
        page.keyboard.press("Space")
    for _ in range(group.count()):
        if has_focus(wanted):
            break
        page.keyboard.press("ArrowDown")
    assert wanted.is_checked()


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Reach a link or a button and press it."""
    reach(page, wanted)
    page.keyboard.press(key)


def tab_stops(page: Page) -> tuple[list[str], list[str]]:
    """Where Tab stops, from the page's beginning once around: as it should by the page's order, and as it does."""
    wanted = cast("list[str]", page.evaluate(STOPS))
    page.evaluate(FROM_THE_TOP)
    found: list[str] = []
    for _ in range(len(wanted)):
        page.keyboard.press("Tab")
        found.append(cast("str", page.evaluate(STOP)))
        assert_in_sight(page)
    return wanted, found


def assert_in_sight(page: Page) -> None:
    """What has the focus can be seen: nothing lies on top of it."""
    covered = page.evaluate(COVERED)
    assert covered is None, f"covered: {covered}"


def has_focus(wanted: Locator) -> bool:
    """Whether the one element has the focus; False while it is not there."""
    return wanted.count() == 1 and bool(wanted.evaluate("e => e === document.activeElement"))


def focused_in(group: Locator) -> bool:
    """Whether one of several has the focus."""
    return bool(group.evaluate_all("all => all.includes(document.activeElement)"))
