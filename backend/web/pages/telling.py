"""Forms for an owner's coordinator: set steps, report a step, judge a period, explain a gap. Plain HTML, no script.

A form that is refused comes back as it was typed, with the reason beside the field.
"""

import re
from collections.abc import Mapping
from datetime import date

import msgspec
from litestar.datastructures import UploadFile
from msgspec import Struct

from backend.desk.reports import (
    REASON_LENGTH,
    TEXT_LENGTH,
    GapTelling,
    JudgeTelling,
    StepsTelling,
    StepTelling,
    Telling,
)
from backend.domain.calendar import may_be
from backend.domain.pledge import Commitment, StepStatus, Told, Verdict
from backend.domain.refusal import FINDINGS, Refused
from backend.domain.rule import Milestone, Step
from backend.web.pages import stepping
from backend.web.pages.rows import verdict
from backend.web.pages.sheet import Ask, Choice, Field
from backend.web.pages.tongue import Tongue
from projections.answers import RuleFigure, StepTold

STEP_STATES: tuple[StepStatus, ...] = ("not-begun", "under-way", "partly", "done")
VERDICTS: tuple[Verdict, ...] = ("as-promised", "partly", "not-as-promised")
_DATED = re.compile(r"^(?P<label>.*?)[\s;,]+(?P<due>\d{4}-\d{2}-\d{2})$")


class Typed(Struct, frozen=True, kw_only=True):
    """A form that was handed in and refused: which, what was typed, and what is wrong with which field.

    `findings` are what the writer may confirm (`domain/citizen.py`).
    """

    do: str
    rule: int
    values: Mapping[str, str]
    faults: Mapping[str, str]
    findings: tuple[str, ...] = ()


class Unfit(Exception):
    """The form cannot be handed in as it is. `faults` are words by field; the empty field is the form itself."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


def asks(
    t: Tongue, promise: Commitment, number: int, figure: RuleFigure, today: date, typed: Typed | None
) -> tuple[Ask, ...]:
    """The forms of one rule (`number` from 1); none for a rule that only counts."""
    mine = typed if typed and typed.rule == number else None
    rule = promise.rule[number - 1]
    found: list[Ask] = []
    if isinstance(rule, Milestone):
        if figure.steps:
            found.append(_step(t, number, figure.steps, mine))
        if rule.set_by == "owner":
            found.append(_steps(t, number, figure.steps or (), mine))
    if figure.type == "stated" and figure.judgements:
        found.append(_judge(t, number, figure, today, mine))
    if figure.gaps:
        found.append(_gap(t, number, figure, today, mine))
    return tuple(found)


def _ask(do: str, number: int, summary: str, button: str, fields: tuple[Field, ...], typed: Typed | None) -> Ask:
    mine = typed if typed and typed.do == do else None
    return Ask(
        id=f"{do}-{number}",
        do=do,
        summary=summary,
        button=button,
        fields=fields,
        fault=mine.faults.get("", "") if mine else "",
        open=mine is not None,
        findings=" ".join(mine.findings) if mine else "",
    )


def _field(typed: Typed | None, do: str, name: str, label: str, usual: str = "", **also: object) -> Field:
    mine = typed if typed and typed.do == do else None
    value = mine.values.get(name, usual) if mine else usual
    fault = mine.faults.get(name, "") if mine else ""
    return Field(name=name, label=label, value=value, fault=fault, **also)  # type: ignore[arg-type]


def _step(t: Tongue, number: int, steps: tuple[StepTold, ...], typed: Typed | None) -> Ask:
    words = {
        "not-begun": t._("Inte påbörjat"),
        "under-way": t._("Pågår"),
        "partly": t._("Delvis klart"),
        "done": t._("Klart"),
    }
    first = next((s for s in steps if s.status != "done"), steps[0])
    fields = (
        _field(
            typed,
            "step",
            "step",
            t._("Steg"),
            first.code,
            choices=tuple(Choice(value=s.code, word=t.label(s.label)) for s in steps),
        ),
        _field(
            typed,
            "step",
            "status",
            t._("Hur långt det har kommit"),
            radio=True,
            choices=tuple(Choice(value=s, word=words[s]) for s in STEP_STATES),
        ),
        _field(
            typed,
            "step",
            "on",
            t._("Dagen det blev klart"),
            hint=t._("Som 2026-06-12. Behövs bara när steget är klart."),
            size=10,
        ),
        _field(typed, "step", "text", t._("Vad som är gjort"), lines=3, longest=TEXT_LENGTH),
        *_evidence(t, typed, "step"),
    )
    return _ask("step", number, t._("Redovisa ett steg"), t._("Spara steget"), fields, typed)


def _evidence(t: Tongue, typed: Typed | None, do: str) -> tuple[Field, Field]:
    """What a report rests on: words, and a file. A file must be chosen again in a form that comes back."""
    hint = t._("PDF eller bild, högst 5 MB. Bilder sparas utan uppgift om plats och kamera, en PDF som den är.")
    if typed and typed.do == do and typed.values.get("file"):
        hint = f"{t._('Välj filen igen.')} {hint}"
    return (
        _field(
            typed,
            do,
            "evidence",
            t._("Underlag"),
            hint=t._("Ett diarienummer, eller en adress som börjar med https://."),
            size=30,
        ),
        _field(typed, do, "file", t._("Fil som underlag"), hint=hint, file=True),
    )


def _steps(t: Tongue, number: int, steps: tuple[StepTold, ...], typed: Typed | None) -> Ask:
    usual = "\n".join(map(_line, steps))
    hint = t._(
        "Ett steg per rad. Ska det vara klart en viss dag, skriv dagen sist på raden: Remissen har gått; 2026-06-15."
    )
    field = _field(typed, "set-steps", "steps", t._("Steg"), usual, hint=hint, lines=6, longest=TEXT_LENGTH)
    summary = t._("Ändra stegen") if steps else t._("Sätt stegen")
    return _ask("set-steps", number, summary, t._("Spara stegen"), (field,), typed)


def _line(step: StepTold) -> str:
    """A step as its line in the form."""
    return f"{step.label.sv}; {step.due.isoformat()}" if step.due else step.label.sv


def _judge(t: Tongue, number: int, figure: RuleFigure, today: date, typed: Typed | None) -> Ask:
    judgements = figure.judgements or ()
    awaited = next((j for j in judgements if not j.verdict), judgements[-1])
    fields = (
        _field(
            typed,
            "judge",
            "period",
            t._("Period"),
            awaited.period,
            choices=tuple(Choice(value=j.period, word=t.period(j.period, today).capitalize()) for j in judgements),
        ),
        _field(
            typed,
            "judge",
            "verdict",
            t._("Bedömning"),
            radio=True,
            choices=tuple(Choice(value=v, word=verdict(t, v)) for v in VERDICTS),
        ),
        _field(typed, "judge", "text", t._("Med egna ord"), lines=5, longest=TEXT_LENGTH, hint=_nobody(t)),
        *_evidence(t, typed, "judge"),
    )
    return _ask("judge", number, t._("Redovisa en period"), t._("Spara bedömningen"), fields, typed)


def _gap(t: Tongue, number: int, figure: RuleFigure, today: date, typed: Typed | None) -> Ask:
    gaps = figure.gaps or ()
    open_ = next((g for g in gaps if not g.reason), gaps[0])
    fields = (
        _field(
            typed,
            "explain-gap",
            "period",
            t._("Period"),
            open_.period,
            choices=tuple(Choice(value=g.period, word=t.period(g.period, today)) for g in gaps),
        ),
        _field(
            typed, "explain-gap", "reason", t._("Varför det uteblev"), lines=2, longest=REASON_LENGTH, hint=_nobody(t)
        ),
    )
    return _ask("explain-gap", number, t._("Förklara en lucka"), t._("Spara orsaken"), fields, typed)


def _nobody(t: Tongue) -> str:
    return t._("Skriv inget som pekar ut en person.")


def read(
    t: Tongue,
    values: Mapping[str, str],
    steps: tuple[StepTold, ...],
    file: bytes | None = None,
    told: Told | None = None,
) -> Telling:
    """What a form says; raises Unfit naming the fields.

    `steps` are those there are, whose codes are kept, `told` what was reported so far. Raises stepping.Unsettled where
    it must be asked first what becomes of reported steps.
    """
    telling = _read(t, values, steps, told)
    if isinstance(telling, StepTelling | JudgeTelling):
        telling = msgspec.structs.replace(telling, evidence=_pointer(t, values), file=file)
    return msgspec.structs.replace(telling, confirmed=confirmed(values))


def _pointer(t: Tongue, values: Mapping[str, str]) -> str | None:
    evidence = values.get("evidence", "").strip()
    if len(evidence) > 200:
        raise Unfit({"evidence": t._("Skriv högst %(n)s tecken.", n=200)})
    return evidence or None


def taken(data: Mapping[str, object]) -> tuple[dict[str, str], bytes | None]:
    """(what was typed, the file that was chosen). A browser sends an empty file where none was."""
    values = {name: value for name, value in data.items() if isinstance(value, str)}
    file = data.get("file")
    if not isinstance(file, UploadFile):
        return values, None
    with file.file:
        body = file.file.read()
    return (values | {"file": "1"}, body) if body else (values, None)


def confirmed(values: Mapping[str, str]) -> tuple[str, ...]:
    """The findings that whoever filled in a form lets stand."""
    return tuple(finding for finding in values.get("confirmed", "").split() if finding in FINDINGS)


def _read(t: Tongue, values: Mapping[str, str], steps: tuple[StepTold, ...], told: Told | None) -> Telling:
    match values.get("do"):
        case "step":
            return _read_step(t, values)
        case "set-steps":
            fates = stepping.fates(values)
            dropped = tuple(code for code, name in fates.items() if not name)
            return StepsTelling(steps=read_steps(t, values.get("steps", ""), steps, told, fates), dropped=dropped)
        case "judge":
            return _read_judgement(t, values)
        case "explain-gap":
            reason = _told(t, values, "reason")
            return GapTelling(period=values.get("period", ""), reason=reason)
    raise Unfit({"": t._("Formuläret känns inte igen. Ladda om sidan.")})


def _told(t: Tongue, values: Mapping[str, str], name: str) -> str:
    said = values.get(name, "").strip()
    if not said:
        raise Unfit({name: t._("Skriv något här.")})
    return said


def _read_step(t: Tongue, values: Mapping[str, str]) -> StepTelling:
    status = next((s for s in STEP_STATES if s == values.get("status")), None)
    if status is None:
        raise Unfit({"status": t._("Välj ett av alternativen.")})
    on, typed = None, values.get("on", "").strip()
    if typed:
        try:
            on = date.fromisoformat(typed)
        except ValueError:
            raise Unfit({"on": t._("Skriv dagen som 2026-06-30.")}) from None
    if status == "done" and on is None:
        raise Unfit({"on": t._("Skriv vilken dag steget blev klart.")})
    return StepTelling(
        step=values.get("step", ""),
        status=status,
        on=on if status == "done" else None,
        text=values.get("text", "").strip() or None,
    )


def _read_judgement(t: Tongue, values: Mapping[str, str]) -> JudgeTelling:
    judged = next((v for v in VERDICTS if v == values.get("verdict")), None)
    if judged is None:
        raise Unfit({"verdict": t._("Välj ett av alternativen.")})
    return JudgeTelling(period=values.get("period", ""), verdict=judged, text=_told(t, values, "text"))


def read_steps(
    t: Tongue,
    typed: str,
    known: tuple[StepTold, ...],
    told: Told | None = None,
    fates: Mapping[str, str] | None = None,
) -> tuple[Step, ...]:
    """One step a line, its day last. A step that there was keeps its code, and so what was told of it (`stepping`).

    A line that stands as the form gave it is never found fault with.
    """
    before = {_line(s): s for s in known}
    lines: list[stepping.Line] = []
    for line in filter(None, (line.strip() for line in typed.splitlines())):
        label, due = line, None
        if line in before:
            label, due = before[line].label.sv, before[line].due
        elif dated := _DATED.match(line):
            label = dated["label"]
            try:
                due = date.fromisoformat(dated["due"])
            except ValueError:
                raise Unfit({"steps": t._("Dagen %(day)s finns inte.", day=dated["due"])}) from None
            if not may_be(due):
                raise Unfit({"steps": t._("Dagen %(day)s ligger inte inom åren 2000–2099.", day=dated["due"])})
        elif ";" in line:
            said = t._(
                "Raden ”%(line)s” slutar inte med en dag. Skriv den som 2026-06-15, eller ta bort semikolonet.",
                line=line[:80],
            )
            raise Unfit({"steps": said})
        if not label:
            raise Unfit({"steps": t._("Raden ”%(line)s” säger inte vad steget heter.", line=line)})
        if any(earlier.label == label for earlier in lines):
            raise Unfit({"steps": t._("Två steg heter likadant.")})
        lines.append(stepping.Line(label, due))
    if not lines:
        raise Unfit({"steps": t._("Skriv minst ett steg.")})
    if len(lines) > 50:
        raise Unfit({"steps": t._("Skriv högst 50 steg.")})
    return stepping.settle(lines, known, told or Told(), fates or {})


def faults_of(t: Tongue, refused: Refused) -> dict[str, str]:
    """A refusal as words beside its field."""
    field = (refused.field or "").partition("[")[0]
    if field not in ("step", "status", "on", "text", "evidence", "steps", "period", "verdict", "reason", "file"):
        field = ""
    return {field: fault_of(t, refused)}


def fault_of(t: Tongue, refused: Refused) -> str:
    """A refusal of free text as it is said beside its field, which needs no naming there."""
    what = t.listed([t.label(FINDINGS[finding]) for finding in refused.findings])
    words = {
        "personal-number": t._("Texten innehåller ett personnummer. Ta bort det och spara igen."),
        "confirm": t._("Texten ser ut att innehålla %(what)s. Ta bort det, eller kryssa i rutan.", what=what),
        "too-long": t._("Texten är för lång."),
        "bad-text": t._("Texten innehåller tecken som inte går att spara."),
        "reported-step": t._("Någon har redovisat ett steg som inte står kvar. Spara igen, så visas vilket."),
    }
    return words.get(refused.code) or refused.message(t.code)
