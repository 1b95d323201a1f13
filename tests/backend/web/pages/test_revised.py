"""Rules that one organisation changed alone: the other sees it, and says so."""

import html
import re

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, PACKS, Office

PACK = (PACKS / "vastervik-2026.toml").read_bytes()
HIGHER = PACK.replace(b"at_least = 100", b"at_least = 120", 1)
PLEDGE, RULES = "/uppfoljning/vastervik-2026", "/regler/vastervik-2026"
CHANGED = "Polisen ändrade reglerna 5 maj. Ändrat: Minst hundra platsbesök."


def page(client: httpx.Client, path: str) -> str:
    """What a page says, without its marks."""
    words = re.sub(r"<[^>]+>", " ", client.get(path).text.replace("\N{NO-BREAK SPACE}", " "))
    return re.sub(r" ([.,])", r"\1", " ".join(html.unescape(words).split()))


def press(client: httpx.Client) -> httpx.Response:
    published = re.search(r'name="published" value="([^"]+)"', client.get(RULES).text)
    assert published
    return client.post(RULES, headers={"x-faltlogg": "1", "origin": BASE}, data={"published": published[1]})


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    """The police's coordinator, who has changed a rule."""
    office.recorded(office.sign_in(office.member(Role.FIELD)))
    petra = office.member(Role.COORDINATOR, name="Petra Wallin")
    office.clock.pass_(hours=1)
    office.house.publish_desk.pack(HIGHER, by=petra)
    return office.sign_in(petra, accept="text/html")


@pytest.fixture
def maria(office: Office, petra: httpx.Client) -> httpx.Client:
    """The municipality's coordinator."""
    return office.sign_in(office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Ek"), accept="text/html")


def test_the_other_organisation_meets_it_among_the_alarms_and_on_the_pledges_page(
    petra: httpx.Client, maria: httpx.Client
):
    for path in (PLEDGE, "/larm", "/uppfoljning"):
        assert CHANGED in page(maria, path)
        assert f'href="{RULES}"' in maria.get(path).text
        assert CHANGED not in page(petra, path)
    assert "senast 4 juni." in page(maria, "/larm")


def test_before_and_after_are_shown_and_what_was_seen_is_no_news_any_more(petra: httpx.Client, maria: httpx.Client):
    told = page(maria, RULES)
    assert "1 av 100" in told.partition("Nu")[0]
    assert "1 av 120" in told
    assert "Kommunen har inte svarat att de har sett det." in told
    answer = press(maria)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{RULES}?klar=sett")
    for path in (PLEDGE, "/larm"):
        assert CHANGED not in page(maria, path)
    for reader in (petra, maria):
        assert "Kommunen har sett det, 5 maj." in page(reader, RULES)
        assert "Vi har sett ändringen" not in reader.get(RULES).text
        assert "Ändrade regler har setts" in page(reader, "/granskning?action=pledge-acknowledged")


def test_only_a_coordinator_of_the_other_organisation_is_asked(
    office: Office, petra: httpx.Client, maria: httpx.Client
):
    sven = office.sign_in(office.member(Role.FIELD, organisation="kommunen", name="Sven Alm"), accept="text/html")
    assert "Vi har sett ändringen" in maria.get(RULES).text
    assert "Vi har sett ändringen" not in sven.get(RULES).text
    assert "Er samordnare svarar här" in page(sven, RULES)
    assert "Vi har sett ändringen" not in petra.get(RULES).text


def test_what_was_published_once_more_meanwhile_has_not_been_seen(office: Office, maria: httpx.Client):
    shown = maria.get(RULES).text
    published = re.search(r'name="published" value="([^"]+)"', shown)
    assert published
    office.clock.pass_(hours=1)
    office.house.publish_desk.pack(HIGHER.replace(b"at_least = 120", b"at_least = 130", 1))
    headers = {"x-faltlogg": "1", "origin": BASE}
    assert maria.post(RULES, headers=headers, data={"published": published[1]}).status_code == 422
    assert "Den som sköter servern ändrade reglerna 5 maj" in page(maria, PLEDGE)
    assert "1 av 100" in page(maria, RULES).partition("Nu")[0]


def test_a_pledge_that_was_never_changed_says_so(office: Office):
    lars = office.sign_in(office.member(Role.MANAGEMENT), accept="text/html")
    assert "Löftet har inte ändrats sedan det lades in." in page(lars, RULES)
    assert lars.get("/regler/vastervik-1999").status_code == 404


def test_it_is_told_in_english(maria: httpx.Client):
    maria.headers["accept-language"] = "en"
    assert "The police changed the rules" in page(maria, PLEDGE)
