"""A patrol becomes one report, whatever happens to the app meanwhile; nothing of where the phone was leaves it."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Request, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

EVENING = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)


def start(page: Page) -> None:
    page.evaluate("location.hash = '#/patrol/fotpatrull'")
    page.get_by_role("button", name="Starta", exact=True).click()
    expect(page.get_by_text("Pågår sedan")).to_be_visible()


def pass_by(page: Page, place: str) -> None:
    """Press a place, from those suggested or from the whole list."""
    suggested = page.locator(".here").get_by_role("button", name=place, exact=True)
    if suggested.count() == 0:
        page.get_by_role("button", name="Annan plats").click()
        page.locator(".rows").get_by_role("button", name=place, exact=True).click()
    else:
        suggested.click()
    expect(page.locator(".log.walk li").first).to_contain_text(place)


def test_presses_that_come_quicker_than_the_phone_stores_them_all_count_and_in_order(screen: Page):
    start(screen)
    screen.evaluate("""() => {
        document.querySelector('.here button').click();
        for (const button of document.querySelectorAll('.dock button')) button.click();
    }""")
    expect(screen.locator("#ask-stops li")).to_have_count(1)


def test_a_patrol_survives_a_killed_app_and_becomes_one_report_with_minutes_in_all_and_at_each_place(
    station: Server, phone: Phone
):
    sent: list[Request] = []
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        page.clock.install(time=EVENING)
        page.goto(station.url + "/app")
        start(page)
        pass_by(page, "Ankarsrum")
        page.clock.fast_forward("20:00")
        pass_by(page, "Gunnebo")
        page.clock.fast_forward("10:00")
        page.get_by_role("button", name="Paus").click()
        expect(page.get_by_text("Paus sedan")).to_be_visible()
        page.wait_for_timeout(100)
    with phone.page() as page:
        page.on("request", lambda request: sent.append(request) if request.url.endswith("/api/sync") else None)
        page.clock.install(time=EVENING + timedelta(minutes=45))
        page.goto(station.url + "/app")
        page.get_by_role("region", name="Pågår: Fotpatrull").get_by_role("link").click()
        expect(page.locator(".clock time")).to_have_text("0:30")
        page.get_by_role("button", name="Fortsätt").click()
        expect(page.get_by_text("Pågår sedan")).to_be_visible()
        page.clock.fast_forward("05:00")
        page.get_by_role("button", name="Avsluta").click()
        expect(page.locator("#ask-minutes output")).to_have_text("35 min")
        hands.save(page)
        expect(page.get_by_role("region", name="Pågår: Fotpatrull")).to_have_count(0)
        hands.send(page, "1 av 1 skickad")
        assert [(a["report"]["minutes"], a["report"]["stops"]) for a in hands.mine(page)] == [
            (35, [{"place": "ankarsrum", "minutes": 20}, {"place": "gunnebo", "minutes": 15}])
        ]
    assert sent
    told = "".join(request.post_data or "" for request in sent)
    assert str(hands.ANKARSRUM["latitude"]) not in told
    assert "latitude" not in told


def test_a_patrol_that_was_ended_too_early_goes_on(screen: Page):
    start(screen)
    pass_by(screen, "Ankarsrum")
    screen.get_by_role("button", name="Avsluta").click()
    expect(screen.locator("#report")).to_be_visible()
    screen.get_by_role("link", name="Tillbaka till Fotpatrull").click()
    screen.get_by_role("button", name="Fortsätt").click()
    expect(screen.get_by_text("Pågår sedan")).to_be_visible()


def test_a_patrol_is_thrown_away_only_when_its_owner_is_sure(screen: Page):
    start(screen)
    screen.get_by_role("button", name="Avsluta").click()
    screen.get_by_role("link", name="Tillbaka till Fotpatrull").click()
    screen.get_by_role("button", name="Släng patrullen").click()
    screen.get_by_role("button", name="Nej, behåll").click()
    expect(screen.get_by_role("link", name="Till rapporten")).to_be_visible()
    screen.get_by_role("button", name="Släng patrullen").click()
    screen.get_by_role("button", name="Ja, släng").click()
    expect(screen.get_by_role("heading", name="Ny insats")).to_be_visible()
    expect(screen.get_by_role("region", name="Pågår: Fotpatrull")).to_have_count(0)


# As a letter that another program wrote, or an older app: fewer minutes in all than at the place. Once.
SHORTENED = """() => {
    const send = window.fetch;
    const slip = body => {
        const short = body.replace(/"minutes":15,"stops"/, '"minutes":5,"stops"');
        if (short !== body) window.fetch = send;
        return short;
    };
    window.fetch = (address, how) => send(address, how?.body ? {...how, body: slip(how.body)} : how);
}"""


def test_a_patrol_that_is_refused_for_its_minutes_is_mended_in_the_form(screen: Page):
    hands.open_form(screen, "fotpatrull")
    stops = screen.locator("#ask-stops")
    stops.get_by_role("button", name="Ankarsrum").click()
    screen.evaluate(SHORTENED)
    hands.save(screen)
    hands.send(screen, "1 att rätta")
    hands.open_tab(screen, "Mina")
    row = hands.activity(screen, "Ankarsrum")
    expect(row).to_contain_text("fler minuter än insatsen i allt")
    expect(row).to_contain_text("Inget har gått förlorat.")
    row.get_by_role("link", name="Rätta").click()
    stops.get_by_role("button", name="Fem minuter längre").click()
    expect(screen.locator("#ask-minutes output")).to_have_text("20 min")
    hands.save(screen)
    hands.send(screen, "1 av 1 skickad")
    assert [(a["report"]["minutes"], a["report"]["stops"]) for a in hands.mine(screen)] == [
        (20, [{"place": "ankarsrum", "minutes": 20}])
    ]
