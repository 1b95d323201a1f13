"""The form that a week's situation is filled in with, and what it says: read, shown once more, then frozen."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from backend.domain.catalogue import Catalogue
from backend.domain.situation import LEVELS, Need
from backend.web.pages.needing import level_word
from backend.web.pages.sheet import Choice
from backend.web.pages.telling import Unfit
from backend.web.pages.tongue import Tongue

_GIVEN = msgspec.json.Decoder(tuple[Need, ...])


class ProblemChoice(Struct, frozen=True, kw_only=True):
    """A problem that a place may have."""

    name: str
    word: str
    chosen: bool


class PlaceFields(Struct, frozen=True, kw_only=True):
    """A place's part of the form. `was` is what the situation before said."""

    code: str
    name: str
    level: str
    was: str
    chosen: str
    problems: tuple[ProblemChoice, ...]
    fault: str = ""


class Wrong(Struct, frozen=True):
    """A fault as it stands above the form: where it leads, and its words."""

    href: str
    text: str


class Filling(Struct, frozen=True, kw_only=True):
    """The whole form. `levels` are the choices, `source` where it begins, in words; `wrong` is all that is at fault."""

    levels: tuple[Choice, ...]
    places: tuple[PlaceFields, ...]
    source: str
    empty_href: str
    wrong: tuple[Wrong, ...] = ()


class Filled(Struct, frozen=True, kw_only=True):
    """What a form says. `faults` are by place, "" for the whole; `loose` are problems of places without a level."""

    needs: dict[str, Need]
    faults: dict[str, str]
    loose: dict[str, tuple[str, ...]]


def filling(
    t: Tongue,
    catalogue: Catalogue,
    needs: Mapping[str, Need],
    before: Mapping[str, Need],
    *,
    source: str,
    empty_href: str,
    faults: Mapping[str, str] | None = None,
    loose: Mapping[str, tuple[str, ...]] | None = None,
) -> Filling:
    """The form with `needs` filled in; `before` is the last situation frozen earlier.

    `loose` are problems ticked at places that have got no level.
    """
    faults, loose = faults or {}, loose or {}
    offered = catalogue.offered["place"] | needs.keys()
    codes = sorted(offered & catalogue.places.keys(), key=lambda code: catalogue.places[code].name)
    return Filling(
        levels=(Choice(value="", word=level_word(t, None)), *(Choice(value=v, word=level_word(t, v)) for v in LEVELS)),
        places=tuple(
            _place(t, catalogue, code, needs.get(code), before.get(code), loose.get(code, ()), faults.get(code, ""))
            for code in codes
        ),
        source=source,
        empty_href=empty_href,
        wrong=(
            *(Wrong("#fyll-i", said) for code, said in faults.items() if code not in codes),
            *(
                Wrong(f"#l-{code}", f"{catalogue.places[code].name}: {faults[code]}")
                for code in codes
                if code in faults
            ),
        ),
    )


def _place(
    t: Tongue,
    catalogue: Catalogue,
    code: str,
    need: Need | None,
    past: Need | None,
    loose: tuple[str, ...],
    fault: str,
) -> PlaceFields:
    chosen = need.problems if need else loose
    known = {**{c: catalogue.problems[c] for c in sorted(catalogue.offered["problem"])}}
    known |= {c: catalogue.problems[c] for c in chosen if c in catalogue.problems}
    words = [t.label(known[c].label) for c in chosen if c in known]
    return PlaceFields(
        code=code,
        name=catalogue.places[code].name,
        level=need.level if need else "",
        was=t._("förra: %(level)s", level=level_word(t, past.level).lower()) if past else "",
        chosen=", ".join(words),
        problems=tuple(
            ProblemChoice(name=f"problem:{code}:{c}", word=t.label(choice.label), chosen=c in chosen)
            for c, choice in sorted(known.items(), key=lambda pair: t.label(pair[1].label))
        ),
        fault=fault,
    )


def read_needs(t: Tongue, values: Mapping[str, str]) -> Filled:
    """What the form says. A place that had a level and was taken out of the situation loses its problems with it."""
    ticked: dict[str, list[str]] = {}
    for name in values:
        kind, _, rest = name.partition(":")
        place, _, problem = rest.partition(":")
        if kind == "problem" and problem:
            ticked.setdefault(place, []).append(problem)
    needs: dict[str, Need] = {}
    for name, value in values.items():
        kind, _, place = name.partition(":")
        if kind == "level" and value in LEVELS:
            needs[place] = Need(place=place, level=value, problems=tuple(sorted(ticked.get(place, ()))))
    out = {place for place in ticked if values.get(f"level:{place}") == "" and f"had:{place}" in values}
    loose = {place: tuple(sorted(told)) for place, told in ticked.items() if place not in needs and place not in out}
    faults = {place: t._("Problem utan nivå: välj hur stort behovet är.") for place in loose}
    if not needs and not faults:
        faults = {"": t._("Ingen plats har fått en nivå.")}
    return Filled(needs=needs, faults=faults, loose=loose)


def given(needs: Iterable[Need]) -> str:
    """Needs as a hidden field holds them from one page to the next."""
    return msgspec.json.encode(tuple(needs)).decode()


def read_given(t: Tongue, text: str) -> dict[str, Need]:
    """The same, read back; raises Unfit. The codes are checked where they are frozen."""
    try:
        return {need.place: need for need in _GIVEN.decode(text)}
    except msgspec.DecodeError:
        raise Unfit({"": t._("Formuläret känns inte igen. Ladda om sidan.")}) from None
