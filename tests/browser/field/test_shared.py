"""Several members on one phone: each opens their own work, with their own PIN or passkey, and nobody another's."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.field import hands
from tests.support.browser import Phone
from tests.support.server import Server

ANNA, SARA = "482913", "705264"

DUMP = """async () => {
    const out = [];
    for (const {name} of await indexedDB.databases()) {
        const db = await new Promise((done, failed) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => done(asked.result);
            asked.onerror = failed;
        });
        for (const store of db.objectStoreNames) {
            const lies = db.transaction(store).objectStore(store);
            const [keys, rows] = await Promise.all([lies.getAllKeys(), lies.getAll()].map(asked => new Promise(done => {
                asked.onsuccess = () => done(asked.result);
            })));
            rows.forEach((row, i) => keys[i] === "who" || out.push(JSON.stringify(row, (_, value) =>
                value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value)));
        }
        db.close();
    }
    return out.join();
}"""
"""Everything that lies in the phone's databases, read as text. The lock screen tells anybody whose they are."""


@pytest.fixture
def shared(station: Server, phone: Phone) -> Iterator[BrowserContext]:
    """A phone that Anna and Sara use, at the lock screen. Anna has an unsent visit on it."""
    with phone.switched_on() as context:
        page = context.pages[0]
        hands.sign_in(page, hands.invite(station))
        lock_with_pin(page, ANNA)
        hands.gate(context, "shut")
        hands.record_visit(page, "Ankarsrum", note="Mörkt vid stationen.")
        page.get_by_role("button", name="Lås telefonen").click()
        hands.sign_in(page, hands.invite(station, "Sara Nyström", "kommunen"), pin=SARA)
        hands.gate(context, "open")
        page.get_by_role("button", name="Lås telefonen").click()
        expect(page.get_by_role("heading", name="Vem är du?")).to_be_visible()
        yield context


def lock_with_pin(page: Page, pin: str) -> None:
    hands.open_tab(page, "Hjälp")
    page.get_by_role("button", name="Välj pinkod").click()
    hands.choose_pin(page, pin)
    hands.open_tab(page, "Hem")


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lås telefonen").click()
    expect(page.get_by_role("heading", name="Vem är du?")).to_be_visible()


def test_each_member_sees_their_own_work_alone_and_sends_it_with_their_own_session(shared: BrowserContext):
    page = shared.pages[0]
    expect(page.locator(".people .chip", has_text="Anna Lind")).to_contain_text("Polisen. En insats att skicka")
    expect(page.locator(".people .chip", has_text="Sara Nyström")).not_to_contain_text("att skicka")
    hands.unlock(page, "Sara Nyström", SARA)
    hands.open_tab(page, "Mina")
    expect(page.get_by_text("Här kommer dina insatser.")).to_be_visible()
    expect(page.get_by_text("Ankarsrum")).to_have_count(0)
    hands.open_tab(page, "Hem")
    lock(page)
    hands.unlock(page, "Anna Lind", ANNA)
    expect(page.locator(".sync")).to_contain_text("1 av 1 skickad")
    queues = page.evaluate("indexedDB.databases().then(all => all.map(db => db.name))")
    assert len(set(queues)) == 2


def test_nothing_that_a_member_wrote_or_may_read_lies_open_on_the_phone(shared: BrowserContext):
    lying = shared.pages[0].evaluate(DUMP)
    assert len(lying) > 10_000
    for word in ("Mörkt", "ankarsrum", "platsbesok", "Anna", "Sara", "polisen", ANNA, SARA):
        assert word not in lying, word
    cookies = shared.cookies()
    assert [cookie for cookie in cookies if cookie["value"]] == []


def test_a_killed_browser_knows_everybody_on_the_phone(station: Server, phone: Phone):
    with contextlib.suppress(Error), phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        lock_with_pin(page, ANNA)
        hands.gate(page.context, "shut")
        hands.record_visit(page, "Ankarsrum")
        page.get_by_role("button", name="Lås telefonen").click()
        hands.sign_in(page, hands.invite(station, "Sara Nyström", "kommunen"), pin=SARA)
        phone.kill()
    with phone.switched_on() as context:
        context.set_offline(True)
        page = context.pages[0]
        page.goto(station.url + "/app")
        expect(page.locator(".people .chip")).to_have_count(2)
        hands.unlock(page, "Sara Nyström", SARA)
        expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
        lock(page)
        hands.unlock(page, "Anna Lind", ANNA)
        expect(page.locator(".sync")).to_contain_text("1 väntar på telefonen")


def test_wrong_pins_cost_time_also_over_a_relaunch_and_wipe_nothing(shared: BrowserContext, station: Server):
    page = shared.pages[0]
    page.get_by_role("radio", name="Anna Lind").check()
    for _ in range(3):
        hands.enter_pin(page, "111112")
        expect(page.get_by_text("Fel pinkod. Inget är raderat.")).to_be_visible()
        expect(page.locator(".pin .on")).to_have_count(0)
    expect(page.get_by_text("sekunder innan du försöker igen")).to_be_visible()
    page.goto(station.url + "/app")
    page.get_by_role("radio", name="Anna Lind").check()
    expect(page.get_by_text("sekunder innan du försöker igen")).to_be_visible()
    expect(page.get_by_text("sekunder innan du försöker igen")).to_have_count(0, timeout=10_000)
    hands.enter_pin(page, ANNA)
    hands.open_tab(page, "Mina")
    expect(hands.activity(page, "Ankarsrum")).to_be_visible()


def test_the_phone_locks_when_left_alone_and_keeps_what_was_being_written(shared: BrowserContext):
    page = shared.pages[0]
    page.clock.install()
    page.reload()
    hands.unlock(page, "Sara Nyström", SARA)
    page.locator(".tile").first.click()
    page.get_by_label("Anteckning").fill("Skriver just nu")
    page.clock.fast_forward("04:00")
    expect(page.get_by_label("Anteckning")).to_be_visible()
    page.clock.fast_forward("02:00")
    expect(page.get_by_role("heading", name="Vem är du?")).to_be_visible()
    hands.unlock(page, "Sara Nyström", SARA)
    expect(page.get_by_label("Anteckning")).to_have_value("Skriver just nu")


def test_an_ended_session_stops_no_recording_and_ones_own_link_sends_it_all(shared: BrowserContext, station: Server):
    page = shared.pages[0]
    hands.unlock(page, "Anna Lind", ANNA)
    expect(page.locator(".sync")).to_contain_text("1 av 1 skickad")
    hands.open_tab(page, "Hjälp")
    page.get_by_role("button", name="Logga ut").click()
    hands.unlock(page, "Anna Lind", ANNA)
    hands.record_visit(page, "Karstorp")
    expect(page.locator(".sync")).to_contain_text("Du är inte inloggad")
    expect(page.locator(".sync")).to_contain_text("1 av 2 skickade")


def test_somebody_without_a_pin_is_let_in_by_their_own_link_alone(station: Server, phone: Phone):
    with phone.page() as page:
        hands.sign_in(page, hands.invite(station))
        hands.record_visit(page, "Ankarsrum")
        hands.sign_in(page, hands.invite(station, "Sara Nyström", "kommunen"), pin=SARA)
        lock(page)
        page.get_by_role("radio", name="Anna Lind").check()
        expect(page.get_by_text("Anna Lind har ingen pinkod här än.")).to_be_visible()
        expect(page.locator(".keys")).to_have_count(0)


def test_a_passkey_opens_the_queue_and_no_pin_is_needed(station: Server, phone: Phone):
    with phone.switched_on() as context:
        page = context.pages[0]
        authenticator(page)
        hands.sign_in(page, hands.invite(station))
        hands.open_tab(page, "Hjälp")
        page.get_by_role("button", name="Välj pinkod").click()
        page.get_by_role("button", name="Använd passkey i stället").click()
        hands.open_tab(page, "Hem")
        hands.record_visit(page, "Ankarsrum")
        lock(page)
        expect(page.locator(".keys")).to_have_count(0)
        page.get_by_role("button", name="Lås upp med passkey").click()
        expect(page.locator(".sync")).to_contain_text("1 av 1 skickad")
        context.set_offline(True)
        page.goto(station.url + "/app")
        page.get_by_role("button", name="Lås upp med passkey").click()
        expect(page.locator(".sync")).to_contain_text("1 av 1 skickad")


def authenticator(page: Page) -> None:
    """A passkey on the phone itself, whose owner always says yes."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
