"""Files that are served as they lie: the built field app and what the pages look like. Read once, kept in memory.

What carries its own digest in its name, or is asked for with the digest it has now, may be kept for ever; the rest is
asked for again each time and answered 304. What the build left compressed beside a file (`.br`) is handed out to those
who can read it, and gzip to others.
"""

import gzip
import mimetypes
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from litestar import Request, Response

_HASHED = "assets"  # the folder where Vite puts what has a digest in its name
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_SMALLER = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
_BROTLI = ".br"
_WORTHWHILE = 500  # bytes; below it compressing saves nothing

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class File:
    """A file's content, plain and (where it is worth it) compressed, with its media type and digest.

    `compressed` is by content encoding, the smallest first.
    """

    content: bytes
    compressed: dict[str, bytes]
    media_type: str
    digest: str
    hashed: bool


class Shelf:
    """Every file below one folder, by its path there."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            str(p.relative_to(folder).as_posix()): _read(p)
            for p in sorted(folder.rglob("*"))
            if p.is_file() and p.suffix != _BROTLI
        }

    def address(self, path: str) -> str:
        """`look/base.css?v=…`: an address that changes with the content; the plain path where there is no such file."""
        file = self.files.get(path)
        return f"{path}?v={file.digest[:12]}" if file else path

    def hand_out(
        self, path: str, request: Request[Any, Any, Any], headers: dict[str, str] | None = None
    ) -> Response[bytes] | None:
        """The file as a response, 304 where the browser has it; None where there is none."""
        file = self.files.get(path)
        if file is None:
            return None
        tag = f'"{file.digest[:32]}"'
        kept = file.hashed or request.query_params.get("v") == file.digest[:12]
        sent = {
            "etag": tag,
            "cache-control": _FOR_EVER if kept else _ASK_AGAIN,
            "vary": "accept-encoding",
            **(headers or {}),
        }
        if tag in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, media_type=file.media_type, headers=sent)
        reads = {one.partition(";")[0].strip() for one in request.headers.get("accept-encoding", "").split(",")}
        for encoding, content in file.compressed.items():
            if encoding in reads:
                return Response(content, media_type=file.media_type, headers={**sent, "content-encoding": encoding})
        return Response(file.content, media_type=file.media_type, headers=sent)


def _read(path: Path) -> File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed: dict[str, bytes] = {}
    if kind.startswith(_SMALLER) and len(content) > _WORTHWHILE:
        beside = path.with_name(path.name + _BROTLI)
        if beside.exists():
            compressed["br"] = beside.read_bytes()
        compressed["gzip"] = gzip.compress(content, mtime=0)
    return File(content, compressed, kind, sha256(content).hexdigest(), path.parent.name == _HASHED)
