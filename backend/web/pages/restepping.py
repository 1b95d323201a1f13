"""The second look at changed steps: how they will be, and what becomes of reported ones that are not there."""

from collections.abc import Mapping
from datetime import date

from litestar.response import Template
from msgspec import Struct

from backend.domain.pledge import Commitment
from backend.web.pages.promise import Looking
from backend.web.pages.reported import step_line
from backend.web.pages.sheet import Choice, Field, Link
from backend.web.pages.stepping import FATE, Unsettled
from backend.web.pages.tongue import Tongue
from projections.answers import StepTold

_FEW = 7
"""More choices than these are a list to choose from (look/LOOK.md, "Chip")."""


class StepSheet(Struct, frozen=True, kw_only=True):
    """One step as it will be. `state` is what was reported on it, and goes on counting."""

    label: str
    day: str
    state: str


class StepsLook(Struct, frozen=True, kw_only=True):
    """The page. `carried` goes along in the form that says yes; `fields` are what has to be said first."""

    id: str = "steg"
    crumb: Link
    steps: tuple[StepSheet, ...]
    fields: tuple[Field, ...]
    fault: str
    carried: Mapping[str, str]


def second_look(
    looking: Looking, here: str, promise: Commitment, values: Mapping[str, str], open_: Unsettled
) -> Template:
    """Ask before what was reported is let go, or goes by other words."""
    t, today = looking.t, looking.real_today
    known = {step.code: step for step in open_.known}
    new = [line.label for line in open_.lines if line.label not in open_.codes]
    page = StepsLook(
        crumb=Link(href=here, word=promise.title),
        steps=tuple(
            StepSheet(
                label=line.label,
                day=t.day(line.due, today) if line.due else "",
                state=_state(t, known.get(open_.codes.get(line.label, "")), today),
            )
            for line in open_.lines
        ),
        fields=tuple(_field(t, step, new, values, open_, today) for step in open_.gone),
        fault=t._("Två steg kan inte bli samma. Välj ett för vart och ett.") if open_.doubled else "",
        carried={name: values[name] for name in ("do", "rule", "steps", "confirmed") if name in values},
    )
    return Template("steps.html", context={"page": page}, status_code=422 if open_.doubled else 200)


def _field(
    t: Tongue, step: StepTold, new: list[str], values: Mapping[str, str], open_: Unsettled, today: date
) -> Field:
    lost = t._("Tas bort. Det som redovisats räknas inte längre: %(what)s.", what=_state(t, step, today))
    follows = [t._("Heter nu ”%(name)s”, och det som redovisats följer med.", name=label) for label in new]
    kept = [Choice(value=label, word=word) for label, word in zip(new, follows, strict=True)]
    name = f"{FATE}{step.code}"
    return Field(
        name=name,
        label=t._("”%(name)s” står inte kvar. Vad har blivit av det?", name=t.label(step.label)),
        value=values.get(name, open_.guesses.get(step.code, "")),
        choices=(*kept, Choice(value="", word=lost)),
        radio=len(kept) < _FEW,
    )


def _state(t: Tongue, step: StepTold | None, today: date) -> str:
    """`Klart 28 april`, `Pågår`; empty where nobody has reported."""
    if step is None or step.told_at is None:
        return ""
    done = step_line(t, step, today, "").state
    return f"{done} {t.day(step.on, today)}" if step.status == "done" and step.on else done
