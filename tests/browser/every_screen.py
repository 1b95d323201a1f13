"""Every screen of the field app, by the part that draws it, and the ways there: what `test_every_screen` visits."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.field import evening, hands

Way = Callable[[Page], object]
PIN, OTHER = "482913", "705264"


def screen(address: str) -> Way:
    return lambda page: go(page, address)


def go(page: Page, address: str) -> None:
    """To a screen by its address, from wherever one is."""
    page.evaluate("location.hash = '#/help'")
    expect(page.locator("h1")).to_have_text("Hjälp")
    page.evaluate("address => { location.hash = '#/' + address }", address)
    if address != "help":
        expect(page.locator("h1")).not_to_have_text("Hjälp")


def just_saved(page: Page) -> None:
    hands.record_visit(page, "Ankarsrum")


def every_choice_shown(page: Page) -> None:
    go(page, "form/new/platsbesok")
    page.get_by_role("button", name="Annan plats").click()
    while (more := page.get_by_role("button", name=" till, ")).count():
        more.first.click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("radio", name="Otrygg plats").check()


def no_place_of_that_name(page: Page) -> None:
    go(page, "form/new/platsbesok")
    page.get_by_role("button", name="Annan plats").click()
    page.get_by_label("Sök plats").fill("Xyz")
    expect(page.get_by_text("Ingen plats heter")).to_be_visible()


def a_patrol_of_two_places(page: Page) -> None:
    go(page, "form/new/fotpatrull")
    for _ in range(2):
        page.locator("#ask-stops .chips .btn").first.click()


def saved_too_early(kind: str) -> Way:
    def way(page: Page) -> None:
        go(page, f"form/new/{kind}")
        if page.get_by_role("button", name="Börja om").is_visible():
            page.get_by_role("button", name="Börja om").click()
        page.locator(".dock").get_by_role("button").click()
        expect(page.locator(".dock").get_by_role("alert")).to_be_visible()

    return way


def row_of(page: Page, filter_: str, place: str) -> None:
    """Open the own activity at a place, among those shown by a filter."""
    go(page, "mine")
    page.get_by_role("radio", name=filter_).check()
    hands.activity(page, place).get_by_role("heading").get_by_role("link").first.click()
    expect(page.locator("dl.facts")).to_be_visible()


def shown_by(filter_: str) -> Way:
    def way(page: Page) -> None:
        go(page, "mine")
        page.get_by_role("radio", name=filter_).check()

    return way


def corrected_without_a_reason(page: Page) -> None:
    row_of(page, "Alla", "Stora torget")
    page.get_by_role("link", name="Rätta").click()
    page.get_by_role("button", name="Fem minuter längre").click()
    page.locator(".dock").get_by_role("button").click()
    expect(page.locator(".dock").get_by_role("alert")).to_be_visible()


def withdrawn_without_a_reason(page: Page) -> None:
    row_of(page, "Alla", "Stora torget")
    page.get_by_role("button", name="Återta").click()
    page.get_by_role("button", name="Återta insatsen").click()
    expect(page.get_by_role("alert")).to_be_visible()


def with_a_pin(page: Page) -> None:
    go(page, "help")
    page.get_by_role("button", name="Välj pinkod").click()
    expect(page.locator("h1")).to_have_text("Välj pinkod")


def two_pins_that_differ(page: Page) -> None:
    hands.enter_pin(page, PIN)
    expect(page.get_by_text("En gång till")).to_be_visible()
    hands.enter_pin(page, OTHER)
    expect(page.get_by_role("alert")).to_be_visible()


def settings_of_a_lock(page: Page) -> None:
    hands.choose_pin(page, PIN)
    expect(page.get_by_role("group", name="Lås när ingen rört telefonen")).to_be_visible()


def locked(page: Page) -> None:
    page.locator(".bar").get_by_role("button", name="Lås telefonen").click()
    expect(page.get_by_role("heading", name="Vem är du?")).to_be_visible()


def a_wrong_pin_and_a_forgotten_one(page: Page) -> None:
    hands.enter_pin(page, OTHER)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Glömt?").click()


OF_AN_OFFICER: dict[str, tuple[str, Way]] = {
    "the first screen, with a draft": ("HomeScreen", screen("")),
    "the first screen, just saved": ("HomeScreen", just_saved),
    "all kinds": ("AllScreen", screen("all")),
    "a place visit": ("FormScreen", screen("form/new/platsbesok")),
    "a place visit, every choice shown": ("FormScreen", every_choice_shown),
    "a place visit, no such place": ("FormScreen", no_place_of_that_name),
    "a place visit, as the last one": ("FormScreen", screen("form/again/platsbesok")),
    "a foot patrol": ("FormScreen", a_patrol_of_two_places),
    "a foot patrol, saved too early": ("FormScreen", saved_too_early("fotpatrull")),
    "a concern talk": ("FormScreen", screen("form/new/orossamtal")),
    "a meeting, saved too early": ("FormScreen", saved_too_early("mote")),
    "a dialogue, half written": ("FormScreen", screen("form/new/medborgardialog")),
    "a kind that nobody knows": ("FormScreen", screen("form/new/xyz")),
    "own activities": ("MineScreen", screen("mine")),
    "own activities, unsent": ("MineScreen", shown_by("Kvar")),
    "own activities, refused": ("MineScreen", shown_by("Att rätta")),
    "an activity that was sent": ("ActivityScreen", lambda page: row_of(page, "Alla", "Stora torget")),
    "an activity that was refused": ("ActivityScreen", lambda page: row_of(page, "Att rätta", "Karstorp")),
    "an activity that is unsent": ("ActivityScreen", lambda page: row_of(page, "Kvar", "Gunnebo")),
    "an activity that is not here": ("ActivityScreen", screen("mine/00000000-0000-7000-8000-000000000000")),
    "a correction without a reason": ("FormScreen", corrected_without_a_reason),
    "a withdrawal without a reason": ("ActivityScreen", withdrawn_without_a_reason),
    "where to go next": ("NextScreen", screen("next")),
    "the pledge": ("PledgeScreen", screen("pledge")),
    "help": ("HelpScreen", screen("help")),
}
OF_THE_MUNICIPALITY: dict[str, tuple[str, Way]] = {
    kind: ("FormScreen", screen(f"form/new/{kind}"))
    for kind in ("faltarpass", "grupptraff", "nattvandring", "lagesbild")
}
OF_AN_EVENING: dict[str, tuple[str, Way]] = {
    "a shift that begins": ("ShiftScreen", evening.shift),
    "a shift that goes on": ("HomeScreen", evening.shift_that_goes_on),
    "a shift, just saved": ("HomeScreen", evening.just_saved),
    "a shift looked back on": ("ShiftScreen", evening.review),
    "a patrol that begins": ("PatrolScreen", evening.patrol),
    "a patrol that goes on": ("PatrolScreen", evening.patrol_that_goes_on),
    "a patrol that rests": ("PatrolScreen", evening.paused),
    "a patrol that is thrown away": ("PatrolScreen", evening.ended),
    "the first screen, with a patrol": ("HomeScreen", evening.first_screen),
    "a pinned kind": ("AllScreen", evening.pinned),
    "findings in a note": ("FormScreen", evening.findings),
    "the fast ways": ("HelpScreen", evening.fast_ways),
    "choosing a PIN": ("ChooseScreen", with_a_pin),
    "two PINs that differ": ("ChooseScreen", two_pins_that_differ),
    "help, with a lock": ("HelpScreen", settings_of_a_lock),
    "the lock": ("LockScreen", locked),
    "the lock, and a wrong PIN": ("LockScreen", a_wrong_pin_and_a_forgotten_one),
}
"""One after the other, on one phone."""
CLOSED = {"lars": "Ditt konto registrerar inga insatser", "": "Be om en ny länk"}
"""What somebody who records nothing is told, and somebody signed out."""

SCREENS = {part for part, _ in [*OF_AN_OFFICER.values(), *OF_AN_EVENING.values()]} | {"ClosedScreen"}
ROUTES = ("GET /app", "GET /app/{path}")
"""What the server hands the app out by."""
