"""What became of a promise in plain words, for somebody who reads it once: what was done, and what was not.

Both are always said (look page 9). What nobody reported is never said to be nothing.
"""

from datetime import date

from msgspec import Struct

from backend.web.pages.amounts import counted
from backend.web.pages.rows import lack, verdict
from backend.web.pages.speaking import Organisation, first_up
from backend.web.pages.tongue import Tongue
from projections.account import OpenFigure, Promise
from projections.answers import Gap, Hidden, JudgementTold, StepTold


class Became(Struct, frozen=True, kw_only=True):
    """Of one rule: `lead` is the figure, `done` what goes with it, `undone` what did not happen."""

    name: str
    lead: str
    done: str
    undone: str


def became(t: Tongue, promise: Promise, figure: OpenFigure, as_of: date, ends: date) -> Became:
    """One rule in words, as of the end of a day."""
    name = t.label(figure.label) if figure.label and len(promise.rules) > 1 else ""
    lead, done, undone = _Words(t, promise, figure, as_of, ends).said()
    if lead and not done[:1].islower():
        lead += "."
    return Became(name=name, lead=lead, done=done, undone=undone)


def _ended(text: str) -> str:
    """Somebody's words with a full stop, so that what follows is not read as theirs."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


class _Words:
    def __init__(self, t: Tongue, promise: Promise, figure: OpenFigure, as_of: date, ends: date) -> None:
        self.t, self.promise, self.f, self.as_of, self.ends = t, promise, figure, as_of, ends
        self.ended = as_of >= ends

    def said(self) -> tuple[str, str, str]:
        t, f = self.t, self.f
        if f.withheld:
            words = t._("Antalet rör enskilda personer och redovisas inte.")
            return "", words, t._("Det går inte att säga utan att röja enskilda.")
        if f.at_least is not None or isinstance(f.value, Hidden):
            return self._people()
        if f.lacks in ("not-begun", "records", "situation"):
            return "", t._("%(what)s.", what=lack(t, f.lacks).capitalize()), self._unknown()
        match f.type:
            case "count":
                return self._count()
            case "cadence":
                return self._cadence()
            case "trend":
                return self._trend()
            case "milestone":
                return self._milestone()
            case "coverage":
                return self._coverage()
            case "stated":
                return self._stated()
            case "on-demand":
                return self._amount(), t._("Vi har inget mål för antalet. Det görs när det behövs."), self._needs()
        return self._amount(), t._("Löftet nämner inget mål för antalet."), self._no_target()

    def _amount(self) -> str:
        """`57 gånger`, `31 deltagare`; a dash where there is none."""
        f, t = self.f, self.t
        if f.of == "activities" and isinstance(f.value, int | float):
            return t.ngettext("%(n)s gång", "%(n)s gånger", f.value)
        return counted(t, f, f.value)

    def _unknown(self) -> str:
        return self.t._("Det vet vi inte. Att inget är redovisat betyder inte att inget är gjort.")

    def _needs(self) -> str:
        return self.t._("Det vet vi inte. Behov som inte möttes finns inte i våra uppgifter.")

    def _no_target(self) -> str:
        return self.t._("Det går inte att säga, för löftet nämner inget mål att mäta mot.")

    def _nothing(self) -> str:
        return self.t._("Inget av det som lovades.")

    def _people(self) -> tuple[str, str, str]:
        t, f = self.t, self.f
        if isinstance(f.value, Hidden):
            lead = t._("Färre än %(n)s", n=t.number(f.value.fewer_than))
        else:
            lead = t._("Minst %(n)s", n=t.number(f.at_least or 0))
        done = t._("Räknat i femtal till senaste månadsskiftet, så att ingen enskild kan räknas fram.")
        return lead, done, self._needs() if f.type == "on-demand" else self._no_target()

    def _count(self) -> tuple[str, str, str]:
        t, f = self.t, self.f
        value, target = f.value, f.target
        if not isinstance(value, int | float) or target is None:
            return "", t._("Det finns inga uppgifter."), self._unknown()
        lead = t._("%(value)s av %(target)s", value=t.number(value), target=t.number(target))
        left = max(target - value, 0)
        if not left:
            return lead, t._("Målet är nått."), self._nothing()
        if self.ended or f.status == "missed":
            words = t.ngettext("%(n)s blev inte av.", "%(n)s blev inte av.", left)
            return lead, t._("Så långt kom vi innan löftets tid var slut."), words
        remains = t._("%(n)s är kvar till den %(day)s.", n=t.number(left), day=t.day(self.ends, self.as_of))
        due = int(f.expected or 0)
        done = t._("Vid den här tiden var %(n)s väntat.", n=t.number(due)) if f.expected is not None else ""
        if f.status == "behind":
            short = t._("Det är %(n)s färre än väntat.", n=t.number(max(due - value, 0)))
            return lead, done, f"{short} {remains}"
        return lead, done, remains

    def _cadence(self) -> tuple[str, str, str]:
        t, f = self.t, self.f
        if f.covered is None or not f.periods:
            return "", t._("Ingen period har slutat än."), t._("Inget än.")
        lead = t._("%(value)s av %(target)s", value=t.number(f.covered), target=self._periods(f.periods))
        if not f.gaps:
            return lead, "", t._("Ingen period har uteblivit.")
        named = t.listed([t.period(g.period, self.as_of) for g in f.gaps])
        missed = t._(
            "%(periods)s uteblev. Bara det som gjordes då och registreras i efterhand ändrar det.",
            periods=first_up(named),
        )
        return lead, "", " ".join([missed, *self._reasons(f.gaps)])

    def _periods(self, how_many: int) -> str:
        t, code = self.t, self.f.parts[0].period if self.f.parts else ""
        part = code.partition("-")[2][:1]
        if part == "W":
            return t.ngettext("%(n)s vecka", "%(n)s veckor", how_many)
        if part.isdigit():
            return t.ngettext("%(n)s månad", "%(n)s månader", how_many)
        return t.ngettext("%(n)s period", "%(n)s perioder", how_many)

    def _reasons(self, gaps: tuple[Gap, ...]) -> list[str]:
        """Each explanation with the periods it was given for, then those without one."""
        t, given = self.t, dict[str, list[str]]()
        for gap in gaps:
            given.setdefault(gap.reason or "", []).append(t.period(gap.period, self.as_of))
        silent = given.pop("", None)
        if silent and not given:
            return [t._("Ingen förklaring är lämnad.")]
        said = [
            t._("Ägarens förklaring till %(periods)s: %(reason)s", periods=t.listed(periods), reason=_ended(reason))
            for reason, periods in given.items()
        ]
        if silent:
            said.append(t._("%(periods)s: ingen förklaring.", periods=first_up(t.listed(silent))))
        return said

    def _trend(self) -> tuple[str, str, str]:
        t, f = self.t, self.f
        if not isinstance(f.value, int | float):
            return "", t._("Det finns inga uppgifter."), self._unknown()
        lead = self._amount()
        if f.baseline is None:
            return lead, "", t._("Löftet är att det ska bli fler, men det finns inget tidigare att jämföra med.")
        done = t._("Samma tid förut var det %(n)s.", n=t.number(f.baseline))
        more = f.value - f.baseline
        if more > 0:
            return lead, done, t._("Det är %(n)s fler, som det lovades.", n=t.number(more))
        if more == 0:
            return lead, done, t._("Det är lika många som förut. Löftet var att de skulle bli fler.")
        return lead, done, t._("Det är %(n)s färre än förut. Löftet var att de skulle bli fler.", n=t.number(-more))

    def _milestone(self) -> tuple[str, str, str]:
        t, steps = self.t, self.f.steps or ()
        if not steps:
            return "", t._("Ägaren har inte berättat om några steg än."), self._unknown()
        done = [s for s in steps if s.status == "done"]
        lead = t._("%(done)s av %(all)s steg", done=t.number(len(done)), all=t.number(len(steps)))
        said = " ".join(self._reached(s) for s in steps if s.status != "not-begun")
        left = " ".join(self._left(s) for s in steps if s.status != "done")
        return lead, said, left or self._nothing()

    def _reached(self, step: StepTold) -> str:
        t, label = self.t, self.t.label(step.label)
        if step.status == "done":
            words = t._("%(step)s: klart %(day)s.", step=label, day=t.day(step.on, self.as_of)) if step.on else ""
            words = words or t._("%(step)s: klart.", step=label)
        elif step.status == "partly":
            words = t._("%(step)s: delvis klart.", step=label)
        else:
            words = t._("%(step)s: pågår.", step=label)
        return f"{words} {step.text}" if step.text else words

    def _left(self, step: StepTold) -> str:
        t, label = self.t, self.t.label(step.label)
        if step.due is None:
            return t._("%(step)s är inte klart. Det finns inget datum satt.", step=label)
        day = t.day(step.due, self.as_of)
        if step.overdue:
            return t._("%(step)s skulle ha varit klart %(day)s.", step=label, day=day)
        return t._("%(step)s ska vara klart %(day)s.", step=label, day=day)

    def _coverage(self) -> tuple[str, str, str]:
        t, share = self.t, self.f.value
        if not isinstance(share, int | float):
            return "", t._("Det finns inga uppgifter."), self._unknown()
        done = t._("lades där lägesbilden säger att behovet är störst.")
        return t.percent(share), done, t._("Resten, %(share)s, lades på andra platser.", share=t.percent(1 - share))

    def _stated(self) -> tuple[str, str, str]:
        t, told = self.t, [j for j in self.f.judgements or () if j.verdict]
        undone = self._awaited([j for j in self.f.judgements or () if not j.verdict])
        if not told:
            return "", t._("Ägaren har inte berättat än hur det gick."), undone or self._unknown()
        last = told[-1]
        lead = verdict(t, last.verdict or "")
        who = Organisation(t, last.by or "")
        about = t._("%(who)s om %(period)s:", who=who, period=t.period(last.period, self.as_of))
        done = f"{about} {last.text}" if last.text else t._("%(who)s har bedömt det.", who=who)
        judged = {
            "as-promised": t._("Inget, enligt den som lovade."),
            "partly": t._("En del av det som lovades, enligt den som lovade."),
            "not-as-promised": t._("Det blev inte som lovat, enligt den som lovade."),
        }[last.verdict or "partly"]
        return lead, done, f"{judged} {undone}".strip()

    def _awaited(self, waiting: list[JudgementTold]) -> str:
        t, late = self.t, [j for j in waiting if j.due <= self.as_of]
        if late:
            day, period = t.day(late[-1].due, self.as_of), t.period(late[-1].period, self.as_of)
            return t._("Svar om %(period)s skulle ha kommit senast %(day)s. Det har det inte.", period=period, day=day)
        if waiting:
            return t._("Nästa besked kommer senast %(day)s.", day=t.day(waiting[0].due, self.as_of))
        return ""
