"""Ways to pages, and to the states of them that an address alone does not lead to."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, expect

import backend
from tests.browser import doors
from tests.support.pictures import PDF
from tests.support.server import Server

PLEDGE = "/uppfoljning/vastervik-2026"
Way = Callable[[Page, Server], object]


def at(path: str) -> Way:
    """A page that an address alone leads to."""
    return lambda page, server: page.goto(server.url + path)


def in_english(path: str) -> Way:
    """The same, for somebody who asked for English; their browser goes on asking for it."""

    def way(page: Page, server: Server) -> None:
        page.goto(server.url + path)
        if page.get_by_role("button", name="English").count():
            page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")

    return way


def latest(action: str, page: Page, server: Server) -> None:
    """The page of the activity to which this happened last."""
    page.goto(f"{server.url}/granskning?action={action}")
    page.locator(".log.deeds a").first.click()
    expect(page.get_by_role("heading", name="Vad som hänt")).to_be_visible()


def behind_the_form(commitment: str, summary: str, button: str, fill: Callable[[Page], object]) -> Way:
    """A form of an owner's coordinator, filled in wrongly and handed in."""

    def way(page: Page, server: Server) -> None:
        page.goto(f"{server.url}{PLEDGE}/{commitment}")
        page.locator("summary", has_text=summary).click()
        fill(page)
        page.get_by_role("button", name=button).click()
        expect(page.locator("details[open] .fault").first).to_be_visible()

    return way


def done_on_no_day(page: Page) -> None:
    page.get_by_label("Klart", exact=True).check()


def a_step_twice(page: Page) -> None:
    page.get_by_label("Steg").last.fill("A\nA")


def reported_steps_left_out(page: Page, server: Server) -> None:
    """The second look: one step called something else, one left out, both reported."""
    page.goto(f"{server.url}{PLEDGE}/abc")
    page.locator("summary", has_text="Ändra stegen").click()
    steps = page.get_by_label("Steg").last
    lines = steps.input_value().splitlines()
    steps.fill("\n".join([lines[1].replace("Handledning är", "Handledningen är"), *lines[2:]]))
    page.get_by_role("button", name="Spara stegen").click()
    expect(page.get_by_role("heading", name="Så här blir det")).to_be_visible()


def leave_empty(page: Page) -> None:
    """Hand it in as it is."""


def the_sealed_note(reason: str) -> Way:
    def way(page: Page, server: Server) -> None:
        latest("note-read", page, server)
        page.get_by_label("Skäl att läsa").fill(reason)
        page.get_by_role("button", name="Läs anteckningen").click()
        expect(page.locator(".fault, .note-text")).to_be_visible()

    return way


def what_never_came(page: Page, server: Server) -> None:
    """Anna's phone hands in its third letter first, and one that records nothing."""
    letter = {"command": str(uuid4()), "seq": 3, "do": "nothing"}
    batch = {"device": str(uuid4()), "sent_at": datetime.now(UTC).isoformat(), "letters": [letter]}
    with doors.client(doors.link(server, "anna")) as phone:
        assert phone.post("/api/sync", json=batch).json()["gaps"] == [[1, 2]]
    page.goto(server.url + "/luckor")
    expect(page.get_by_role("heading", name="Anna Lind, telefon").first).to_be_visible()


def a_gap_settled_by_nothing(page: Page, server: Server) -> None:
    what_never_came(page, server)
    page.get_by_role("button", name="Spara svaret").first.click()
    expect(page.locator(".fault").first).to_be_visible()


def no_rescue_file(page: Page, server: Server) -> None:
    page.goto(server.url + "/radda")
    page.get_by_label("Filen från telefonen").set_input_files({"name": "fil.json", "mimeType": "", "buffer": b"{}"})
    page.get_by_role("button", name="Lämna in").click()
    expect(page.locator(".fault")).to_be_visible()


def changed_rules(page: Page, server: Server) -> None:
    pack = (Path(backend.__file__).parent / "packs" / "vastervik-2026.toml").read_bytes()
    changed = pack.replace(b"at_least = 100", b"at_least = 110").replace(b'every = "week"', b'every = "month"')
    page.goto(server.url + "/publicera")
    page.get_by_label("Löftets fil").set_input_files({"name": "lofte.toml", "mimeType": "", "buffer": changed})
    page.get_by_role("button", name="Visa vad som ändras").click()
    expect(page.get_by_role("button", name="Ja, publicera")).to_be_visible()


def rules_changed_by_another(page: Page, server: Server) -> None:
    pack = (Path(backend.__file__).parent / "packs" / "vastervik-2020.toml").read_bytes()
    (server.data / "2020.toml").write_bytes(pack.replace(b"at_least = 100", b"at_least = 120"))
    server.command("import", "pack", str(server.data / "2020.toml"), "--yes")
    page.goto(server.url + "/regler/vastervik-2020")
    expect(page.get_by_role("button", name="Vi har sett ändringen")).to_be_visible()


def no_pack(page: Page, server: Server) -> None:
    page.goto(server.url + "/publicera")
    page.get_by_role("button", name="Visa vad som ändras").click()
    expect(page.locator(".fault")).to_be_visible()


def the_last_report(page: Page, server: Server) -> None:
    page.goto(server.url + "/rapporter")
    page.locator(".accounts a").first.click()
    expect(page.get_by_role("heading", name="Den frysta versionen")).to_be_visible()


def for_a_meeting(occasion: str, heading: str) -> Way:
    """A report frozen for a meeting, which begins with what it wants."""

    def way(page: Page, server: Server) -> None:
        page.goto(server.url + "/rapporter/vastervik-2026")
        page.get_by_label("Till vad").select_option(occasion)
        page.get_by_role("button", name="Frys rapporten").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()

    return way


def approved_unseen(page: Page, server: Server) -> None:
    """What is approved is another version than the one that lies there."""
    for_a_meeting("obra", "Område för område")(page, server)
    page.locator("input[name=sha256]").evaluate("e => { e.value = 'f'.repeat(64) }")
    page.get_by_role("button", name="Godkänn för egen organisation").click()
    expect(page.locator(".fault")).to_be_visible()


def no_report(page: Page, server: Server) -> None:
    page.goto(server.url + "/rapporter/vastervik-2026")
    page.get_by_label("Läget vid slutet av dagen").fill("i går")
    page.get_by_role("button", name="Frys rapporten").click()
    expect(page.locator(".fault")).to_be_visible()


def no_answer(page: Page, server: Server) -> None:
    page.goto(server.url + "/rapporter/vastervik-2026")
    page.get_by_role("button", name="Spara svaret").first.click()
    expect(page.locator(".fault")).to_be_visible()


def a_calendar_of_ones_own(page: Page, server: Server) -> None:
    page.goto(server.url + "/larm")
    page.get_by_role("button", name="Skapa en").click()
    expect(page.get_by_label("Adressen visas bara nu")).to_be_visible()


def a_place_pointed_at(page: Page, server: Server) -> None:
    page.goto(server.url + "/platser/ankarsrum/andra")
    page.locator(".point-map input:visible").click()
    expect(page.get_by_role("link", name="Ångra")).to_be_visible()


def a_merge_that_is_asked_about(page: Page, server: Server) -> None:
    page.goto(server.url + "/platser/stora-torget/andra")
    page.get_by_label("Den plats som blir kvar").select_option("Resecentrum")
    page.get_by_role("button", name="Visa vad som ändras").click()
    expect(page.get_by_role("button", name="Ja, slå ihop")).to_be_visible()


def a_place_of_no_name(page: Page, server: Server) -> None:
    page.goto(server.url + "/platser/ankarsrum/andra")
    page.get_by_role("textbox", name="Namn").fill("")
    page.get_by_role("button", name="Byt namn").click()
    expect(page.locator(".fault").first).to_be_visible()


def no_place(page: Page, server: Server) -> None:
    page.goto(server.url + "/platser")
    page.get_by_label("Namn", exact=True).fill("Hos Anna Andersson")
    page.get_by_role("button", name="Lägg till platsen").click()
    expect(page.locator(".fault")).to_be_visible()


def a_link_shown_once(page: Page, server: Server) -> None:
    page.goto(server.url + "/admin")
    page.locator("summary").first.click()
    page.get_by_role("button", name="Ny inloggningslänk").first.click()
    expect(page.locator("code.address")).to_be_visible()


def the_phones_of_a_member(page: Page, server: Server) -> None:
    page.goto(server.url + "/admin")
    page.locator("summary").first.click()
    page.get_by_role("link", name="Visa telefonerna").first.click()
    expect(page.locator("details[open]")).to_be_visible()


def nobody_invited(page: Page, server: Server) -> None:
    page.goto(server.url + "/admin")
    page.get_by_role("button", name="Bjud in").click()
    expect(page.locator(".fault")).to_be_visible()


def a_week_looked_at_once_more(page: Page, server: Server) -> None:
    page.goto(server.url + "/lagesbild/2026-W24")
    page.get_by_role("button", name="Granska innan den fryses").click()
    expect(page.get_by_role("button", name="Frys lägesbilden")).to_be_visible()


def a_week_with_a_problem_but_no_level(page: Page, server: Server) -> None:
    page.goto(server.url + "/lagesbild/2026-W24")
    place = page.locator(".placings fieldset", has=page.locator("input[value='']:checked")).first
    place.locator("summary").click()
    place.locator("input[type=checkbox]").first.check()
    page.get_by_role("button", name="Granska innan den fryses").click()
    expect(page.get_by_role("link", name="Problem utan nivå")).to_be_visible()


def a_situation_file(page: Page, server: Server) -> None:
    page.goto(server.url + "/lagesbild")
    rows = b"week;place;level\n2026-W24;resecentrum;high\n2026-W08;atlantis;high\n"
    page.get_by_label("Fil", exact=True).set_input_files({"name": "lage.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="Läs filen").click()
    expect(page.get_by_role("heading", name="Gick inte att läsa")).to_be_visible()


def no_decision(page: Page, server: Server) -> None:
    page.goto(server.url + "/lagesbild/2026-W27")
    page.locator("summary", has_text="Skriv ett beslut").click()
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.locator("details[open] .fault").first).to_be_visible()


def nothing_to_erase(page: Page, server: Server) -> None:
    what_may_be_erased(page, server)
    page.get_by_label("Det pekar ut en enskild").check()
    page.get_by_role("button", name="Gallra för alltid").click()
    expect(page.locator(".fault").first).to_be_visible()


def a_file_that_may_be_erased(page: Page, server: Server) -> None:
    """Of a judgement that Petra's organisation made, with nothing ticked."""
    told = {"do": "judge", "period": "2026-T1", "verdict": "partly", "text": "Delvis."}
    with doors.client(doors.link(server, "petra")) as client:
        body = {**told, "file": b64encode(PDF).decode()}
        answer = client.post("/api/pledges/vastervik-2026/commitments/medborgardialoger/reports", json=body)
        assert answer.is_success, answer.text
    page.goto(server.url + "/gallra/underlag/vastervik-2026/medborgardialoger")
    page.get_by_role("button", name="Gallra för alltid").click()
    expect(page.locator(".fault").first).to_be_visible()


def what_may_be_erased(page: Page, server: Server) -> None:
    page.goto(server.url + "/lagesbild/2026-W45")
    page.get_by_role("link", name="Gallra text").first.click()
    expect(page.get_by_role("button", name="Gallra för alltid")).to_be_visible()


def the_texts_of_an_activity(page: Page, server: Server) -> None:
    latest("note-read", page, server)
    page.get_by_role("link", name="Gallra text").click()
    expect(page.get_by_role("button", name="Gallra för alltid")).to_be_visible()


def no_text_of_an_activity(page: Page, server: Server) -> None:
    the_texts_of_an_activity(page, server)
    page.get_by_role("button", name="Gallra för alltid").click()
    expect(page.locator(".fault").first).to_be_visible()


def a_text_that_was_erased(page: Page, server: Server) -> None:
    """The reason of a withdrawal, for good."""
    latest("activity-withdrawn", page, server)
    page.get_by_role("link", name="Gallra text").click()
    page.get_by_label("Skälet till återtagandet").check()
    page.get_by_label("Det pekar ut en enskild").check()
    page.get_by_role("button", name="Gallra för alltid").click()
    expect(page.get_by_role("status")).to_have_text("Texten är gallrad.")


def a_used_link(page: Page, server: Server) -> None:
    link = doors.link(server, "lars")
    doors.session(link)
    page.goto(link)
