"""What owners report, line by line: steps and judgements, with what they rest on."""

from datetime import date

from backend.domain.calendar import local
from backend.domain.evidence import Enclosed
from backend.web.pages.rows import verdict
from backend.web.pages.sheet import JudgementLine, Shown, StepLine
from backend.web.pages.speaking import Organisation, status_word
from backend.web.pages.tongue import DASH, Tongue
from projections.answers import RuleFigure, StepTold


def shown(t: Tongue, evidence: str | None, file: Enclosed | None, href: str) -> Shown | None:
    """What a report rests on; `href` is where its commitment's evidence lies."""
    if not evidence and not file:
        return None
    words = evidence or ""
    kind = ""
    if file:
        size = t._("%(n)s kB", n=t.number(max(1, round(file.size / 1000))))
        kind = f"{t._('PDF') if file.media == 'application/pdf' else t._('Bild')}, {size}"
    return Shown(
        words=words,
        href=words if words.startswith("https://") else "",
        file=kind,
        file_href=f"{href}/{file.id}" if file else "",
        sum=file.sha256 if file else "",
    )


def step_line(t: Tongue, step: StepTold, today: date, href: str) -> StepLine:
    """A step: how far it has come, or that nobody has said. `href` is where its commitment's evidence lies."""
    words = {
        "not-begun": t._("Inte påbörjat"),
        "under-way": t._("Pågår"),
        "partly": t._("Delvis klart"),
        "done": t._("Klart"),
    }
    state = words[step.status] if step.told_at else t._("Ej redovisat")
    if step.overdue and step.due:
        state = t._("%(state)s, skulle vara klart %(day)s", state=state, day=t.day(step.due, today))
    when = step.on if step.status == "done" and step.on else step.due
    return StepLine(
        label=t.label(step.label),
        state=state,
        node="is-done" if step.status == "done" else "is-bad" if step.overdue else "",
        when=t.short_day(when, today) if when else DASH,
        text=step.text or "",
        shown=shown(t, step.evidence, step.file, href),
        by=Organisation(t, step.by) if step.by else "",
    )


def judgement_lines(t: Tongue, figure: RuleFigure, today: date, href: str) -> list[JudgementLine]:
    """The periods, the latest first: what the owner said of each, or that it is awaited."""
    lines = []
    for j in reversed(figure.judgements or ()):
        period = t.period(j.period, today).capitalize()
        if j.verdict:
            day = t.day(local(j.told_at).date(), today) if j.told_at else ""
            when = ", ".join(part for part in (Organisation(t, j.by) if j.by else "", day) if part)
            lines.append(
                JudgementLine(
                    period=period,
                    verdict=verdict(t, j.verdict),
                    node="is-done",
                    when=when,
                    text=j.text or "",
                    shown=shown(t, j.evidence, j.file, href),
                )
            )
            continue
        day, past = t.day(j.due, today), j.due <= today
        when = t._("skulle redovisas %(day)s", day=day) if past else t._("redovisas %(day)s", day=day)
        word = status_word(t, "unreported") if past else t._("Inväntas")
        lines.append(JudgementLine(period=period, verdict=word, node="is-bad" if past else "", when=when))
    return lines
