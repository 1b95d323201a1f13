"""What makes a report believed: it is said at once when it cannot be stored, and what waits, since when and why."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import hands
from tests.browser.field.scripted import Scripted, scripted
from tests.browser.field.test_odd_answers import record
from tests.support.browser import Phone

EVENING = datetime(2026, 5, 4, 21, 15, tzinfo=ZoneInfo("Europe/Stockholm"))


EMPTY = """async () => {
    const asked = indexedDB.deleteDatabase("filled");
    await new Promise(done => { asked.onsuccess = () => done(); });
    while ((await navigator.storage.estimate()).usage > 500_000) await new Promise(done => setTimeout(done, 50));
}"""
FILL = """async () => {
    const db = await new Promise(done => {
        const asked = indexedDB.open("filled", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("rows");
        asked.onsuccess = () => done(asked.result);
    });
    for (let room = true, i = 0; room; i += 1) {
        room = await new Promise(done => {
            const work = db.transaction("rows", "readwrite");
            work.objectStore("rows").put(new Uint8Array(1_000_000), i);
            work.oncomplete = () => done(true);
            work.onabort = () => done(false);
        });
    }
    db.close();
}"""
"""Uses up all the room there is. The browser reckons with it as it goes, so a lower quota alone is not felt at once."""


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as script:
        yield script


@pytest.fixture
def context(phone: Phone) -> Iterator[BrowserContext]:
    with phone.switched_on() as context:
        yield context


def start(server: Scripted, context: BrowserContext) -> Page:
    page = context.pages[0]
    page.goto(server.url + "/app")
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
    return page


def test_work_unsent_for_more_than_a_day_is_nagged_about(server: Scripted, context: BrowserContext):
    context.clock.install(time=EVENING)
    server.status = 503
    page = start(server, context)
    record(page)
    nag = page.get_by_text("En insats har väntat på telefonen sedan 4 maj 21:15.")
    expect(nag).to_have_count(0)
    context.clock.set_system_time(EVENING + timedelta(hours=25))
    page.reload()
    expect(nag).to_be_visible()


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(days=1), "Telefonens klocka går 24 timmar efter serverns."),
        (timedelta(days=-3), "Telefonens klocka går 3 dygn före serverns."),
        (timedelta(minutes=-5), None),
    ],
)
def test_a_wrong_clock_is_shown_and_blocks_nothing(
    server: Scripted, context: BrowserContext, ahead: timedelta, words: str | None
):
    server.ahead = ahead
    page = start(server, context)
    record(page)
    expect(page.locator(".sync")).to_contain_text("1 av 1 skickad")
    expect(page.get_by_text("Telefonens klocka går")).to_have_count(0 if words is None else 1)
    if words:
        page.reload()
        expect(page.get_by_text(words)).to_be_visible()
        record(page)
        expect(page.locator(".sync")).to_contain_text("2 av 2 skickade")


def test_full_storage_is_said_before_the_writer_leaves_the_form(server: Scripted, context: BrowserContext):
    server.status = 503
    cdp = context.new_cdp_session(context.pages[0])
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 1_000_000})
    page = start(server, context)
    hands.open_form(page, "platsbesok")
    page.locator("#ask-place").get_by_role("radio", name="Ankarsrum").check()
    page.evaluate(FILL)
    page.get_by_label("Anteckning").fill("Det här får inte plats")
    said = page.locator(".dock").get_by_role("alert")
    expect(said).to_contain_text("Telefonens utrymme är slut")
    page.get_by_role("button", name="Spara på telefonen").click()
    expect(said).to_contain_text("Telefonens utrymme är slut")
    expect(page.get_by_label("Anteckning")).to_have_value("Det här får inte plats")
    page.evaluate(EMPTY)
    hands.save(page)
    expect(page.locator(".sync")).to_contain_text("1 väntar på telefonen")


def test_refused_storage_is_said_at_once(server: Scripted, context: BrowserContext):
    page = context.pages[0]
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError') }")
    page.goto(server.url + "/app")
    expect(page.get_by_role("heading", name="Telefonen kan inte spara")).to_be_visible()


def test_letters_that_never_came_are_asked_about_until_it_is_settled(server: Scripted, context: BrowserContext):
    gap = {"device": "0b0f7f0e-6c44-4a3c-9a7e-0c8e1a3b5d10", "first": 14, "last": 16, "noticed_at": EVENING.isoformat()}
    server.gaps = [gap]
    page = start(server, context)
    hands.open_tab(page, "Mina")
    expect(page.get_by_text("3 brev från en annan telefon har aldrig nått servern.")).to_be_visible()
    page.get_by_role("button", name="Registrerat på nytt").click()
    expect(page.get_by_text("har aldrig nått servern")).to_have_count(0)
    del gap["noticed_at"]
    assert server.settled == [gap | {"cause": "recorded-anew"}]


def test_a_rescue_file_holds_what_waits_and_only_the_organisation_reads_it(server: Scripted, context: BrowserContext):
    key = ec.generate_private_key(ec.SECP256R1())
    server.rescue = jwk(key.public_key())
    server.status = 401
    page = start(server, context)
    record(page, 2)
    hands.open_tab(page, "Hjälp")
    with page.expect_download() as download:
        page.get_by_role("button", name="Spara fil med 2 brev").click()
    text = download.value.path().read_text()
    assert "platsbesok" not in text
    file = json.loads(text)
    assert (file["version"], file["partnership"], file["member"]) == (1, "vastervik", "one")
    letters = opened(file, key)["letters"]
    assert [(letter["seq"], letter["do"], letter["report"]["place"]) for letter in letters] == [
        (1, "record", "ankarsrum"),
        (2, "record", "ankarsrum"),
    ]
    server.status = 200
    hands.open_tab(page, "Hem")
    hands.send(page, "2 av 2 skickade")
    assert [letter["command"] for letter in server.batches[-1]] == [letter["command"] for letter in letters]


def jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (base64url(n.to_bytes(32)) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def opened(file: dict[str, Any], key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    x, y = (int.from_bytes(unbase64url(file["epk"][part])) for part in "xy")
    theirs = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    shared = key.exchange(ec.ECDH(), theirs)
    made = HKDF(hashes.SHA256(), 32, salt=b"", info=b"faltlogg rescue 1").derive(shared)
    whose = f"{file['partnership']} {file['member']} {file['device']}".encode()
    plain: dict[str, Any] = json.loads(AESGCM(made).decrypt(unbase64url(file["iv"]), unbase64url(file["box"]), whose))
    return plain


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def unbase64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(
    "clock",
    [
        "2026-05-04T23:59:50+02:00",
        "2026-05-05T00:00:10+02:00",
        "2026-03-29T03:05:00+02:00",  # there was no hour from two to three that night
        "2026-10-25T02:30:00+02:00",  # the first of two such hours
        "2026-10-25T02:30:00+01:00",  # the second
    ],
)
def test_the_time_is_right_at_midnight_and_when_clocks_are_changed(
    server: Scripted, context: BrowserContext, clock: str
):
    now = datetime.fromisoformat(clock)
    context.clock.install(time=now)
    page = start(server, context)
    record(page)
    expect(page.locator(".sync")).to_contain_text("1 av 1 skickad")
    [letter] = server.batches[0]
    written, begun = (datetime.fromisoformat(time) for time in (letter["recorded_at"], letter["report"]["occurred_at"]))
    assert now <= written <= now + timedelta(minutes=1)
    assert written.utcoffset() == now.utcoffset()
    assert now - timedelta(minutes=10) <= begun <= now
    assert begun.utcoffset() == begun.astimezone(ZoneInfo("Europe/Stockholm")).utcoffset()
    if "23:59" in clock:
        context.clock.set_system_time(now + timedelta(hours=1))
        record(page)
        hands.open_tab(page, "Mina")
        expect(page.locator(".head h2")).to_have_text(["Tisdag 5 maj", "Måndag 4 maj"])


def test_answers_that_are_cut_off_keep_everything(server: Scripted, context: BrowserContext):
    page = start(server, context)
    hands.gate(context, "cut off")
    record(page, 2)
    expect(page.locator(".sync")).to_contain_text("Inget svar från servern")
    hands.gate(context, "open")
    hands.send(page, "2 av 2 skickade")
    commands = {letter["seq"]: set[str]() for letters in server.batches for letter in letters}
    for letters in server.batches:
        for letter in letters:
            commands[letter["seq"]].add(letter["command"])
    assert {seq: len(found) for seq, found in commands.items()} == {1: 1, 2: 1}
