"""Takes the pictures of README's tour from the demonstration year: `make screenshots`, or some by their names.

Each is taken light and dark: `hem.png` and `hem-dark.png`.

The pictures are what the product looks like now, in a real browser against a real server; nothing is retouched.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Playwright

from tests.browser import doors
from tests.browser.field import hands
from tests.support.browser import ColorScheme, Phone, driven, launch, window
from tests.support.server import Server, running

TOUR = Path(__file__).parents[2] / "docs" / "tour"
AS_OF = "as_of=2026-06-30"
PAGES = {
    "uppfoljning": ("lars", f"/uppfoljning/vastervik-2026?{AS_OF}"),
    "atagande": ("lars", f"/uppfoljning/vastervik-2026/platsbesok?{AS_OF}"),
    "lagesbild": ("maria", "/lagesbild/2026-W27"),
    "granskning": ("karin", "/granskning"),
    "rapporter": ("petra", "/rapporter"),
    "oppet": ("petra", "/oppet/vastervik/vastervik-2026"),
}
THEMES: dict[ColorScheme, str] = {"light": "", "dark": "-dark"}
"""A theme, and what a picture's name ends with."""


def _home(page: Page) -> None:
    page.get_by_role("link", name="Platsbesök").first.wait_for()
    page.get_by_role("link", name="Samma som sist").wait_for()  # own activities have come along


def _form(page: Page) -> None:
    _home(page)
    page.get_by_role("link", name="Platsbesök").first.click()
    for choice in ("Ankarsrum", "Otrygg plats", "Synlighet", "Samtal"):
        page.get_by_label(choice, exact=True).first.check()


def _mine(page: Page) -> None:
    _form(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Spara på telefonen").click()
    page.get_by_role("link", name="Mina").click()
    page.get_by_text("På telefonen", exact=True).first.wait_for()


def _shift(page: Page) -> None:
    _home(page)
    page.get_by_role("link", name="Starta pass").click()
    page.locator("#shift-crew input").first.check()
    page.get_by_role("button", name="Starta passet").click()
    page.get_by_role("region", name="Pågående pass").get_by_role("link").click()
    for add in page.get_by_role("region", name="Lägg till vid").get_by_role("button").all()[:2]:
        add.click()


def _patrol(page: Page) -> None:
    page.clock.install()
    page.reload()
    _home(page)
    page.evaluate("location.hash = '#/patrol/fotpatrull'")
    page.get_by_role("button", name="Starta", exact=True).click()
    for passed, minutes in enumerate((22, 31, 8), start=1):
        page.locator(".here .btn").first.click()
        page.locator(".log.walk li").nth(passed - 1).wait_for()
        page.clock.fast_forward(minutes * 60_000)


def _pledge(page: Page) -> None:
    _home(page)
    hands.open_tab(page, "Löftet")
    page.get_by_text("Minst hundra platsbesök").first.wait_for()


def _help(page: Page) -> None:
    _home(page)
    hands.open_tab(page, "Hjälp")


def _locked(page: Page) -> None:
    _help(page)
    page.get_by_role("button", name="Välj pinkod").click()
    hands.choose_pin(page, "246813")
    hands.open_tab(page, "Hem")
    page.get_by_role("button", name="Lås telefonen").click()
    hands.enter_pin(page, "246")


SCREENS: dict[str, Callable[[Page], None]] = {
    "hem": _home,
    "platsbesok": _form,
    "mina": _mine,
    "pass": _shift,
    "fotpatrull": _patrol,
    "loftet": _pledge,
    "hjalp": _help,
    "las": _locked,
}


def take(names: set[str]) -> None:
    """Take the named pictures, or all where none is named."""
    TOUR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, driven() as playwright:
        Server(Path(folder)).command("demo", "--no-serve")
        with running(Path(folder)) as server:
            for theme in THEMES:
                for name, (member, path) in PAGES.items():
                    if not names or name in names:
                        _page(playwright, server, theme, name, member, path)
                for name, act in SCREENS.items():
                    if not names or name in names:
                        _screen(playwright, server, theme, name, act)


def _page(playwright: Playwright, server: Server, theme: ColorScheme, name: str, member: str, path: str) -> None:
    browser = launch(playwright)
    context = window(browser, color_scheme=theme)
    doors.let_in(context, doors.link(server, member))
    page = context.new_page()
    page.goto(server.url + path)
    page.screenshot(path=_path(name, theme))
    browser.close()


def _screen(playwright: Playwright, server: Server, theme: ColorScheme, name: str, act: Callable[[Page], None]) -> None:
    with (
        tempfile.TemporaryDirectory() as profile,
        Phone(playwright, Path(profile)).page(color_scheme=theme) as page,
    ):
        page.emulate_media(reduced_motion="reduce")  # nothing is caught on its way
        page.goto(doors.link(server, "anna"))
        page.get_by_role("button", name="Logga in").click()
        act(page)
        page.screenshot(path=_path(name, theme), scale="css")


def _path(name: str, theme: ColorScheme) -> Path:
    return TOUR / f"{name}{THEMES[theme]}.png"


if __name__ == "__main__":
    take(set(sys.argv[1:]))
