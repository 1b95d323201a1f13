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

# Everything that Tab must stop at, in the page's order; the radios of a name are one stop. On the way around, each is
# judged when the next key goes down: by then the page has come to rest on it.
BEGIN = (
    """() => {
    const shown = e => e.checkVisibility({visibilityProperty: true})
        && (e.tagName === 'SUMMARY' || !e.closest('details:not([open])'));
    const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const named = e => e.type !== 'radio' ? e.outerHTML.slice(0, 90)
        : `radio ${e.name} of form ${[...document.forms].indexOf(e.form)}`;
    const ring = e => [e, e.nextElementSibling, e.querySelector('circle')].map(e => e && getComputedStyle(e))
        .map(s => s && [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.stroke, s.strokeWidth].join())
        .join();
    const covered = """
    + COVERED
    + """;
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    const walk = {wanted: [], found: [], faults: []}, unlit = new Map();
    for (const e of [...document.querySelectorAll(all)].filter(e => !e.disabled && shown(e))) {
        if (e.type !== 'radio' || !walk.wanted.includes(named(e))) walk.wanted.push(named(e));
        unlit.set(e, ring(e));
    }
    walk.stop = () => {
        const e = document.activeElement;
        if (e === document.body) return;
        walk.found.push(named(e));
        const over = covered();
        if (over) walk.faults.push(`covered: ${over}`);
        if (unlit.get(e) === ring(e)) walk.faults.push(`the focus does not show: ${named(e)}`);
    };
    window.walk = walk;
    document.addEventListener('keydown', walk.stop, {capture: true});
    return walk.wanted.length;
}"""
)
END = """() => {
    const {wanted, found, faults, stop} = window.walk;
    stop();
    document.removeEventListener('keydown', stop, {capture: true});
    const missed = wanted.findIndex((one, i) => one !== found[i]);
    if (missed >= 0) faults.push(`Tab stops at ${found[missed]}, not at ${wanted[missed]}`);
    const last = wanted.length - 1;
    if (last > 0 && found[last + 1] === wanted[last]) faults.push(`Tab does not leave ${wanted[last]}`);
    return faults;
}"""


def faults(page: Page) -> list[str]:
    """Once around the page with Tab: what it passes by or comes to out of turn, what does not show, what holds it."""
    stops = cast("int", page.evaluate(BEGIN))
    for _ in range(stops + 1):
        page.keyboard.press("Tab")
    return [f"by keyboard: {fault}" for fault in cast("list[str]", page.evaluate(END))]


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
