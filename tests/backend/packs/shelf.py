"""The packs as they stand, read once, and the source texts they are held against."""

from datetime import UTC, datetime
from pathlib import Path

from backend.domain.catalogue import Catalogue, CataloguePublished
from backend.domain.pack import Pack, read_entries, read_pack
from backend.domain.pledge import Commitment

FOLDER = Path(__file__).parents[3] / "backend" / "packs"
SOURCES = Path(__file__).parent / "sources"
THE_DAY = datetime(2026, 1, 1, tzinfo=UTC)

BASE = read_entries((FOLDER / "kinds.toml").read_bytes())
PACKS: dict[str, Pack] = {
    path.stem: read_pack(path.read_bytes()) for path in sorted(FOLDER.glob("*.toml")) if path.name != "kinds.toml"
}

WRITTEN = {
    "vastervik-2026": "medborgarlofte-vastervik-2026.txt",
    "vastervik-2025": "medborgarlofte-vastervik-2025-ocr.txt",
    "vastervik-2020": "medborgarlofte-vastervik-2020.txt",
    "vingaker-2025-2026": "medborgarlofte-vingaker-2025-2026.txt",
    "vastervik-overenskommelse-2025-2027": "samverkansoverenskommelse-vastervik-2025-2027.txt",
}
LEGIBLE = [pledge for pledge in WRITTEN if pledge != "vastervik-2025"]


def source(pledge: str) -> str:
    """The source text on one line, without the marks of its lists and bold words."""
    text = (SOURCES / WRITTEN[pledge]).read_text(encoding="utf-8")
    return " ".join(text.replace("**", "").split())


def promises() -> list[tuple[str, Commitment]]:
    """Every commitment of every pack, with the code of its pledge."""
    return [(code, commitment) for code, pack in PACKS.items() for commitment in pack.pledge.commitments]


def catalogue_for(pack: Pack) -> Catalogue:
    """The base and what this pack brings, as where the pack is the only one of its partnership."""
    joined = Catalogue()
    for name, entries in (("kinds", BASE), (pack.pledge.code, pack.entries)):
        joined.take(
            CataloguePublished(partnership=pack.partnership.code, source=name, entries=entries, received_at=THE_DAY)
        )
    return joined
