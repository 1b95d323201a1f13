"""What is raised at the next meeting, and what never is."""

from datetime import date

from backend.domain.rule import Status
from backend.domain.words import Label
from backend.web.pages.raising import raised
from backend.web.pages.tongue import tongue
from projections.answers import CommitmentFigures, Gap, JudgementTold, RuleFigure, StepTold

TODAY = date(2026, 6, 30)
NB = "\N{NO-BREAK SPACE}"


def rule(type_: str, status: Status, **figures: object) -> RuleFigure:
    return RuleFigure(type=type_, of="activities", label=None, reading=None, status=status, **figures)  # type: ignore[arg-type]


def lines(*rules: RuleFigure) -> list[str]:
    promises = tuple(
        CommitmentFigures(
            code=f"c{i}", area="a", owner=("polisen",), title=f"Löfte {i}", text="…", status=r.status, rules=(r,)
        )
        for i, r in enumerate(rules)
    )
    return [f"{line.word}: {line.text}" for line in raised(tongue("sv"), promises, "/uppfoljning/p", {}, TODAY)]


LATE = StepTold(
    code="remiss", label=Label("Remissen", "Comments"), due=date(2026, 6, 15), status="partly", overdue=True
)


def test_what_is_missed_comes_before_what_is_behind():
    found = lines(
        rule("trend", "behind", value=31, baseline=35),
        rule("cadence", "missed", gaps=(Gap(period="2026-W08", reason="sjukdom"), Gap(period="2026-W24"))),
        rule("milestone", "behind", steps=(LATE,)),
        rule("count", "behind", value=40, expected=49.6, target=100),
    )
    assert found == [
        f"Löfte 1: v.{NB}24 saknas, utan orsak",
        "Löfte 0: 4 färre än samma tid förut",
        "Löfte 2: Remissen, 15 dagar sen",
        "Löfte 3: 9 färre än väntat",
    ]


def test_a_gap_with_a_reason_is_not_raised_again():
    assert lines(rule("cadence", "missed", gaps=(Gap(period="2026-W08", reason="sjukdom"),))) == []


def test_what_awaits_words_is_told_together():
    silent = rule("stated", "unreported", judgements=(JudgementTold(period="2026-T1", due=date(2026, 5, 15)),))
    assert lines(silent, silent) == ["2 åtaganden: skulle ha redovisats i ord"]


def test_what_has_no_target_is_never_raised():
    assert (
        lines(
            rule("on-demand", "ongoing", value=0), rule("ongoing", "ongoing", value=0), rule("on-demand", "unreported")
        )
        == []
    )
