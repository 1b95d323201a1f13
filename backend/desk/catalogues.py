"""Each partnership's catalogue as the log has it, kept at hand."""

import threading
import time
from typing import get_args

from backend.domain.catalogue import Catalogue, CatalogueEvent
from backend.domain.events import stream
from backend.log import Log

_FRESH = 5.0
"""Seconds that a catalogue is used without asking the log again; what is not found in it is asked for at once."""


class Catalogues:
    """The catalogues, read from the log when first asked for and when they may have changed."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._held: dict[str, tuple[float, Catalogue]] = {}
        self._lock = threading.Lock()

    def of(self, partnership: str, *, anew: bool = False) -> Catalogue:
        """The partnership's catalogue; `anew` reads it again."""
        held = self._held.get(partnership)
        if held and not anew and time.monotonic() - held[0] < _FRESH:
            return held[1]
        with self._lock:
            place = stream(partnership, "catalogue")
            catalogue = Catalogue()
            events = (recorded.event for recorded in self._log.read([place]).get(place, []))
            catalogue.take(*(event for event in events if isinstance(event, get_args(CatalogueEvent))))
            self._held[partnership] = time.monotonic(), catalogue
            return catalogue
