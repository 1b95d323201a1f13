"""Every promise of every pack stands on its pages with its text, an owner, a figure or a status: none is blank."""

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

import httpx
import pytest

from backend.demo.record import record_demonstration
from backend.domain.member import Role
from backend.domain.pack import Pack, read_pack
from backend.settings import Settings
from tests.support.office import NOW, PACKS, Office, opened

ALL = sorted(path.stem for path in PACKS.glob("*.toml") if path.stem != "kinds")
READ: dict[str, Pack] = {name: read_pack((PACKS / f"{name}.toml").read_bytes()) for name in ALL}
PROMISES = {"vastervik-2026": 25, "vastervik-2025": 24, "vastervik-2020": 9, "vingaker-2025-2026": 3}
"""How many promises the signed documents hold; the agreement between the parties comes on top."""

STATUSES = {
    "met": {"Uppfyllt"},
    "on-track": {"I fas"},
    "behind": {"Efter"},
    "missed": {"Missat"},
    "ongoing": {"Pågår", "Vid behov"},
    "reported": {"Redovisat"},
    "unreported": {"Ej redovisat"},
}
WORDS = set().union(*STATUSES.values())
DAYS = ("2019-12-31", "2020-06-30", "2025-01-01", "2025-12-31", "2026-05-04", "2027-01-01", "2028-02-29")
"""Before any pledge, in each, and after all of them."""


@pytest.fixture(scope="module", params=["an empty log", "the demonstration"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    packs = ALL
    if request.param == "the demonstration":
        record_demonstration(Settings.read({"FALTLOGG_DATA": str(folder)}), NOW - timedelta(minutes=1))
        packs = [name for name in ALL if READ[name].pledge.partnership != "vastervik"]
    with opened(folder, *packs) as office:
        yield office


@pytest.fixture(scope="module")
def readers(office: Office) -> dict[tuple[str, str], httpx.Client]:
    """Somebody in management of each organisation of each partnership, by both."""
    return {
        (partnership, organisation): office.sign_in(
            office.member(Role.MANAGEMENT, organisation=organisation, partnership=partnership), accept="text/html"
        )
        for partnership in {pack.pledge.partnership for pack in READ.values()}
        for organisation in ("polisen", "kommunen")
    }


def test_no_promise_was_forgotten():
    counted = {name: len(pack.pledge.commitments) for name, pack in READ.items()}
    assert {name: counted[name] for name in PROMISES} == PROMISES
    assert counted["vastervik-overenskommelse-2025-2027"] > 0
    assert all(c.owner and c.text.strip() and c.rule for pack in READ.values() for c in pack.pledge.commitments)


@pytest.mark.parametrize("organisation", ["polisen", "kommunen"])
@pytest.mark.parametrize("name", ALL)
def test_every_promise_has_a_figure_and_a_status_on_its_pledges_page(
    readers: dict[tuple[str, str], httpx.Client], name: str, organisation: str
):
    pledge = READ[name].pledge
    reader = readers[pledge.partnership, organisation]
    for query in ("", "?as_of=2019-12-31", "?as_of=2026-03-31&known=now", "?as_of=2028-02-29"):
        page = tree(reader.get(f"/uppfoljning/{name}{query}"))
        for promise in pledge.commitments:
            row = found(page, "id", f"a-{promise.code}")
            assert text(one(row, "verbatim")).rstrip(" …") in promise.text
            assert text(one(row, "figure")), promise.code
            assert text(one(row, "state")) in WORDS, promise.code
            assert len([e for e in row.iter("svg") if e.get("class") == "owner"]) == len(promise.owner)


@pytest.mark.parametrize("organisation", ["polisen", "kommunen"])
@pytest.mark.parametrize("name", ALL)
def test_every_promise_has_a_page_with_its_text_and_a_figure_for_each_rule(
    readers: dict[tuple[str, str], httpx.Client], name: str, organisation: str
):
    pledge = READ[name].pledge
    reader = readers[pledge.partnership, organisation]
    for promise in pledge.commitments:
        page = tree(reader.get(f"/uppfoljning/{name}/{promise.code}"))
        assert text(one(page, "promise")) == promise.text
        figures = [e for e in page.iter() if e.get("class") == "big"]
        assert len(figures) == len(promise.rule), promise.code
        assert all(text(figure) for figure in figures), promise.code
        states = [text(e) for e in page.iter("span") if (e.get("class") or "").startswith("state ")]
        assert len(states) >= len(promise.rule)
        assert set(states) <= WORDS
        for rule in promise.rule:
            assert not rule.reading or rule.reading in text(page), promise.code


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("name", ALL)
def test_every_promise_has_a_status_and_every_rule_something_to_say_on_any_day(
    readers: dict[tuple[str, str], httpx.Client], name: str, as_of: str
):
    pledge = READ[name].pledge
    reader = readers[pledge.partnership, "kommunen"]
    for known in ("", "&known=now"):
        told = reader.get(f"/api/pledges/{name}/fulfilment?as_of={as_of}{known}").raise_for_status().json()
        assert [one["code"] for one in told["commitments"]] == [promise.code for promise in pledge.commitments]
        assert sum(told["counts"].values()) == len(pledge.commitments)
        for promise, answer in zip(pledge.commitments, told["commitments"], strict=True):
            assert answer["status"] in STATUSES
            assert answer["text"] == promise.text
            for figure in answer["rules"]:
                assert says_something(figure, begun=as_of >= str(pledge.first)), (promise.code, figure)


def says_something(figure: dict[str, object], *, begun: bool) -> bool:
    """Absent is what nobody reported, never nought; steps and judgements speak for themselves."""
    told = {"stated": "judgements", "milestone": "steps"}.get(str(figure["type"]), "value")
    share_of_nothing = figure.get("of_total") == 0
    silent = figure["status"] == "unreported" or share_of_nothing or not begun
    return figure["status"] in STATUSES and (told in figure or silent)


# A page as a tree, for what has no ids


class _Builder(HTMLParser):
    VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in self.VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and (last := self.open.pop()) != tag:
            self.tree.end(last)
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)


def tree(answer: httpx.Response) -> Element:
    assert answer.status_code == 200, answer.text
    builder = _Builder()
    builder.feed(answer.text)
    return builder.tree.close()


def found(page: Element, attribute: str, value: str) -> Element:
    [element] = [e for e in page.iter() if e.get(attribute) == value]
    return element


def one(page: Element, name: str) -> Element:
    """The one element of a class."""
    [element] = [e for e in page.iter() if name in (e.get("class") or "").split()]
    return element


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
