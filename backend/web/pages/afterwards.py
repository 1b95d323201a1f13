"""What was frozen, in words: just now, how, and long after its week, which is marked wherever it is told."""

from collections.abc import Iterable
from datetime import date, datetime

from backend.desk.situations import made_as
from backend.domain.calendar import Period, local, week, week_code
from backend.domain.situation import KIND, Through, afterwards
from backend.web.pages.tongue import Tongue
from projections.answers import Done


def week_word(t: Tongue, code: str, today: date) -> str:
    """A week as it begins a sentence; one of another year has its year."""
    return t.period(code, today).capitalize()


def frozen_words(t: Tongue, codes: Iterable[str], today: date) -> str:
    """Which weeks were frozen just now; empty where none was."""
    told = [t.period(code, today) for code in codes]
    return t._("Fryst: %(weeks)s.", weeks=t.listed(told)) if told else ""


def just_frozen(t: Tongue, named: str, frozen: Iterable[str], today: date) -> str:
    """The same, of those that an address names and that are frozen indeed."""
    return frozen_words(t, sorted({*named.split(",")} & {*frozen}), today)


def frozen_word(t: Tongue, period: Period, at: datetime, today: date) -> str:
    """That a week is frozen, as a list of weeks tells it."""
    if not afterwards(period, at):
        return t._("Fryst")
    return t._("Fryst i efterhand %(day)s", day=t.day(local(at).date(), today))


def too_late(t: Tongue, period: Period, now: datetime) -> str:
    """What whoever is about to freeze a week long past should know; empty where it is not."""
    if not afterwards(period, now):
        return ""
    return t.ngettext(
        "Veckan är %(n)s vecka sedan; den blir märkt som fryst i efterhand.",
        "Veckan är %(n)s veckor sedan; den blir märkt som fryst i efterhand.",
        (local(now).date() - period.last).days // 7,
    )


def confirmed_word(t: Tongue, code: str, today: date) -> str:
    """What the trail says of an organisation that stood behind a week that another froze."""
    return t._("Bekräftade lägesbilden för %(week)s", week=t.period(code, today))


def frozen_through(t: Tongue, code: str, through: Through | None, today: date) -> str:
    """What the story of a picture says of how it came in."""
    week = t.period(code, today)
    match through:
        case "form":
            return t._("Lägesbilden för %(week)s frystes i formuläret", week=week)
        case "file":
            return t._("Lägesbilden för %(week)s frystes ur en fil", week=week)
        case "api":
            return t._("Lägesbilden för %(week)s frystes genom API:t", week=week)
    return t._("Lägesbilden för %(week)s frystes", week=week)


def made_afterwards(t: Tongue, partnership: str, done: Done, today: date) -> str:
    """That a week's picture was frozen or confirmed long after its week; empty of everything else."""
    code = week_code(done.day)
    if done.kind != KIND or not afterwards(week(code), done.received_at):
        return ""
    day = t.day(local(done.received_at).date(), today)
    match made_as(partnership, code, done.organisation, done.activity):
        case "frozen":
            return t._("Fryst i efterhand %(day)s", day=day)
        case "confirmed":
            return t._("Bekräftad i efterhand %(day)s", day=day)
    return ""
