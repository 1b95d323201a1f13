"""What owners report, line by line: steps and judgements, with what they rest on."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from backend.domain.calendar import local
from backend.domain.evidence import Enclosed
from backend.web.pages.rows import verdict
from backend.web.pages.sheet import JudgementLine, Shown, StepLine
from backend.web.pages.speaking import Organisation, status_word
from backend.web.pages.tongue import DASH, Tongue
from projections.answers import RuleFigure, StepTold


def kind_of(t: Tongue, file: Enclosed) -> str:
    """`PDF, 12 kB`."""
    size = t._("%(n)s kB", n=t.number(max(1, round(file.size / 1000))))
    return f"{t._('PDF') if file.media == 'application/pdf' else t._('Bild')}, {size}"


def shown(
    t: Tongue, evidence: str | None, file: Enclosed | None, href: str, erased: Collection[UUID] = ()
) -> Shown | None:
    """What a report rests on; `href` is where its commitment's evidence lies, `erased` are files that are gone."""
    if not evidence and not file:
        return None
    words = evidence or ""
    gone = file is not None and file.id in erased
    return Shown(
        words=words,
        href=words if words.startswith("https://") else "",
        file=t._("filen är gallrad") if gone else kind_of(t, file) if file else "",
        file_href=f"{href}/{file.id}" if file and not gone else "",
        sum=file.sha256 if file else "",
    )


def step_line(t: Tongue, step: StepTold, today: date, href: str, erased: Collection[UUID] = ()) -> StepLine:
    """A step: how far it has come, or that nobody has said. `href` and `erased` as in `shown`."""
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
        shown=shown(t, step.evidence, step.file, href, erased),
        by=Organisation(t, step.by) if step.by else "",
    )


def judgement_lines(
    t: Tongue, figure: RuleFigure, today: date, href: str, erased: Collection[UUID] = ()
) -> list[JudgementLine]:
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
                    shown=shown(t, j.evidence, j.file, href, erased),
                )
            )
            continue
        day, past = t.day(j.due, today), j.due <= today
        when = t._("skulle redovisas %(day)s", day=day) if past else t._("redovisas %(day)s", day=day)
        word = status_word(t, "unreported") if past else t._("Inväntas")
        lines.append(JudgementLine(period=period, verdict=word, node="is-bad" if past else "", when=when))
    return lines
