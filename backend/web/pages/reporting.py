"""A report in words: each field with its term and its value, as the catalogue calls them."""

from collections.abc import Mapping
from uuid import UUID

from backend.domain.calendar import local
from backend.domain.catalogue import Catalogue
from backend.domain.report import Report
from backend.web.pages.speaking import first_up, organisation
from backend.web.pages.tongue import Tongue

NAMELESS = UUID(int=0)


class Reader:
    """Says reports of one partnership in one language. `names` holds the members that whoever looks may see by name."""

    def __init__(self, t: Tongue, catalogue: Catalogue, names: Mapping[UUID, str]) -> None:
        self.t, self.catalogue, self.names = t, catalogue, names

    def kind(self, code: str) -> str:
        """`Platsbesök`."""
        found = self.catalogue.kinds.get(code)
        return self.t.label(found.label) if found else code

    def place(self, code: str) -> str:
        """`Ankarsrum`."""
        found = self.catalogue.places.get(code)
        return found.name if found else code

    def zone(self, code: str) -> str:
        """`Skärgården`."""
        found = self.catalogue.zones.get(code)
        return found.name if found else code

    def problem(self, code: str) -> str:
        """`Otrygg plats`."""
        found = self.catalogue.problems.get(code)
        return self.t.label(found.label) if found else code

    def action(self, code: str) -> str:
        """`Synlighet`."""
        found = self.catalogue.actions.get(code)
        return self.t.label(found.label) if found else code

    def party(self, code: str) -> str:
        """`kommunen`, `regionen`, as in running text."""
        found = self.catalogue.parties.get(code)
        return _small(self.t.label(found.label)) if found else organisation(self.t, code)

    def member(self, who: UUID) -> str:
        """A member's name, where whoever looks may see it."""
        return self.names.get(who) or self.t._("en kollega")

    def where(self, report: Report) -> str:
        """The places in order, or the zone; empty where none is told."""
        named = list(dict.fromkeys(s.place for s in report.places()))
        return self.t.listed([self.place(p) for p in named]) or (self.zone(report.zone) if report.zone else "")

    def sentence(self, words: list[str]) -> str:
        """`Synlighet, samtal`: a list that begins as a sentence does and goes on in small letters."""
        return first_up(", ".join([words[0], *(_small(w) for w in words[1:])])) if words else ""

    def time(self, report: Report, *, by_day: bool) -> str:
        """`20:30, 35 min`; only the length where no hour is kept."""
        long = self.t._("%(n)s min", n=report.minutes) if report.minutes is not None else ""
        clock = "" if by_day else self.t.clock(report.occurred_at)
        return ", ".join(part for part in (clock, long) if part)

    def facts(self, report: Report, *, by_day: bool) -> dict[str, str]:
        """Every field that says something: term → value. The day is told apart from the hour."""
        t = self.t
        stops = report.places()
        walked = ", ".join(
            f"{self.place(s.place)} {t._('%(n)s min', n=s.minutes)}" if s.minutes is not None else self.place(s.place)
            for s in stops
        )
        found = {
            t._("Insatstyp"): self.kind(report.kind),
            t._("Dag"): t.day(local(report.occurred_at).date()),
            t._("Plats"): walked if len(stops) > 1 else self.place(stops[0].place) if stops else "",
            t._("Område"): self.zone(report.zone) if report.zone else "",
            t._("Tid"): "" if by_day else t.clock(report.occurred_at),
            t._("Hur länge"): t._("%(n)s min", n=report.minutes) if report.minutes is not None else "",
            t._("Problembild"): self.problem(report.problem) if report.problem else "",
            t._("Åtgärder"): self.sentence([self.action(a) for a in report.actions]),
            t._("Tillsammans med"): self.sentence([self.party(p) for p in report.joint]),
            t._("I pass med"): t.listed([self.member(m) for m in report.crew]),
            t._("Personer"): t.number(report.people) if report.people is not None else "",
            **self._answers(report),
            **self._results(report),
        }
        return {term: value for term, value in found.items() if value}

    def _answers(self, report: Report) -> dict[str, str]:
        kind = self.catalogue.kinds.get(report.kind)
        said: dict[str, str] = {}
        for code, answer in report.answers.items():
            question = next((q for q in kind.question if q.code == code), None) if kind else None
            choice = next((c for c in question.choices if c.code == answer), None) if question else None
            said[self.t.label(question.label) if question else code] = self.t.label(choice.label) if choice else answer
        return said

    def _results(self, report: Report) -> dict[str, str]:
        kind = self.catalogue.kinds.get(report.kind)
        return {
            self.t.label(kind.results[name]) if kind and name in kind.results else name: self.t.number(count)
            for name, count in report.results.items()
        }

    def what(self, report: Report) -> str:
        """The least that tells an activity apart: where, or else what kind it was."""
        return self.where(report) or self.kind(report.kind)

    def title(self, report: Report, *, by_day: bool) -> str:
        """`Platsbesök i Ankarsrum, 4 maj 2026 20:30`."""
        where, day = self.where(report), self.t.day(local(report.occurred_at).date())
        kind = self.kind(report.kind)
        what = self.t._("%(kind)s, %(place)s", kind=kind, place=where) if where else kind
        return f"{what}, {day}" if by_day else f"{what}, {day} {self.t.clock(report.occurred_at)}"


def _small(word: str) -> str:
    """A word inside a list, in small letters unless it is a name or an abbreviation."""
    plain = len(word) > 1 and word[1].islower() and word.partition(" ")[0].rstrip(",").isalpha()
    return word[:1].lower() + word[1:] if plain else word
