"""Alarms in words: what, why in a sentence, since when and until when. What awaits words is told together."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from backend.web.pages.seen import address
from backend.web.pages.sheet import Link
from backend.web.pages.speaking import first_up
from backend.web.pages.tongue import NB, Tongue
from projections.alarms import Alarm

NAMED = 5
"""As many commitments as a line names."""


class AlarmLine(Struct, frozen=True, kw_only=True):
    """One thing to do something about.

    `named`: the word is a commitment's own name, which is Swedish in every language. `parts` are the commitments where
    they are several and not too many to name, each with its own page. `keys` are the alarms it tells of,
    `pledge` the title of their pledge. `day` with its `iso` is until when or, where it is late, since when; `when` says
    which, in words.
    """

    keys: tuple[str, ...]
    word: str
    href: str
    why: str
    late: bool
    named: bool = True
    parts: tuple[Link, ...] = ()
    pledge: str = ""
    owners: tuple[str, ...] = ()
    day: str = ""
    iso: str = ""
    when: str = ""


def lines(t: Tongue, alarms: Iterable[Alarm], today: date, **carried: str) -> tuple[AlarmLine, ...]:
    """A line for each, in their order; judgements of one pledge and period stand in one line."""
    together: dict[tuple[str, ...], list[Alarm]] = {}
    for alarm in alarms:
        alone = (alarm.key,) if alarm.what != "judgement" else (alarm.pledge, alarm.period or "", str(alarm.others))
        together.setdefault(alone, []).append(alarm)
    return tuple(_line(t, group, today, carried) for group in together.values())


def _line(t: Tongue, group: Sequence[Alarm], today: date, carried: dict[str, str]) -> AlarmLine:
    alarm, page = group[0], f"/uppfoljning/{group[0].pledge}"
    titles = dict.fromkeys((a.commitment, a.title) for a in group)
    parts = tuple(Link(href=address(f"{page}/{code}", **carried), word=title) for code, title in titles)
    word, href = alarm.title, parts[0].href
    if len(parts) > 1:
        word = t.listed([part.word for part in parts])
        href = address(page, **carried, **({"status": "unreported"} if alarm.late else {}))
    if len(parts) > NAMED:
        word = t.ngettext("%(first)s och %(n)s till", "%(first)s och %(n)s till", len(parts) - 1, first=alarm.title)
    elif len(parts) == 1 and alarm.name:
        word = f"{word}: {t.label(alarm.name)}"
    day = alarm.since if alarm.late else alarm.until or alarm.since
    if alarm.what in ("step", "judgement"):
        day = alarm.until
    return AlarmLine(
        keys=tuple(a.key for a in group),
        word=word,
        href=href,
        why=_why(t, alarm, today),
        late=alarm.late,
        named=len(parts) == 1,
        parts=parts if 1 < len(parts) <= NAMED else (),
        pledge=alarm.pledge_title,
        owners=tuple(dict.fromkeys(owner for a in group for owner in a.owner)),
        day=t.short_day(day, today).replace(NB, " ") if day else "",
        iso=day.isoformat() if day else "",
        when=_when(t, alarm, today),
    )


def _when(t: Tongue, alarm: Alarm, today: date) -> str:
    """In words, where the reason does not say it: `Sedan 18 mars`, `Senast 15 maj`."""
    if alarm.what in ("cadence", "step"):
        return ""
    if alarm.what == "judgement":
        return t._("Senast %(day)s.", day=t.day(alarm.until, today)) if alarm.until else ""
    return t._("Sedan %(day)s.", day=t.day(alarm.since, today)) if alarm.since else ""


def _why(t: Tongue, alarm: Alarm, today: date) -> str:
    period = t.period(alarm.period, today) if alarm.period else ""
    match alarm.what:
        case "cadence":
            done, of = t.number(alarm.done or 0), t.number(alarm.wanted or 0)
            last = t.day(alarm.until, today) if alarm.until else ""
            told = t._("%(done)s av %(wanted)s hittills för %(period)s, som slutar %(day)s.",
                       done=done, wanted=of, period=period, day=last)  # fmt: skip
            return told if alarm.done is not None else t._("%(period)s slutar %(day)s.", period=period, day=last)
        case "missed":
            told = t._("%(period)s gick utan, och ingen orsak är angiven.", period=first_up(period))
            return _others(t, told, alarm.others)
        case "behind":
            return _behind(t, alarm, today)
        case "step":
            step, day = t.label(alarm.label) if alarm.label else "", t.day(alarm.until, today) if alarm.until else ""
            late = t._("”%(step)s” skulle ha varit klart %(day)s.", step=step, day=day)
            return late if alarm.late else t._("”%(step)s” ska vara klart %(day)s.", step=step, day=day)
        case "steps":
            return t._("Ägaren har inte satt några steg.")
        case "judgement":
            late = t._("%(period)s skulle ha redovisats i ord.", period=first_up(period))
            told = late if alarm.late else t._("%(period)s ska redovisas i ord.", period=first_up(period))
            return _others(t, told, alarm.others)


def _others(t: Tongue, told: str, others: int) -> str:
    if not others:
        return told
    return f"{told} {t.ngettext('%(n)s tidigare period också.', '%(n)s tidigare perioder också.', others)}"


def _behind(t: Tongue, alarm: Alarm, today: date) -> str:
    if alarm.done is None or alarm.wanted is None:
        return t._("Färre än väntat nu.")
    if alarm.type == "coverage":
        share, least = t.percent(alarm.done), t.percent(alarm.wanted)
        return t._("%(share)s är gjort där behovet är högt. Löftet är minst %(least)s.", share=share, least=least)
    done, of = t.number(alarm.done), t.number(alarm.wanted)
    if alarm.left is None or alarm.until is None:
        return t._("%(done)s hittills, %(wanted)s samma tid förut. Löftet är fler än förut.", done=done, wanted=of)
    return t._(
        "%(done)s hittills, %(wanted)s väntade. %(left)s till behövs, senast %(day)s.",
        done=done,
        wanted=of,
        left=t.number(alarm.left),
        day=t.day(alarm.until, today),
    )
