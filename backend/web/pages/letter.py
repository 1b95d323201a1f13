"""A letter about alarms: what is new, what was told before, and how to be rid of it. Plain text, and nobody's name."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from backend.web.pages.alarming import AlarmLine
from backend.web.pages.tongue import Tongue


class Section(Struct, frozen=True, kw_only=True):
    """The alarms of one partnership."""

    name: str
    partnership: str
    lines: tuple[AlarmLine, ...]

    def keys(self, one: AlarmLine) -> frozenset[str]:
        """What the alarms of a line are called among those of every partnership."""
        return frozenset(f"{self.partnership}/{key}" for key in one.keys)


class Letter(Struct, frozen=True, kw_only=True):
    """What one person is told. `keys` are the alarms in it."""

    subject: str
    text: str
    keys: frozenset[str]


def letter(
    t: Tongue,
    sections: Sequence[Section],
    told: Collection[str],
    base: str,
    *,
    whole: bool,
    demonstration: bool = False,
) -> Letter | None:
    """The letter of a day; None where there is nothing new since what was `told`, unless `whole` lists are wanted.

    `base` is where the server is reached.
    """
    before = frozenset(told)
    every = [(section, one) for section in sections for one in section.lines]
    count = sum(not section.keys(one) <= before for section, one in every)
    if not every or not (count or whole):
        return None
    fresh = _listed(base, sections, lambda section, one: not section.keys(one) <= before)
    rest = _listed(base, sections, lambda section, one: section.keys(one) <= before)
    parts = [*_headed(t._("Nytt"), fresh), *_headed(t._("Sedan förut"), rest)]
    page = f"{base}/larm"
    parts.append(t._("Du får det här brevet för att du har bett om det. Stäng av det på %(page)s.", page=page))
    subject = t.ngettext("Fältlogg: %(n)s nytt larm", "Fältlogg: %(n)s nya larm", count)
    if not count:
        subject = t.ngettext("Fältlogg: %(n)s larm", "Fältlogg: %(n)s larm", len(every))
    if demonstration:
        subject = f"{subject} ({t._('Demonstration – påhittade uppgifter')})"
    keys = frozenset(key for section, one in every for key in section.keys(one))
    return Letter(subject=subject, text="\n\n".join(parts) + "\n", keys=keys)


def _listed(base: str, sections: Sequence[Section], wanted: Callable[[Section, AlarmLine], bool]) -> list[str]:
    """The lines that are wanted, under the names of their partnerships where there are several."""
    found: list[str] = []
    for section in sections:
        chosen = [_told(base, one) for one in section.lines if wanted(section, one)]
        if chosen and len(sections) > 1:
            found.append(section.name)
        found += chosen
    return found


def _headed(heading: str, listed: list[str]) -> list[str]:
    return [f"{heading}\n{'-' * len(heading)}", *listed] if listed else []


def _told(base: str, one: AlarmLine) -> str:
    why = " ".join(part for part in (one.why, one.when) if part)
    first = f"{one.word} ({one.pledge})" if one.pledge else one.word
    return f"* {first}\n  {why}\n  {base}{one.href}"
