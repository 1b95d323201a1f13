"""`/oppet`: what has been published, for everybody: page, open data with its schema, Atom feed.

Nobody is asked who they are, no cookie is set, and nothing is shown that was not frozen and approved by both.
"""

import gzip
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from backend import accounting
from backend.accounting import COLUMNS, MEDIA
from backend.domain.account import Account
from backend.domain.calendar import local
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import unasked
from backend.web.pages.environment import tongue_of
from backend.web.pages.open_sheet import occasion_word, open_sheet
from backend.web.pages.sheet import Link
from backend.web.pages.tongue import Tongue
from projections import pledges
from projections.account import PledgeAccount

KEPT = "public, max-age=300"
FOR_EVER = "public, max-age=31536000, immutable"
_ATOM = "http://www.w3.org/2005/Atom"


class OpenPage(Struct, frozen=True, kw_only=True):
    """What stands around a public account. `nothing`: what is said where nothing is published."""

    title: str
    name: str
    here: str
    self: str
    feed: str
    json: str = ""
    csv: str = ""
    xlsx: str = ""
    pdf: str = ""
    sha256: str = ""
    others: tuple[Link, ...] = ()
    nothing: str = ""


class OpenController(Controller):
    """Open to everybody."""

    path = "/oppet"
    include_in_schema = False

    @get("/schema.json", sync_to_thread=False, who=unasked)
    def schema(self) -> Response[bytes]:
        """What the JSON files look like, as JSON Schema."""
        (root,), parts = msgspec.json.schema_components([PledgeAccount], ref_template="#/$defs/{name}")
        described = {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": parts}
        return _data(msgspec.json.encode(described), "application/schema+json")

    @get("/schema-csv.json", sync_to_thread=False, who=unasked)
    def columns(self) -> Response[bytes]:
        """What the columns of the tables mean, as CSV on the Web."""
        described = {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
            "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True},
            "tableSchema": {
                "columns": [
                    {"name": name, "titles": name, "dc:description": words, "datatype": datatype}
                    for name, (words, datatype) in COLUMNS.items()
                ],
                "primaryKey": ["commitment", "rule"],
            },
        }
        return _data(msgspec.json.encode(described), "application/csvm+json")

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
            (published.pledge.title, account)
            for published in found
            for account in house.account_desk.of(partnership, published.pledge.code).public
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
        """The account that was published last, or that none is; `.json`, `.csv`, `.xlsx` and `.pdf` are its files."""
        code, form = _split(pledge)
        every = _published(house, partnership, code)
        if form:
            if not every:
                raise Denied("not-found")
            return _file(house, request, every[-1], form, KEPT)
        return _page(house, request, partnership, code, every[-1] if every else None, every)

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
        every = _published(house, partnership, pledge)
        account = next((a for a in every if str(a.number) == asked), None)
        if account is None:
            raise Denied("not-found")
        if form:
            return _file(house, request, account, form, FOR_EVER)
        return _page(house, request, partnership, pledge, account, every)


def _split(name: str) -> tuple[str, str]:
    """`vastervik-2026.json` as (`vastervik-2026`, `json`); no form where it names none of ours."""
    stem, _, form = name.rpartition(".")
    return (stem, form) if stem and form in MEDIA else (name, "")


def _published(house: House, partnership: str, pledge: str) -> tuple[Account, ...]:
    """What is public of a pledge, the latest last. Raises Refused (`unknown-pledge`)."""
    with house.reading() as reading:
        pledges.pledge(reading, partnership, pledge, reading.position)
    return house.account_desk.of(partnership, pledge).public


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
    name = f"{frozen.pledge}-{frozen.as_of}-{account.number}.{form}"
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
        here=here,
        self=request.url.path,
        feed=f"/oppet/{partnership}/feed.atom",
        nothing=t._("Inget är publicerat än om %(pledge)s.", pledge=published.pledge.title),
    )
    sheet = None
    if account is not None:
        frozen = f"{here}/{account.number}"
        around = msgspec.structs.replace(
            around,
            json=f"{frozen}.json",
            csv=f"{frozen}.csv",
            xlsx=f"{frozen}.xlsx",
            pdf=f"{frozen}.pdf" if "pdf" in account.frozen.files else "",
            sha256=account.sha256,
            others=tuple(_others(t, here, account, every)) if len(every) > 1 else (),
        )
        sheet = open_sheet(t, accounting.read(house.account_desk.file(partnership, account.sha256)), account)
    engine = request.app.template_engine
    if engine is None:
        raise Denied("not-found")
    html = engine.get_template("open.html").render(request=request, page=around, sheet=sheet).encode()
    headers = {"cache-control": KEPT, "vary": "accept-language, accept-encoding, cookie"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        html = gzip.compress(html, 6, mtime=0)  # nothing secret stands on the page
        headers["content-encoding"] = "gzip"
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def _others(t: Tongue, here: str, shown: Account, every: tuple[Account, ...]) -> Iterator[Link]:
    for account in reversed(every):
        word = t._(
            "%(what)s, läget %(day)s",
            what=occasion_word(t, account.frozen.occasion),
            day=t.day(account.frozen.as_of),
        )
        yield Link(href=f"{here}/{account.number}", word=word, here=account is shown)


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
        what = t._("%(what)s, läget %(day)s", what=occasion_word(t, frozen.occasion), day=t.day(frozen.as_of))
        SubElement(entry, "title").text = f"{title}: {what}"
        SubElement(entry, "id").text = f"urn:uuid:{frozen.account}"
        SubElement(entry, "updated").text = local(_public_at(account)).isoformat()
        SubElement(entry, "link", {"href": f"{base}/oppet/{partnership}/{frozen.pledge}/{account.number}"})
        SubElement(entry, "summary").text = t._("Vad som är gjort, och vad som inte blev av.")
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body
