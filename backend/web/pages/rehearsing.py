"""A commitment before and after its rules change, in words: the same log counted in two ways."""

from datetime import date

from msgspec import Struct

from backend.domain.rule import Status
from backend.web.pages.panels import word_for
from backend.web.pages.rows import Glance
from backend.web.pages.tongue import Tongue
from projections.answers import CommitmentFigures, RuleFigure
from projections.rehearsal import Compared, Elsewhere


class Side(Struct, frozen=True, kw_only=True):
    """What a rule comes to: the figure, what stands under it, and its state."""

    figure: str
    under: str
    status: Status
    word: str

    @property
    def words(self) -> str:
        """All of it in one line."""
        return ", ".join(part for part in (self.figure, self.under, self.word.lower()) if part)


class Sides(Struct, frozen=True, kw_only=True):
    """One rule before and after; None where it is not there. `name` where the commitment has several."""

    name: str
    before: Side | None
    after: Side | None


class ComparedSheet(Struct, frozen=True, kw_only=True):
    """A commitment on the page that shows what publishing would change."""

    title: str
    how: str
    sides: tuple[Sides, ...]


class ElsewhereSheet(Struct, frozen=True, kw_only=True):
    """Another pledge whose figures would be others."""

    title: str
    compared: tuple[ComparedSheet, ...]


def elsewhere_sheet(t: Tongue, other: Elsewhere, today: date) -> ElsewhereSheet:
    """The commitments of another pledge that would come to something else."""
    sheets = (compared_sheet(t, c, today, other.last, other.last) for c in other.compared)
    return ElsewhereSheet(title=other.title, compared=tuple(sheets))


def compared_sheet(t: Tongue, c: Compared, today: date, before_ends: date, after_ends: date) -> ComparedSheet:
    """Everything that is shown of one commitment."""
    how = {
        "new": t._("Nytt åtagande"),
        "retired": t._("Tas bort"),
        "changed": t._("Texten eller reglerna ändras"),
        "same": t._("Reglerna är desamma, men siffran blir en annan"),
    }[c.how]
    return ComparedSheet(title=c.title, how=how, sides=tuple(sides(t, c, today, before_ends, after_ends)))


def sides(t: Tongue, c: Compared, today: date, before_ends: date, after_ends: date) -> list[Sides]:
    """Each rule, before and after."""
    rules = c.rules()
    return [
        Sides(
            name=_name(t, after or before, c) if len(rules) > 1 else "",
            before=_side(t, before, c.before, today, before_ends),
            after=_side(t, after, c.after, today, after_ends),
        )
        for before, after in rules
    ]


def _name(t: Tongue, figure: RuleFigure | None, c: Compared) -> str:
    return t.label(figure.label) if figure and figure.label else c.title


def _side(
    t: Tongue, figure: RuleFigure | None, whole: CommitmentFigures | None, today: date, ends: date
) -> Side | None:
    if figure is None or whole is None:
        return None
    glance = Glance(t, figure, whole.title, today, ends)
    return Side(figure=glance.main(), under=glance.under(), status=figure.status, word=word_for(t, figure))
