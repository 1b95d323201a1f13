"""A language to speak in: the words of the pages, and how it writes days, hours, numbers and periods.

The texts in code and templates are Swedish; `locale/en.po` says them in English and is read once, when first asked for.
"""

import gettext as translating
import io
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from backend.domain.calendar import local
from backend.domain.words import Label

LOCALE = Path(__file__).parent.parent / "locale"
NB = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"


class Tongue:
    """One of our languages. Moments are told as a Swedish wall clock shows them."""

    def __init__(self, code: str) -> None:
        """`code` is sv or en; raises FileNotFoundError for a language without a catalogue."""
        self.code = code
        self._locale = {"sv": "sv_SE", "en": "en_GB"}[code]
        self._words = _translations(code)

    def _(self, words: str, **values: object) -> str:
        """The Swedish `words` in this language, with `%(name)s` filled in."""
        found = self._words.gettext(words)
        return found % values if values else found

    def ngettext(self, one: str, many: str, count: float, **values: object) -> str:
        """Either wording, by count; `%(n)s` is the count as a number in words."""
        found = self._words.ngettext(one, many, 1 if count == 1 else 2)
        return found % {"n": self.number(count), **values}

    def label(self, label: Label) -> str:
        """What people read instead of a code."""
        return label[self.code]

    def number(self, value: float) -> str:
        """`4 711`, `49,6`: at most one decimal, grouped with no-break spaces."""
        return format_decimal(value, format="#,##0.#", locale=self._locale)

    def percent(self, share: float) -> str:
        """`76 %` for 0.76."""
        return format_percent(share, format=f"#,##0{NB}%" if self.code == "sv" else "#,##0%", locale=self._locale)

    def quoted(self, words: str) -> str:
        """”Ja” in Swedish, “Yes” in English."""
        return f"“{words}”" if self.code == "en" else f"”{words}”"

    def listed(self, words: list[str]) -> str:
        """`a, b och c`."""
        return format_list(words, style="standard", locale=self._locale) if words else ""

    def day(self, day: date, within: date | None = None) -> str:
        """`30 juni`, with the year unless it is that of `within`."""
        form = "d MMMM" if within is not None and within.year == day.year else "d MMMM y"
        return format_date(day, form, locale=self._locale).replace(" ", NB)

    def short_day(self, day: date, within: date | None = None) -> str:
        """`30 juni`, `3 okt.`, for a narrow margin; with the year, which may stand below, unless it is `within`'s."""
        bare = format_date(day, "d MMM", locale=self._locale).replace(" ", NB)
        return bare if within is not None and within.year == day.year else f"{bare} {day.year}"

    def month(self, day: date) -> str:
        """`juni`."""
        return format_date(day, "LLLL", locale=self._locale)

    def month_short(self, day: date) -> str:
        """`jun`, three letters without a full stop."""
        return format_date(day, "LLLL", locale=self._locale)[:3]

    def weekday(self, day: date) -> str:
        """`Mån`."""
        return format_date(day, "EEE", locale=self._locale)[:3].capitalize()

    def moment(self, at: datetime) -> str:
        """`2026-06-30 23:59`."""
        return f"{local(at):%Y-%m-%d} {self.clock(at)}".replace(" ", NB)

    def clock(self, at: datetime) -> str:
        """`23:59`."""
        return f"{local(at):%H:%M}"

    def period(self, code: str, within: date | None = None) -> str:
        """A period's name: `v. 8`, `juni`, `kvartal 2`, `tertial 1`, `första halvåret`; the year unless `within`'s."""
        year, _, part = code.partition("-")
        if not part:
            return year
        bare = self._period(int(year), part)
        same = within is not None and within.year == int(year)
        return bare if same else f"{bare}{NB}{year}"

    def _period(self, year: int, part: str) -> str:
        letter, number = part[0], part.lstrip("WQTH").lstrip("0")
        named = {"W": self._("v."), "Q": self._("kvartal"), "T": self._("tertial")}
        if letter in named:
            return named[letter] + NB + number
        if letter == "H":
            return self._("första halvåret") if number == "1" else self._("andra halvåret")
        return self.month(date(year, int(number), 1))


@lru_cache(maxsize=4)
def tongue(code: str) -> Tongue:
    """The language `code`, made once."""
    return Tongue(code)


def _translations(code: str) -> translating.NullTranslations:
    if code == "sv":
        return translating.NullTranslations()
    with (LOCALE / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return translating.GNUTranslations(compiled)
