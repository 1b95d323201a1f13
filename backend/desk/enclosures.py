"""Looks into a file that somebody hands in as evidence: what it is, by its content and never by its name.

A picture is drawn anew: what the camera wrote beside it (place, time, owner, a smaller copy) is not carried over. A PDF
is kept as it is, if it is one and holds nothing that would run.
"""

import contextlib
import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageOps

from backend.domain.evidence import LARGEST, Media
from backend.domain.refusal import Refused

HANDED_IN = 12_000_000
"""Bytes of a file as it is handed in: phones make large pictures, which become smaller here."""
LONGEST_SIDE = 2400
MOST_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = None  # a file says first how many pixels it has: `MOST_PIXELS` is held against that here
_FORMATS = ("JPEG", "PNG", "WEBP")
_RUNS = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA )")
"""What makes a PDF do something, or carry other files: words that no picture or font in it says by chance."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_BEFORE = 400  # bytes in front of a stream that tell what it is
_UNPACKED = 20_000_000


class Fit(NamedTuple):
    """A file as it may be kept."""

    media: Media
    body: bytes


def fit(body: bytes) -> Fit:
    """The file as it may be kept.

    Refused: `file-too-large`, `not-a-document` (neither a PDF nor a picture), `runs` (a PDF that does something).
    """
    if len(body) > HANDED_IN:
        raise Refused("file-too-large", "file")
    found = _pdf(body) if body.startswith(b"%PDF-") else _picture(body)
    if len(found.body) > LARGEST:
        raise Refused("file-too-large", "file")
    return found


def _pdf(body: bytes) -> Fit:
    if b"%%EOF" not in body[-2048:]:
        raise Refused("not-a-document", "file")
    if any(_RUNS.search(_ESCAPED.sub(lambda m: bytes.fromhex(m[1].decode()), said)) for said in _objects(body)):
        raise Refused("runs", "file")
    return Fit("application/pdf", body)


def _objects(body: bytes) -> Iterator[bytes]:
    """What a PDF says: the file as it stands, and the objects that are packed into streams of it."""
    yield body
    left, at = _UNPACKED, body.find(b"/ObjStm")
    while at >= 0:
        begins = body.find(b"stream", at)
        ends = body.find(b"endstream", begins)
        if min(begins, ends) < 0:
            return
        if begins - at <= _BEFORE:
            packed = body[begins + len(b"stream") : ends].lstrip(b"\r\n")
            with contextlib.suppress(zlib.error):
                unpacked = zlib.decompressobj().decompress(packed, left)
                left = max(1, left - len(unpacked))
                yield unpacked
        at = body.find(b"/ObjStm", ends)


def _picture(body: bytes) -> Fit:
    try:
        opened = Image.open(io.BytesIO(body), formats=_FORMATS)  # reads no more than what it is and how large
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("file-too-large", "file")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened)  # it is shown as the camera was held, and then that is forgotten
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _drawn_anew(picture, lossless=opened.format == "PNG")
    except (OSError, SyntaxError, ValueError, EOFError, struct.error):
        raise Refused("not-a-document", "file") from None


def _drawn_anew(picture: Image.Image, *, lossless: bool) -> Fit:
    """The pixels alone, in a new file."""
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    pixels = picture.convert("RGBA") if see_through else picture.convert("RGB")
    if see_through:
        paper = Image.new("RGB", pixels.size, "white")
        paper.paste(pixels, mask=pixels.getchannel("A"))
        pixels = paper
    bare = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    written = io.BytesIO()
    if lossless:
        bare.save(written, "PNG", optimize=True)
        if written.tell() <= LARGEST:
            return Fit("image/png", written.getvalue())
        written = io.BytesIO()
    bare.save(written, "JPEG", quality=85)
    return Fit("image/jpeg", written.getvalue())
