"""Every page of follow-up and trail, light and dark, narrow and wide: axe finds nothing and nothing sticks out."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import backend
from tests.browser import doors, looks
from tests.support.browser import window
from tests.support.server import Server

PLEDGE = "/uppfoljning/vastervik-2026"
Way = Callable[[Page, Server], object]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, demonstration: Server) -> Iterator[Callable[[str], Page]]:
    """A page in a browser of one of the demonstration's members, by code; "" is somebody signed out."""
    contexts: dict[str, BrowserContext] = {}

    def of(member: str) -> Page:
        if member not in contexts:
            contexts[member] = window(browser)
            if member:
                doors.let_in(contexts[member], doors.link(demonstration, member))
        return contexts[member].new_page()

    yield of
    for context in contexts.values():
        context.close()


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


def behind_the_form(member_path: str, summary: str, button: str, fill: Callable[[Page], object]) -> Way:
    """A form of an owner's coordinator, filled in wrongly and handed in."""

    def way(page: Page, server: Server) -> None:
        page.goto(server.url + member_path)
        page.locator("summary", has_text=summary).click()
        fill(page)
        page.get_by_role("button", name=button).click()
        expect(page.locator("details[open] .fault").first).to_be_visible()

    return way


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
    page.goto(server.url + "/lagesbild/2026-W45")
    page.get_by_role("link", name="Gallra text").first.click()
    page.get_by_label("Det pekar ut en enskild").check()
    page.get_by_role("button", name="Gallra för alltid").click()
    expect(page.locator(".fault").first).to_be_visible()


def a_used_link(page: Page, server: Server) -> None:
    link = doors.link(server, "lars")
    doors.session(link)
    page.goto(link)


PAGES: dict[str, tuple[str, Way]] = {
    "signed out": ("", at("/in")),
    "a link": ("", lambda page, server: page.goto(doors.link(server, "lars"))),
    "a used link": ("", a_used_link),
    "an answer to somebody signed out": ("", at("/uppfoljning")),
    "an address that leads nowhere": ("lars", at("/uppfoljning/vastervik-1926")),
    "how we count": ("", at("/sa-raknar-vi")),
    "accessibility": ("lars", at("/tillganglighet")),
    "the pledges": ("lars", at("/uppfoljning")),
    "the pledge of 2026": ("lars", at(PLEDGE)),
    "the pledge of 2025": ("henrik", at("/uppfoljning/vastervik-2025")),
    "the agreement": ("maria", at("/uppfoljning/vastervik-overenskommelse-2025-2027")),
    "a pledge in English": ("elin", in_english(PLEDGE)),
    "a count in English": ("elin", in_english(f"{PLEDGE}/platsbesok")),
    "a pledge by status": ("lars", at(f"{PLEDGE}?status=behind")),
    "a pledge, nothing of that status": ("lars", at("/uppfoljning/vastervik-overenskommelse-2025-2027?status=met")),
    "a pledge on a day that was": ("lars", at(f"{PLEDGE}?as_of=2026-06-30&known=now")),
    "a pledge on a day that is none": ("lars", at(f"{PLEDGE}?as_of=30/6")),
    "a count": ("lars", at(f"{PLEDGE}/platsbesok")),
    "a count before anything is expected": ("lars", at(f"{PLEDGE}/platsbesok?as_of=2026-01-10")),
    "a count long ago": ("lars", at("/uppfoljning/vastervik-2020/platsbesok")),
    "a cadence": ("maria", at(f"{PLEDGE}/est")),
    "a trend": ("lars", at(f"{PLEDGE}/medborgardialoger")),
    "a trend without a baseline": ("maria", at(f"{PLEDGE}/batmotorer-och-skargard?rule=2")),
    "a milestone": ("maria", at(f"{PLEDGE}/vagledning-mot-vald")),
    "a coverage": ("petra", at(f"{PLEDGE}/fotpatrull")),
    "an ongoing promise": ("lars", at(f"{PLEDGE}/sspf")),
    "a promise kept on demand": ("karin", at(f"{PLEDGE}/orossamtal")),
    "a sensitive promise, from the other side": ("henrik", at(f"{PLEDGE}/orossamtal?as_of=2026-03-15")),
    "a stated promise": ("petra", at(f"{PLEDGE}/avhopparverksamhet")),
    "a promise of several kinds": ("petra", at(f"{PLEDGE}/narkotika")),
    "a step told wrongly": (
        "maria",
        behind_the_form(
            f"{PLEDGE}/vagledning-mot-vald",
            "Redovisa ett steg",
            "Spara steget",
            lambda page: page.get_by_label("Klart", exact=True).check(),
        ),
    ),
    "steps set wrongly": (
        "maria",
        behind_the_form(
            f"{PLEDGE}/abc", "Ändra stegen", "Spara stegen", lambda page: page.get_by_label("Steg").last.fill("A\nA")
        ),
    ),
    "a judgement left empty": (
        "petra",
        behind_the_form(f"{PLEDGE}/avhopparverksamhet", "Redovisa en period", "Spara bedömningen", leave_empty),
    ),
    "a gap explained by nothing": (
        "maria",
        behind_the_form(f"{PLEDGE}/est", "Förklara en lucka", "Spara orsaken", leave_empty),
    ),
    "all activities behind a figure": ("lars", at(f"{PLEDGE}/platsbesok/insatser")),
    "all activities, from the other side": ("henrik", at(f"{PLEDGE}/platsbesok/insatser")),
    "what became of the promises": ("", at("/oppet/vastervik/vastervik-2026")),
    "what had become of them earlier": ("", at("/oppet/vastervik/vastervik-2026/1")),
    "what became of them, in English": ("", at("/oppet/vastervik/vastervik-2026?sprak=en")),
    "nothing published": ("", at("/oppet/vastervik/vastervik-2025")),
    "places that have published": ("", at("/oppet")),
    "the pledges of a place": ("", at("/oppet/vastervik")),
    "the alarms": ("petra", at("/larm")),
    "a calendar's address": ("karin", a_calendar_of_ones_own),
    "no alarms, in English": ("elin", in_english("/larm?as_of=2024-01-01")),
    "what other rules would change": ("petra", changed_rules),
    "no pack": ("petra", no_pack),
    "rules that were changed": ("maria", rules_changed_by_another),
    "one's own contribution": ("anna", at("/bidrag")),
    "no contribution, since a day that is none": ("karin", at("/bidrag?first=igår&as_of=2020-01-01")),
    "the weekly situations": ("maria", at("/lagesbild")),
    "a week and its decisions": ("maria", at("/lagesbild/2026-W27")),
    "a week without a situation, for others": ("lars", at("/lagesbild/2026-W24")),
    "a week that is filled in": ("maria", a_week_looked_at_once_more),
    "a week that will not do": ("maria", a_week_with_a_problem_but_no_level),
    "a situation file": ("maria", a_situation_file),
    "a decision of nothing": ("maria", no_decision),
    "words that may be erased, with nothing ticked": ("petra", nothing_to_erase),
    "a place": ("lars", at("/platser/resecentrum")),
    "a place where nothing happens, in English": ("elin", in_english("/platser/blankaholm")),
    "the reports": ("lars", at("/rapporter")),
    "the reports of a pledge, for a coordinator": ("petra", at("/rapporter/vastervik-2026")),
    "the reports of a pledge, for others": ("lars", at("/rapporter/vastervik-2026")),
    "a frozen report": ("lars", the_last_report),
    "a report for the Friday meeting": ("petra", for_a_meeting("friday", "Veckan som gått")),
    "a report for the council": ("petra", for_a_meeting("obra", "Område för område")),
    "a report that cannot be frozen": ("petra", no_report),
    "an empty answer": ("maria", no_answer),
    "the places": ("petra", at("/platser")),
    "the places, in English": ("elin", in_english("/platser?q=torget")),
    "a place that is changed": ("petra", at("/platser/ankarsrum/andra")),
    "a place pointed at": ("petra", a_place_pointed_at),
    "a merge that is asked about": ("petra", a_merge_that_is_asked_about),
    "no place": ("petra", no_place),
    "the members in the field": ("karin", at("/admin")),
    "a link shown once": ("henrik", a_link_shown_once),
    "a member's phones": ("karin", the_phones_of_a_member),
    "nobody invited": ("karin", nobody_invited),
    "the trail": ("gunilla", at("/granskning")),
    "the trail of one's own": ("sara", at("/granskning")),
    "the trail, of nothing": ("gunilla", at("/granskning?first=2024-01-01&last=2024-01-02")),
    "the trail from a day that is none": ("gunilla", at("/granskning?first=igår&kind=platsbesok&before=2000")),
    "an activity that was corrected": ("gunilla", partial(latest, "activity-corrected")),
    "an activity that was withdrawn": ("gunilla", partial(latest, "activity-withdrawn")),
    "an activity whose note was read": ("gunilla", partial(latest, "note-read")),
    "an activity with a note to read": ("karin", partial(latest, "note-read")),
    "a note asked for without a reason": ("karin", the_sealed_note("")),
    "letters that never came": ("karin", what_never_came),
    "a gap settled by nothing": ("karin", a_gap_settled_by_nothing),
    "nothing that never came": ("henrik", at("/luckor")),
    "where a rescue file is handed in": ("karin", at("/radda")),
    "no rescue file": ("karin", no_rescue_file),
    "a note that was opened": ("karin", the_sealed_note("Underlag till fredagsmötet")),
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_page(name: str, signed_in: Callable[[str], Page], demonstration: Server):
    member, way = PAGES[name]
    page = signed_in(member)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    way(page, demonstration)
    assert page.locator("h1").count() == 1
    assert page.title().endswith(" – Fältlogg")
    faults = looks.faults(page)
    assert not faults, "\n".join(faults)
    assert said == []
    page.close()


def test_what_is_wrong_with_a_page_is_found(page: Page):
    page.set_content("""<html lang="sv"><title>Fel</title><main><h1>Fel</h1><p style="color: #ccc">Blekt</p>
        <div style="width: 500px">Bred</div><p style="width: 3em; overflow: hidden; white-space: nowrap">Avklippt</p>
        <button style="width: 20px; height: 20px" aria-label="Liten"></button></main></html>""")
    found = "\n".join([*looks.faults(page), *looks.too_small(page)])
    for fault in (
        "320 dark: color-contrast: p",
        "320 light: the page is 5",
        "sticks out: <div",
        "cut off: <p",
        "20 x 20",
    ):
        assert fault in found
