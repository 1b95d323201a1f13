"""What is due, as entries of a calendar: titles and days. Judgements of one pledge and day stand in one entry."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from backend.web.ics import Entry
from backend.web.pages.speaking import first_up
from backend.web.pages.tongue import Tongue
from projections.alarms import Due


def entries(t: Tongue, due: Iterable[Due], partnership: str, base: str) -> Iterator[Entry]:
    """An entry for each, in their order. `base` is where the server is reached."""

    def alone(one: Due) -> str:
        return f"{one.pledge}-judgement-{one.period}" if one.what == "judgement" else one.key

    for key, group in groupby(sorted(due, key=lambda one: (one.day, alone(one))), key=alone):
        every = list(group)
        one, page = every[0], f"{base}/uppfoljning/{every[0].pledge}"
        titles = list(dict.fromkeys(each.title for each in every))
        yield Entry(
            id=f"{partnership}-{key}",
            day=one.day,
            summary=f"{_what(t, one, titles)} ({one.pledge_title})",
            description="\n".join(titles) if len(titles) > 1 else "",
            url=f"{page}/{one.commitment}" if one.commitment and len(titles) == 1 else page,
        )


def _what(t: Tongue, one: Due, titles: list[str]) -> str:
    period = t.period(one.period, one.day) if one.period else ""
    match one.what:
        case "period":
            return t._("%(title)s: %(period)s slutar", title=one.title, period=period)
        case "step":
            return f"{one.title}: {t.label(one.label)}" if one.label else one.title
        case "judgement":
            several = t.ngettext("%(n)s åtagande", "%(n)s åtaganden", len(titles))
            which = titles[0] if len(titles) == 1 else several
            return t._("%(which)s: %(period)s ska redovisas i ord", which=which, period=period)
        case "end":
            return first_up(t._("löftets sista dag"))
