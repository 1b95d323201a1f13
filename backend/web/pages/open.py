"""`/oppet`: what has been published, for everybody: page, open data with its schema, Atom feed.

Nobody is asked who they are, no cookie is set, and nothing is shown that was not frozen and approved by both.
"""

import gzip
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from backend import accounting
from backend.accounting import MEDIA
from backend.domain.account import Account, Accounts
from backend.domain.calendar import local
from backend.domain.pledge import PledgePublished
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import unasked
from backend.web.pages import open_schema
from backend.web.pages.environment import tongue_of
from backend.web.pages.open_meeting import MEETINGS
from backend.web.pages.open_sheet import account_word, open_sheet
from backend.web.pages.sheet import Link
from backend.web.pages.tongue import Tongue
from projections import pledges

KEPT = "public, max-age=300"
FOR_EVER = "public, max-age=31536000, immutable"
_ATOM = "http://www.w3.org/2005/Atom"


class OpenPage(Struct, frozen=True, kw_only=True):
    """What stands around a public account. `which` tells it from the pledge's others; `nothing`: what is said where
    nothing is published.
    """

    title: str
    which: str = ""
    name: str
    home: str
    every: str
    self: str
    feed: str
    json: str = ""
    csv: str = ""
    xlsx: str = ""
    pdf: str = ""
    sha256: str = ""
    others: tuple[Link, ...] = ()
    nothing: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """A place, or a pledge, and what has been published of it, the latest first."""

    href: str
    title: str
    under: str = ""
    links: tuple[Link, ...] = ()


class OpenList(Struct, frozen=True, kw_only=True):
    """What there is to read, of everybody or of one place."""

    heading: str
    intro: str
    name: str
    home: str
    self: str
    entries: tuple[Entry, ...]
    feed: str = ""


class OpenController(Controller):
    """Open to everybody."""

    path = "/oppet"
    include_in_schema = False

    @get("/schema.json", sync_to_thread=False, who=unasked)
    def schema(self) -> Response[bytes]:
        """What the JSON files look like, as JSON Schema."""
        return _data(msgspec.json.encode(open_schema.schema()), "application/schema+json")

    @get("/schema-csv.json", sync_to_thread=False, who=unasked)
    def columns(self) -> Response[bytes]:
        """What the columns of the tables mean, as CSV on the Web."""
        return _data(msgspec.json.encode(open_schema.columns()), "application/csvm+json")

    @get("/", sync_to_thread=True, who=unasked)
    def everywhere(self, request: Request[Any, Any, Any], house: NamedDependency[House]) -> Response[bytes]:
        """The places that have published an account."""
        t, entries = tongue_of(request), []
        with house.reading() as reading:
            found = {code: pledges.pledges(reading, code) for code in pledges.partnerships(reading)}
        for code, published in found.items():
            every = _given(house, code, published)
            if every:
                terms = published[0].terms
                under = t._("%(police)s och %(town)s", police=terms.police_area, town=terms.municipality)
                entries.append(Entry(href=f"/oppet/{code}", title=terms.name, under=under))
        page = OpenList(
            heading=t._("Vad blev det av löftena?"),
            intro=t._("Här berättar polis och kommun vad som blev gjort av det de lovade, och vad som inte blev av.")
            if entries
            else t._("Ingen har publicerat något än."),
            name=t._("Öppen redovisning"),
            home="/oppet",
            self="/oppet",
            entries=tuple(sorted(entries, key=lambda e: e.title)),
        )
        return _html(request, "open-list.html", page=page)

    @get("/{partnership:str}", sync_to_thread=True, who=unasked)
    def place(
        self, partnership: FromPath[str], request: Request[Any, Any, Any], house: NamedDependency[House]
    ) -> Response[bytes]:
        """The pledges of a place, and every account of each that is public."""
        t, here = tongue_of(request), f"/oppet/{partnership}"
        with house.reading() as reading:
            found = pledges.pledges(reading, partnership)
        if not found:
            raise Denied("not-found")
        terms = found[0].terms
        public = {pledge: accounts for pledge, _, accounts in _given(house, partnership, found)}
        entries = [
            Entry(
                href=f"{here}/{p.pledge.code}",
                title=p.pledge.title,
                under="" if p.pledge.code in public else t._("Inget är publicerat än."),
                links=tuple(_others(t, f"{here}/{p.pledge.code}", None, public.get(p.pledge.code, ()))),
            )
            for p in found
        ]
        page = OpenList(
            heading=t._("Löftena i %(place)s", place=terms.name),
            intro=t._(
                "%(police)s och %(town)s berättar vad som blev gjort av det de lovade, och vad som inte blev av.",
                police=terms.police_area,
                town=terms.municipality,
            ),
            name=t._("Öppen redovisning, %(place)s", place=terms.name),
            home="/oppet",
            self=here,
            entries=tuple(entries),
            feed=f"{here}/feed.atom",
        )
        return _html(request, "open-list.html", page=page)

    @get("/{partnership:str}/feed.atom", sync_to_thread=True, who=unasked)
    def feed(
        self, partnership: FromPath[str], request: Request[Any, Any, Any], house: NamedDependency[House]
    ) -> Response[bytes]:
        """What a partnership has published, the latest first."""
        t = tongue_of(request)
        with house.reading() as reading:
            found = pledges.pledges(reading, partnership)
        if not found:
            raise Denied("not-found")
        every = [
            (title, account) for _, title, accounts in _given(house, partnership, found) for account in accounts
        ]
        every.sort(key=lambda entry: _public_at(entry[1]), reverse=True)
        base = str(request.base_url).rstrip("/")
        return _data(_atom(t, base, partnership, found[0].terms.name, every), "application/atom+xml; charset=utf-8")

    @get("/{partnership:str}/{pledge:str}", sync_to_thread=True, who=unasked)
    def latest(
        self,
        partnership: FromPath[str],
        pledge: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
    ) -> Response[bytes]:
        """The follow-up that was published last, or that none is; `.json`, `.csv`, `.xlsx` and `.pdf` are its files."""
        code, form = _split(pledge)
        every = _published(house, partnership, code).listed
        last = _latest(every)
        if form:
            if last is None:
                raise Denied("not-found")
            return _file(house, request, last, form, KEPT)
        return _page(house, request, partnership, code, last, every)

    @get("/{partnership:str}/{pledge:str}/{number:str}", sync_to_thread=True, who=unasked)
    def one(
        self,
        partnership: FromPath[str],
        pledge: FromPath[str],
        number: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
    ) -> Response[bytes]:
        """A published account by its number, for ever; `.json`, `.csv`, `.xlsx` and `.pdf` are its files."""
        asked, form = _split(number)
        given = _published(house, partnership, pledge)
        account = next((a for a in given.public if str(a.number) == asked), None)
        if account is None:
            raise Denied("not-found")
        if form:
            return _file(house, request, account, form, FOR_EVER)
        return _page(house, request, partnership, pledge, account, given.listed)


def _split(name: str) -> tuple[str, str]:
    """`vastervik-2026.json` as (`vastervik-2026`, `json`); no form where it names none of ours."""
    stem, _, form = name.rpartition(".")
    return (stem, form) if stem and form in MEDIA else (name, "")


def _published(house: House, partnership: str, pledge: str) -> Accounts:
    """The accounts of a pledge. Raises Refused (`unknown-pledge`)."""
    with house.reading() as reading:
        pledges.pledge(reading, partnership, pledge, reading.position)
    return house.account_desk.of(partnership, pledge)


def _latest(every: Sequence[Account]) -> Account | None:
    """What a pledge's address shows: a paper for a meeting only where there is nothing else."""
    return next((a for a in reversed(every) if a.frozen.occasion not in MEETINGS), every[-1] if every else None)


def _given(
    house: House, partnership: str, published: Sequence[PledgePublished]
) -> list[tuple[str, str, tuple[Account, ...]]]:
    """(code, title, accounts) of each pledge that has public ones to lead to, the latest last."""
    found = [
        (p.pledge.code, p.pledge.title, house.account_desk.of(partnership, p.pledge.code).listed) for p in published
    ]
    return [one for one in found if one[2]]


def _public_at(account: Account) -> datetime:
    return account.published.received_at if account.published else account.frozen.received_at


def _file(house: House, request: Request[Any, Any, Any], account: Account, form: str, keep: str) -> Response[bytes]:
    """A frozen file, byte for byte."""
    frozen = account.frozen
    if form not in frozen.files:
        raise Denied("not-found")
    tag = f'"{frozen.files[form]}"'
    headers = {"etag": tag, "cache-control": keep, "access-control-allow-origin": "*"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    name = accounting.file_name(account, form)
    headers |= {"content-disposition": f'inline; filename="{name}"', "cross-origin-resource-policy": "cross-origin"}
    body = house.account_desk.file(frozen.partnership, frozen.files[form])
    return Response(body, media_type=MEDIA[form], headers=headers)


def _data(body: bytes, media: str) -> Response[bytes]:
    return Response(body, media_type=media, headers={"cache-control": KEPT, "access-control-allow-origin": "*"})


def _page(
    house: House,
    request: Request[Any, Any, Any],
    partnership: str,
    pledge: str,
    account: Account | None,
    every: tuple[Account, ...],
) -> Response[bytes]:
    t = tongue_of(request)
    with house.reading() as reading:
        published = pledges.pledge(reading, partnership, pledge, reading.position).event
    here = f"/oppet/{partnership}/{pledge}"
    around = OpenPage(
        title=published.pledge.title,
        name=t._("Öppen redovisning, %(place)s", place=published.terms.name),
        home=f"/oppet/{partnership}",
        every=t._("Alla löften i %(place)s", place=published.terms.name),
        self=request.url.path,
        feed=f"/oppet/{partnership}/feed.atom",
        nothing=t._("Inget är publicerat än om %(pledge)s.", pledge=published.pledge.title),
    )
    sheet = None
    if account is not None:
        frozen = f"{here}/{account.number}"
        around = msgspec.structs.replace(
            around,
            which=account_word(t, account),
            json=f"{frozen}.json",
            csv=f"{frozen}.csv",
            xlsx=f"{frozen}.xlsx",
            pdf=f"{frozen}.pdf" if "pdf" in account.frozen.files else "",
            sha256=account.sha256,
            others=tuple(_others(t, here, account, every)) if any(a is not account for a in every) else (),
        )
        sheet = open_sheet(t, accounting.read(house.account_desk.file(partnership, account.sha256)), account)
    return _html(request, "open.html", page=around, sheet=sheet)


def _html(request: Request[Any, Any, Any], template: str, **context: object) -> Response[bytes]:
    """A page that anybody may keep for a while."""
    engine = request.app.template_engine
    if engine is None:
        raise Denied("not-found")
    html = engine.get_template(template).render(request=request, **context).encode()
    headers = {"cache-control": KEPT, "vary": "accept-language, accept-encoding, cookie"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        html = gzip.compress(html, 6, mtime=0)  # nothing secret stands on the page
        headers["content-encoding"] = "gzip"
    return Response(html, media_type="text/html", headers=headers)


def _others(t: Tongue, here: str, shown: Account | None, every: tuple[Account, ...]) -> Iterator[Link]:
    for account in reversed(every):
        yield Link(href=f"{here}/{account.number}", word=account_word(t, account), here=account is shown)


def _atom(t: Tongue, base: str, partnership: str, place: str, every: list[tuple[str, Account]]) -> bytes:
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": t.code})
    SubElement(feed, "title").text = t._("Öppen redovisning, %(place)s", place=place)
    address = f"{base}/oppet/{partnership}/feed.atom"
    SubElement(feed, "id").text = address
    SubElement(feed, "link", {"rel": "self", "href": address})
    latest = _public_at(every[0][1]).isoformat() if every else "1970-01-01T00:00:00Z"
    SubElement(feed, "updated").text = latest
    SubElement(SubElement(feed, "author"), "name").text = place
    for title, account in every:
        frozen = account.frozen
        entry = SubElement(feed, "entry")
        SubElement(entry, "title").text = f"{title}: {account_word(t, account)}"
        SubElement(entry, "id").text = f"urn:uuid:{frozen.account}"
        SubElement(entry, "updated").text = local(_public_at(account)).isoformat()
        SubElement(entry, "link", {"href": f"{base}/oppet/{partnership}/{frozen.pledge}/{account.number}"})
        SubElement(entry, "summary").text = t._("Vad som är gjort, och vad som inte blev av.")
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body
