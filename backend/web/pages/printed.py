"""An account as PDF/UA, laid out by typst from the same words as the page; made once, when the account is frozen.

The layout runs in a process of its own (`typeset.py`) that is ended when it takes too long: typst cannot be
interrupted, and a thread of the server that waited for it would be lost.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import Markup

from backend import accounting
from backend.web.pages.deciding import DecisionLine
from backend.web.pages.open_meeting import Meeting
from backend.web.pages.open_sheet import Vow, occasion_word, open_sheet
from backend.web.pages.sheet import TableSheet
from backend.web.pages.tongue import Tongue, tongue
from projections.account import PledgeAccount

LAYOUT = Path(__file__).parent.parent / "print" / "account.typ"
_COLOURS = (LAYOUT.parent / "plots.css").read_text(encoding="utf-8")
TYPESETTER = Path(__file__).with_name("typeset.py")
PATIENCE = 30.0
"""Seconds that a layout may take; it takes about one."""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
_HEARD = 2_000  # characters of a complaint


class Unprinted(Exception):
    """The layout did not come about in time, or failed: what was said of it."""


def every_form(given: PledgeAccount) -> dict[str, bytes]:
    """All the files that an account is frozen in. Raises Unprinted."""
    return {**accounting.files(given), "pdf": printed(given)}


def printed(given: PledgeAccount) -> bytes:
    """In Swedish, as both organisations sign it. Raises Unprinted."""
    words = msgspec.json.encode(_words(tongue("sv"), given)).decode()
    try:
        made = subprocess.run(
            [sys.executable, "-I", str(TYPESETTER)],
            input=msgspec.json.encode({"layout": str(LAYOUT), "data": words}),
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise Unprinted(f"not done in {PATIENCE:g} seconds") from None
    except subprocess.CalledProcessError as failed:
        raise Unprinted(failed.stderr.decode(errors="replace")[-_HEARD:]) from None
    return made.stdout


def _words(t: Tongue, given: PledgeAccount) -> dict[str, Any]:
    sheet = open_sheet(t, given, None)
    what = t._("%(what)s, läget %(day)s", what=occasion_word(t, given.occasion), day=t.day(given.as_of))
    return {
        "title": f"{given.title}: {what}",
        "heading": t._("Vad blev det av löftet?"),
        "intro": sheet.intro,
        "notes": sheet.notes,
        "meeting": _meeting(t, sheet.meeting),
        "sum": sheet.heading,
        "counts": [{"count": c.count, "words": c.words} for c in sheet.counts],
        "parts": [{"title": p.title, "vows": [_vow(v) for v in p.vows]} for p in sheet.parts],
        "checklist": [{"ask": g.ask, "text": g.text, "who": g.who} for g in sheet.checklist],
        "foot": what,
        "words": {
            "promised": t._("Lovat"),
            "done": t._("Gjort"),
            "undone": t._("Blev inte av"),
            "checklist": t._("Så har vi följt upp löftena"),
        },
    }


def _meeting(t: Tongue, told: Meeting | None) -> list[dict[str, Any]]:
    """The parts that a meeting wants first: heading, sentences, table."""
    if told is None:
        return []
    lines = [f"{line.title}: {line.text}" for line in told.lines]
    parts: list[dict[str, Any]] = [
        {"title": t._("Att ta upp"), "lines": lines, "under": "" if lines else told.nothing, "table": None}
    ]
    if told.under:
        parts.append({"title": t._("Veckan som gått"), "lines": [], "under": told.under, "table": _table(told.week)})
    if told.areas:
        parts.append({"title": t._("Område för område"), "lines": [], "under": "", "table": _table(told.areas)})
    decided = (
        {
            "title": part.heading,
            "lines": [],
            "under": "" if part.lines else part.nothing,
            "table": None,
            "decisions": [_decision(t, line) for line in part.lines],
        }
        for part in told.decisions or ()
    )
    return [*parts, *decided]


def _decision(t: Tongue, line: DecisionLine) -> dict[str, Any]:
    """A decision in paragraphs: its words and state, who and until when, and what was told of it last."""
    about = ", ".join(part for part in (line.where, line.who, line.until) if part)
    told = [f"{said.day} {said.word}, {said.by}: {said.text}" for said in line.told]
    return {"what": line.what, "word": line.word, "rest": [f"{about}. {t._('Beslutat')} {line.week}.", *told]}


def _table(sheet: TableSheet | None) -> dict[str, Any] | None:
    return {"caption": sheet.caption, "heads": sheet.heads, "rows": sheet.rows} if sheet else None


def _vow(vow: Vow) -> dict[str, Any]:
    return {
        "title": vow.title,
        "word": vow.word,
        "text": vow.text,
        "whose": vow.whose,
        "done": [{"name": b.name, "lead": b.lead, "rest": b.done} for b in vow.became],
        "undone": [{"name": b.name, "lead": "", "rest": b.undone} for b in vow.became],
        "plot": _on_paper(vow.drawn.plot) if vow.drawn else "",
        "alt": vow.drawn.alt if vow.drawn else "",
        "caption": vow.drawn.caption if vow.drawn else "",
    }


def _on_paper(plot: Markup) -> str:
    """A plot as a drawing of its own, in the colours of paper."""
    head, _, body = str(plot).partition(">")
    return f'{head.replace("<svg", _SVG, 1)}><style>{_COLOURS}</style>{body}'
