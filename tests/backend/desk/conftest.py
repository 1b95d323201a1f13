"""A log, a vault and the catalogues on files of the test's own, under a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.desk.catalogues import Catalogues
from backend.desk.publish import PublishDesk
from backend.log import Log
from backend.vault import Erasures, Vault

NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)
PACKS = Path(__file__).parents[3] / "backend" / "packs"


class Desks:
    """What desks stand on, and the desk that everything begins with."""

    def __init__(self, folder: Path) -> None:
        self.at = NOW
        self.log = Log.open(f"sqlite:///{folder / 'log.sqlite'}", clock=self.now)
        self.vault = Vault.at(f"sqlite:///{folder / 'keys.sqlite'}", b"m" * 32)
        self.erasures = Erasures.at(f"sqlite:///{folder / 'erasures.sqlite'}")
        self.catalogues = Catalogues(self.log)
        self.publish = PublishDesk(self.log, self.catalogues, now=self.now)

    def now(self) -> datetime:
        return self.at

    def close(self) -> None:
        for store in (self.erasures, self.vault, self.log):
            store.close()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    """Desks over an empty log."""
    desks = Desks(tmp_path)
    yield desks
    desks.close()


@pytest.fixture
def pledged(desks: Desks) -> Desks:
    """Desks with the pledge of 2026 published."""
    desks.publish.pack((PACKS / "vastervik-2026.toml").read_bytes())
    return desks
