"""What the pages show, in words and ready to be laid out: the templates put nothing together and count nothing."""

from markupsafe import Markup
from msgspec import Struct

from backend.domain.rule import Status


class Link(Struct, frozen=True, kw_only=True):
    """Somewhere to go. `here`: it is what is shown now."""

    href: str
    word: str
    here: bool = False


class Tally(Struct, frozen=True, kw_only=True):
    """How many commitments have a status, as a link that filters."""

    status: Status
    word: str
    count: str
    href: str
    here: bool = False


class Notice(Struct, frozen=True, kw_only=True):
    """A sentence beside the figures; a link where it leads on."""

    text: str
    lead: str = ""
    href: str = ""
    word: str = ""


class Raised(Struct, frozen=True, kw_only=True):
    """One thing to raise. `named`: the word is a commitment's own name, which is Swedish in every language."""

    href: str
    word: str
    text: str
    named: bool = True


class Row(Struct, frozen=True, kw_only=True):
    """One commitment in the overview of its pledge."""

    code: str
    href: str
    title: str
    text: str
    owners: tuple[str, ...]
    main: str
    under: tuple[str, ...]
    plot: Markup | None
    spark: Markup | None
    status: Status
    word: str
    change: str = ""


class AreaSheet(Struct, frozen=True, kw_only=True):
    """An area of the pledge and its commitments."""

    code: str
    title: str
    commitments: str
    rows: tuple[Row, ...]


class TableSheet(Struct, frozen=True, kw_only=True):
    """A plot as a table: the first column names the row. `href`: the same as CSV. `worded`: its cells are words."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    href: str = ""
    worded: bool = False


class PledgeSheet(Struct, frozen=True, kw_only=True):
    """A pledge in the list of pledges, and the whole of its own page."""

    code: str
    href: str
    title: str
    under: str
    commitments: str
    tally_name: str
    tally: tuple[Tally, ...]
    areas: tuple[AreaSheet, ...] = ()
    notices: tuple[Notice, ...] = ()
    raised: tuple[Raised, ...] = ()
    filtered: str = ""
    filter: dict[str, str] = {}
    whole: str = ""
    read: str = ""
    table: TableSheet | None = None
    downloads: tuple[Link, ...] = ()


class Fact(Struct, frozen=True, kw_only=True):
    """A term and its value; `aside` is said after it in a lower voice."""

    term: str
    value: str
    href: str = ""
    aside: str = ""
    owner: str = ""


class Key(Struct, frozen=True, kw_only=True):
    """One entry of a legend: which mark, and what it stands for."""

    mark: str
    word: str


class Picture(Struct, frozen=True, kw_only=True):
    """A plot with its heading, legend, method and table. `shape` is the figure's class."""

    heading: str
    plot: Markup | None = None
    shape: str = "wide-row"
    under: str = ""
    legend: tuple[Key, ...] = ()
    method: Notice | None = None
    table: TableSheet | None = None


class Shown(Struct, frozen=True, kw_only=True):
    """What a report rests on: words with an address where they are one, and a file with its checksum."""

    words: str = ""
    href: str = ""
    file: str = ""
    file_href: str = ""
    sum: str = ""


class StepLine(Struct, frozen=True, kw_only=True):
    """A step of a milestone. `node` is its mark in the margin: is-done, is-bad or none."""

    label: str
    state: str
    node: str
    when: str
    text: str = ""
    shown: Shown | None = None
    by: str = ""


class GapLine(Struct, frozen=True, kw_only=True):
    """A period that was missed, and the reason its owner gave."""

    period: str
    days: str
    reason: str = ""
    by: str = ""


class JudgementLine(Struct, frozen=True, kw_only=True):
    """An owner's judgement of a period, or that it is awaited."""

    period: str
    verdict: str
    node: str
    when: str
    text: str = ""
    shown: Shown | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """One of the values to choose among."""

    value: str
    word: str


class Field(Struct, frozen=True, kw_only=True):
    """One field of a form, with what was typed and what is wrong with it. `lines` makes it a text area."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    fault: str = ""
    choices: tuple[Choice, ...] = ()
    radio: bool = False
    lines: int = 0
    longest: int = 0
    size: int = 0
    file: bool = False


class Ask(Struct, frozen=True, kw_only=True):
    """One form for the owner's coordinator. `fault` is what no field is to blame for, `findings` may be confirmed."""

    id: str
    do: str
    summary: str
    button: str
    fields: tuple[Field, ...]
    fault: str = ""
    open: bool = False
    findings: str = ""


class RuleSheet(Struct, frozen=True, kw_only=True):
    """One rule of a commitment: the figure large, the facts under it, and its picture."""

    number: int
    heading: str
    big: str
    of: str
    status: Status
    word: str
    worded: bool = False
    facts: tuple[Fact, ...] = ()
    reading: str = ""
    notes: tuple[Notice, ...] = ()
    picture: Picture | None = None
    steps: tuple[StepLine, ...] = ()
    gaps: tuple[GapLine, ...] = ()
    judgements: tuple[JudgementLine, ...] = ()
    asks: tuple[Ask, ...] = ()
    basis_href: str = ""
    change: str = ""


class Bar(Struct, frozen=True, kw_only=True):
    """One bar of a list: `width` of 100."""

    word: str
    count: str
    width: str


class Bars(Struct, frozen=True, kw_only=True):
    """A list of bars and the sentence over it."""

    lines: tuple[Bar, ...]
    under: str = ""
    csv: str = ""


class Head(Struct, frozen=True, kw_only=True):
    """A column's head; numbers stand to the right."""

    word: str
    number: bool = False


class Places(Struct, frozen=True, kw_only=True):
    """Where it was done, as a table with its map. `codes` are the places of the rows, which the map leads to."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...]
    under: str = ""
    needs: bool = False
    map: Markup | None = None
    csv: str = ""


class HeatCell(Struct, frozen=True, kw_only=True):
    """One hour of a weekday: the number, and its shade from 1 to 4 (0: nothing)."""

    count: int
    shade: int


class HeatDay(Struct, frozen=True, kw_only=True):
    """A weekday, from 06 to 05 the morning after, so that a night holds together."""

    name: str
    cells: tuple[HeatCell, ...]


class Heat(Struct, frozen=True, kw_only=True):
    """When in the week."""

    under: str
    caption: str
    hours: tuple[str, ...]
    days: tuple[HeatDay, ...]
    csv: str = ""


class MonthsSheet(Struct, frozen=True, kw_only=True):
    """Month for month: plot, legend and table."""

    plot: Markup
    legend: tuple[Key, ...]
    table: TableSheet
    under: str = ""


class Line(Struct, frozen=True, kw_only=True):
    """One activity behind a figure, or not yet. `counts`: it does."""

    iso: str
    day: str
    what: str
    small: str
    tail: str = ""
    href: str = ""
    counts: bool = True


class Lines(Struct, frozen=True, kw_only=True):
    """A list of activities with its heading."""

    lines: tuple[Line, ...]
    heading: str = ""
    under: str = ""
    all_href: str = ""
    all_word: str = ""


class Basis(Struct, frozen=True, kw_only=True):
    """What lies behind one rule's figure."""

    tabs: tuple[Link, ...] = ()
    months: MonthsSheet | None = None
    actions: Bars | None = None
    organisations: Bars | None = None
    places: Places | None = None
    heat: Heat | None = None
    around: TableSheet | None = None
    why: Lines | None = None
    not_yet: Lines | None = None
    withdrawn: Lines | None = None


class YearLine(Struct, frozen=True, kw_only=True):
    """The same promise in one of its pledges."""

    name: str
    text: str
    status: Status
    word: str
    node: str
    value: str = ""
    href: str = ""


class Forms(Struct, frozen=True, kw_only=True):
    """Where the forms of a commitment are sent."""

    action: str


class CommitmentSheet(Struct, frozen=True, kw_only=True):
    """The whole page of one commitment."""

    title: str
    text: str
    area: str
    area_title: str
    pledge_title: str
    pledge_href: str
    status: Status
    word: str
    overall: str
    rules: tuple[RuleSheet, ...]
    years: tuple[YearLine, ...]
    basis: Basis | None
    forms: Forms
    read: str
    erase: str = ""
    notices: tuple[Notice, ...] = ()
    chosen: dict[str, str] = {}

    @property
    def several(self) -> bool:
        """Whether the promise has more than one rule."""
        return len(self.rules) > 1


class Seen(Struct, frozen=True, kw_only=True):
    """Which day is looked at, and with which knowledge: `now` is what we know today about that day.

    `warnings` are what to know before reading on.
    """

    path: str
    typed: str
    now: bool
    fault: str = ""
    warnings: tuple[str, ...] = ()


class Pages(Struct, frozen=True, kw_only=True):
    """Where newer and older rows are."""

    newer: str = ""
    older: str = ""
    words: str = ""
