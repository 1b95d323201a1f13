"""What seldom happens: statuses that keep everything, letters that spoil a batch, a restored server, a new version."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import hands
from tests.browser.field.scripted import Scripted, scripted
from tests.support.browser import Phone


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as script:
        yield script


@pytest.fixture
def context(server: Scripted, phone: Phone) -> Iterator[BrowserContext]:
    with phone.switched_on() as context:
        page = context.pages[0]
        page.goto(server.url + "/app")
        expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready")
        yield context


@pytest.fixture
def screen(context: BrowserContext) -> Page:
    return context.pages[0]


def record(page: Page, times: int = 1) -> None:
    for _ in range(times):
        hands.open_form(page, "platsbesok")
        page.locator("#ask-place").get_by_role("radio", name="Ankarsrum").check()
        hands.save(page)


def test_the_first_screen_shows_and_is_pressed_before_the_rest_has_come(server: Scripted, phone: Phone):
    server.rest.clear()
    with phone.page() as page:
        page.goto(server.url + "/app")
        page.locator(".tile.first").click()
        expect(page.locator(".tile.first")).to_have_count(0)
        expect(page.locator("#report")).to_have_count(0)
        server.rest.set()  # what was on its way is lost now, and asked for again
        page.locator("#ask-place").get_by_role("radio", name="Ankarsrum").check()
        hands.save(page)
        hands.send(page, "1 av 1 skickad")


def test_no_status_loses_anything_and_each_is_said_in_words(server: Scripted, screen: Page):
    line = screen.locator(".sync")
    server.status = 503
    record(screen)
    for status, words in {
        401: "Be den som bjöd in dig om en ny länk",
        403: "Någon annan är inloggad. Be den som bjöd in dig",
        413: "Servern svarade något oväntat",
        429: "Servern bad oss vänta",
        500: "Servern svarade något oväntat",
        503: "Servern bad oss vänta",
    }.items():
        server.status = status
        hands.send(screen, words)
        expect(line).to_contain_text("0 av 1 skickade")
    server.status = 200
    hands.send(screen, "1 av 1 skickad")


def test_what_is_asked_for_while_a_batch_is_on_its_way_is_done_after_it(server: Scripted, screen: Page):
    server.status = 401
    server.answers.clear()
    record(screen)
    expect(screen.locator(".sync")).to_contain_text("Skickar")
    screen.evaluate("dispatchEvent(new Event('online'))")
    screen.get_by_role("button", name="Skicka nu").click()
    server.status = 200
    server.answers.set()
    expect(screen.locator(".sync")).to_contain_text("1 av 1 skickad")
    assert [len(batch) for batch in server.batches] == [1, 1]


def test_one_spoilt_letter_holds_back_nothing_but_itself(server: Scripted, screen: Page):
    server.status = 503
    record(screen, 5)
    server.status, server.unreadable = 200, {4}
    hands.send(screen, "4 av 5 skickade")
    expect(screen.locator(".sync")).to_contain_text("Servern svarade något oväntat")
    hands.open_tab(screen, "Mina")
    expect(screen.get_by_text("Servern kan inte läsa den just nu. Telefonen försöker igen.")).to_have_count(1)
    server.unreadable = set()
    hands.send(screen, "5 av 5 skickade")


def test_letters_that_a_restore_may_have_lost_are_handed_in_again(server: Scripted, screen: Page):
    record(screen)
    hands.send(screen, "1 av 1 skickad")
    server.epoch = "second"
    record(screen)
    hands.send(screen, "2 av 2 skickade")
    assert [[letter["seq"] for letter in letters] for letters in server.batches] == [[1], [2], [1]]
    assert server.batches[0][0]["command"] == server.batches[2][0]["command"]


def test_two_windows_number_their_letters_from_one_queue(server: Scripted, context: BrowserContext, screen: Page):
    other = context.new_page()
    other.goto(server.url + "/app")
    expect(other.get_by_role("heading", name="Ny insats")).to_be_visible()
    record(screen)
    record(other)
    hands.send(other, "2 av 2 skickade")
    screen.bring_to_front()
    expect(screen.locator(".sync")).to_contain_text("2 av 2 skickade")
    assert sorted({letter["seq"] for letters in server.batches for letter in letters}) == [1, 2]


def test_a_new_version_waits_to_be_asked_for_and_leaves_a_form_alone(
    server: Scripted, context: BrowserContext, screen: Page
):
    writing = context.new_page()
    writing.goto(server.url + "/app#/form/new/platsbesok")
    writing.get_by_label("Anteckning").fill("Skriver här")
    server.version = "new"
    screen.bring_to_front()
    screen.evaluate("navigator.serviceWorker.getRegistration('/app').then(r => r.update())")
    expect(screen.get_by_text("Ny version finns. Byt när du är klar.")).to_be_visible()
    with screen.expect_navigation():
        screen.get_by_role("button", name="Byt nu").click()
    expect(screen.get_by_role("heading", name="Ny insats")).to_be_visible()
    expect(screen.get_by_text("Ny version finns")).not_to_be_visible()
    writing.bring_to_front()
    expect(writing.get_by_label("Anteckning")).to_have_value("Skriver här")
    writing.locator("#ask-place").get_by_role("radio", name="Ankarsrum").check()
    hands.save(writing)


def test_nothing_that_the_api_answers_is_kept_by_the_service_worker(screen: Page):
    kept = screen.evaluate(
        """async () => {
            const caches_ = await Promise.all((await caches.keys()).map(name => caches.open(name)));
            const requests = (await Promise.all(caches_.map(cache => cache.keys()))).flat();
            return requests.map(request => new URL(request.url).pathname);
        }"""
    )
    assert "/app/index.html" in kept
    assert not [path for path in kept if not path.startswith("/app/")]
