"""One rule at a glance: its figure, what is said under it, and the plot that belongs to its type."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from backend.web import plots
from backend.web.pages.amounts import amount, counted, late, plain
from backend.web.pages.tongue import DASH, Tongue
from projections.answers import JudgementTold, Lack, RuleFigure, StepTold

SMALL = 8
"""Up to so many promised, a plot has a block for each instead of a bar."""


class Glance:
    """`today` is the last day that the figures look at; `ends` is the pledge's last day."""

    def __init__(self, t: Tongue, figure: RuleFigure, name: str, today: date, ends: date) -> None:
        """`name` is what the rule counts, in words: its label, or its commitment's title."""
        self.t, self.figure, self.name, self.today, self.ends = t, figure, name, today, ends
        self.ended = today >= ends

    def main(self) -> str:
        """The figure."""
        rule, t = self.figure, self.t
        match rule.type:
            case "count" if rule.value is not None and rule.target is not None:
                return t._("%(value)s av %(target)s", value=amount(t, rule.value), target=t.number(rule.target))
            case "cadence" if rule.periods and rule.covered is not None:
                return t._("%(value)s av %(target)s", value=t.number(rule.covered), target=t.number(rule.periods))
            case "milestone":
                done = sum(s.status == "done" for s in rule.steps or ())
                return t._("%(done)s av %(all)s steg", done=done, all=len(rule.steps)) if rule.steps else DASH
            case "coverage":
                share = plain(rule.value)
                return DASH if share is None else t.percent(share)
            case "stated":
                told = last_told(rule)
                return t.period(told.period, self.today).capitalize() if told else DASH
        return counted(t, rule, rule.value)

    def under(self) -> str:
        """What stands under the figure: the pace, what is missing, or that there is no target."""
        t = self.t
        if self.figure.lacks:
            return lack(t, self.figure.lacks)
        match self.figure.type:
            case "count":
                return self._pace()
            case "cadence":
                return self._gaps()
            case "trend":
                return self._compared()
            case "milestone":
                return self._next_step()
            case "coverage":
                return t._("av minuterna") if self.figure.of == "minutes" else t._("av insatserna")
            case "stated":
                return self._judged()
            case "on-demand":
                return t._("inget mål, ingen takt")
        return t._("inget mål")

    def through(self) -> str:
        """The day that the figure goes to, where that is another than the day asked about."""
        return to_day(self.t, self.figure, self.today)

    def _pace(self) -> str:
        if self.ended:
            return self.t._("när löftets tid var slut")
        if self.figure.expected is None:
            return ""
        return self.t._("%(n)s väntat nu", n=self.t.number(int(self.figure.expected)))

    def _gaps(self) -> str:
        t, gaps = self.t, [self.t.period(g.period, self.today) for g in self.figure.gaps or ()]
        if not gaps:
            return t._("inga luckor") if self.figure.periods else t._("ingen period har slutat än")
        if len(gaps) > 2:
            return t._("%(first)s och %(n)s till saknas", first=gaps[0], n=t.number(len(gaps) - 1))
        return t._("%(gaps)s saknas", gaps=t.listed(gaps))

    def _compared(self) -> str:
        before = self.figure.baseline
        if before is None:
            return self.t._("jämförelsetal saknas")
        return self.t._("%(n)s samma tid förut", n=self.t.number(before))

    def _next_step(self) -> str:
        t, steps = self.t, self.figure.steps or ()
        overdue = next((s for s in steps if s.overdue), None)
        if overdue and overdue.due:
            return f"{t.label(overdue.label)}: {late(t, overdue.due, self.today)}"
        waiting = [s for s in steps if s.status != "done"]
        if not waiting:
            days = [s.on for s in steps if s.on]
            return t._("klart %(day)s", day=t.day(max(days), self.today)) if days else t._("klart")
        due = min((s.due for s in waiting if s.due), default=None)
        return t._("nästa %(day)s", day=t.day(due, self.today)) if due else t._("inget datum satt")

    def _judged(self) -> str:
        t, rule = self.t, self.figure
        told = last_told(rule)
        if rule.status != "unreported" and told:
            return t.quoted(verdict(t, told.verdict or ""))
        awaited = [j for j in rule.judgements or () if not j.verdict]
        if not awaited:
            return ""
        said = {"period": t.period(awaited[0].period, self.today), "day": t.day(awaited[0].due, self.today)}
        if awaited[0].due <= self.today:
            return t._("%(period)s skulle redovisas %(day)s", **said)
        return t._("%(period)s redovisas %(day)s", **said)

    def said(self) -> str:
        """The figure and what is under it, as the plot says it."""
        return ", ".join(part for part in (f"{self.name}: {self.main()}", self.under()) if part)

    def plot(self, *, wide: bool = False) -> Markup | None:
        """The plot that belongs to the type, or None where one would hint at a target that nobody promised."""
        rule, value = self.figure, plain(self.figure.value)
        behind = rule.status in ("behind", "missed")
        match rule.type:
            case "count" if value is not None and rule.target:
                expected = None if self.ended else rule.expected
                if rule.target <= SMALL and value <= SMALL:
                    return plots.blocks(int(value), int(rule.target), expected, self.said())
                return plots.bullet(value, rule.target, expected, self.said(), behind=behind)
            case "cadence" if ended := [p for p in rule.parts or () if p.status in ("covered", "gap")]:
                width = plots.WIDE if wide else plots.WIDTH
                return plots.cells([p.status == "covered" for p in ended], self.said(), width=width)
            case "trend" if value is not None and rule.baseline is not None:
                return plots.twins(value, rule.baseline, self.said(), behind=behind)
            case "milestone" if rule.steps:
                return plots.steps([step_state(s) for s in rule.steps], here(rule.steps, self.today), self.said())
            case "coverage" if value is not None:
                return plots.share(value, rule.target, self.said())
        return None


def to_day(t: Tongue, figure: RuleFigure, today: date) -> str:
    """`till och med 31 oktober`: of what another organisation does with people, whole months are told."""
    if figure.told_to:
        return t._("till och med %(day)s", day=t.day(figure.told_to, today))
    if figure.others_to:
        return t._("den andra partens del till och med %(day)s", day=t.day(figure.others_to, today))
    return ""


def last_told(figure: RuleFigure) -> JudgementTold | None:
    """The latest period that the owner has judged."""
    return next((j for j in reversed(figure.judgements or ()) if j.verdict), None)


def lack(t: Tongue, what: Lack) -> str:
    """What a missing figure would need."""
    return {
        "not-begun": t._("löftets tid har inte börjat"),
        "records": t._("inga uppgifter från den tiden"),
        "baseline": t._("jämförelsetal saknas"),
        "situation": t._("lägesbild saknas"),
        "steps": t._("ägaren har inte satt steg"),
    }[what]


def verdict(t: Tongue, code: str) -> str:
    """An owner's verdict in words."""
    return {
        "as-promised": t._("Gjort som lovat"),
        "partly": t._("Delvis gjort"),
        "not-as-promised": t._("Inte som lovat"),
    }.get(code, code)


def step_state(step: StepTold) -> plots.StepState:
    """How a step is drawn."""
    if step.status == "done":
        return "done"
    return "late" if step.overdue else "waiting"


def here(steps: Sequence[StepTold], today: date) -> float | None:
    """Where today falls among the steps, counted in steps; None where they have no days in order to go by."""
    known = [day for s in steps if (day := s.on if s.status == "done" and s.on else s.due)]
    if len(known) < len(steps) or len(known) < 2 or known != sorted(known):
        return None
    for i, (day, following) in enumerate(pairwise(known)):
        if day <= today < following:
            return i + (today - day).days / (following - day).days
    return -0.15 if today < known[0] else len(known) - 0.95
