"""Places as files name them: by code or by name, also by a name that a place had before."""

from backend.domain.catalogue import Catalogue
from backend.existing.cells import Words
from backend.existing.faults import Bad, fault


class PlaceWords:
    """The places of a catalogue. `moved` says what was read as a place that is called, or is, something else now."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._now, self._before = Words(catalogue.called()), Words(catalogue.formerly())
        self._moved: dict[str, None] = {}

    @property
    def moved(self) -> tuple[str, ...]:
        """A line for each name that was understood so, in the order of the file."""
        return tuple(self._moved)

    def known(self, word: str) -> str | None:
        """The code that a code or a name stands for; None for no place."""
        for words in (self._now, self._before):
            try:
                return words.code(word)
            except Bad:
                continue
        return None

    def code(self, word: str) -> str:
        """The same, said where it is not what the place is called now; raises Bad."""
        code = self.known(word)
        if code is None:
            raise Bad("finns inte i listan")
        stands = self._catalogue.places[self._catalogue.stands_for(code)]
        if stands.code != code or not self._is_now(word):
            written = fault(0, "place", "", word).value
            self._moved[f"”{written}” är nu {stands.name}" if written else f"En plats är nu {stands.name}"] = None
        return code

    def _is_now(self, word: str) -> bool:
        try:
            return bool(self._now.code(word))
        except Bad:
            return False
