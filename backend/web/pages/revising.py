"""Changed rules of a pledge in words: who changed what, and whether the other organisation has seen it."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from backend.domain.calendar import local
from backend.domain.words import ORGANISATIONS
from backend.web.pages.alarming import AlarmLine
from backend.web.pages.sheet import Notice
from backend.web.pages.speaking import Organisation
from backend.web.pages.tongue import NB, Tongue
from projections.pledges import Revision
from projections.revised import NEWS, Renewal

NAMED = 3
"""As many commitments as a line names."""


class RenewalLine(Struct, frozen=True, kw_only=True):
    """One change in the list of a pledge's changes. `seen` says of each organisation that did not make it."""

    iso: str
    day: str
    heading: str
    changes: tuple[tuple[str, str], ...]
    seen: tuple[str, ...]
    waits: bool


def revised_words(t: Tongue, revision: Revision, most: int | None = None) -> tuple[tuple[str, str], ...]:
    """What a pledge that was published anew says otherwise than before, and of which commitments."""
    told = (
        (t._("Tillagt:"), revision.added),
        (t._("Ändrat:"), revision.changed),
        (t._("Borttaget:"), revision.removed),
    )
    said = [(word, _titles(t, list(titles.values()), most)) for word, titles in told if titles]
    if revision.rest:
        said.append((t._("Löftets namn, dagar, områden eller parter ändrades."), ""))
    return tuple(said)


def _titles(t: Tongue, titles: list[str], most: int | None) -> str:
    if most is None or len(titles) <= most:
        return ", ".join(titles)
    first, more = ", ".join(titles[:most]), len(titles) - most
    return t.ngettext("%(first)s och %(n)s till", "%(first)s och %(n)s till", more, first=first)


def heading(t: Tongue, renewal: Renewal, within: date | None = None) -> str:
    """`Polisen ändrade reglerna 20 november`."""
    day = t.day(local(renewal.at).date(), within)
    if renewal.organisation is None:
        return t._("Den som sköter servern ändrade reglerna %(day)s", day=day)
    return t._("%(who)s ändrade reglerna %(day)s", who=Organisation(t, renewal.organisation), day=day)


def notices(t: Tongue, news: Iterable[Renewal], today: date) -> tuple[Notice, ...]:
    """What stands on the pledge's own page for an organisation that has not seen a change."""
    return tuple(
        Notice(
            text=f"{heading(t, one, today)}. {_in_short(t, one)}",
            href=f"/regler/{one.pledge}",
            word=t._("Före och efter"),
        )
        for one in news
    )


def alarm_lines(t: Tongue, news: Iterable[Renewal], today: date) -> tuple[AlarmLine, ...]:
    """The same among the alarms."""
    found = []
    for one in news:
        since = local(one.at).date()
        found.append(
            AlarmLine(
                keys=(f"{one.pledge}/rules/{one.after.position}",),
                word=one.after.event.pledge.title,
                href=f"/regler/{one.pledge}",
                why=f"{heading(t, one, today)}. {_in_short(t, one)}",
                late=False,
                day=t.short_day(since, today).replace(NB, " "),
                iso=since.isoformat(),
                when=t._("Er samordnare svarar att ni har sett det, senast %(day)s.", day=t.day(since + NEWS, today)),
            )
        )
    return tuple(found)


def renewal_line(t: Tongue, renewal: Renewal, today: date) -> RenewalLine:
    """One change, with who has seen it."""
    day = local(renewal.at).date()
    others = [organisation for organisation in ORGANISATIONS if organisation != renewal.organisation]
    return RenewalLine(
        iso=day.isoformat(),
        day=t.short_day(day, today).replace(NB, " "),
        heading=heading(t, renewal, today),
        changes=revised_words(t, renewal.revision),
        seen=tuple(_seen(t, renewal, organisation, today) for organisation in others),
        waits=any(renewal.news_to(organisation, today) for organisation in others),
    )


def _seen(t: Tongue, renewal: Renewal, organisation: str, today: date) -> str:
    who, at = Organisation(t, organisation), renewal.seen.get(organisation)
    if at is None:
        return t._("%(who)s har inte svarat att de har sett det.", who=who)
    return t._("%(who)s har sett det, %(day)s.", who=who, day=t.day(local(at).date(), today))


def _in_short(t: Tongue, renewal: Renewal) -> str:
    parts = [f"{word} {titles}".strip() for word, titles in revised_words(t, renewal.revision, NAMED)]
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)
