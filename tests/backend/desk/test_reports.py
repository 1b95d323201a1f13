"""What the owners tell of promises that activities cannot count."""

from datetime import date, timedelta
from hashlib import sha256

import msgspec
import pytest

from backend.desk.reports import GapTelling, JudgeTelling, ReportDesk, StepsTelling, StepTelling, Telling
from backend.domain.calendar import local
from backend.domain.events import stream
from backend.domain.evidence import EvidenceKept
from backend.domain.pledge import JudgementStated, StepReported, StepsSet
from backend.domain.refusal import Refused
from backend.domain.rule import Cadence, Milestone, Stated, Step
from backend.domain.words import Label
from tests.backend.desk.conftest import Desks
from tests.backend.desk.test_publish import MARIA
from tests.support.pictures import PDF

PLEDGE = "vastervik-2026"
STEP = Step(code="ansokan", label=Label("Ansökan", "Application"))
JUDGED = JudgeTelling(period="2026-T1", verdict="partly", text="Två av tre delar är på plats.")


@pytest.fixture
def desk(pledged: Desks) -> ReportDesk:
    return ReportDesk(pledged.log, pledged.vault, now=pledged.now)


def owned(desks: Desks, rule: type, **having: object) -> str:
    """A commitment that kommunen owns with such a rule."""
    published = desks.publish.pledge("vastervik", PLEDGE)
    assert published is not None
    for commitment in published.pledge.commitments:
        for found in commitment.rule:
            fits = all(getattr(found, name, None) == value for name, value in having.items())
            if isinstance(found, rule) and fits and "kommunen" in commitment.owner:
                return commitment.code
    raise AssertionError(f"no commitment of kommunen's has {rule}")


def told(desk: ReportDesk, commitment: str) -> list[object]:
    place = stream("vastervik", "commitment", PLEDGE, commitment)
    return [r.event for r in desk.log.read([place]).get(place, [])]


def test_a_judgement_is_kept_with_its_words_sealed(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Stated)
    assert desk.tell(PLEDGE, commitment, JUDGED, by=MARIA)
    (event,) = told(desk, commitment)
    assert isinstance(event, JudgementStated)
    place = stream("vastervik", "commitment", PLEDGE, commitment)
    words = desk.vault.open(
        event.text, partnership="vastervik", stream=place, version=1, topic="judgement-stated", field="text"
    )
    assert (event.verdict, words) == ("partly", JUDGED.text)
    assert JUDGED.text.encode() not in event.text.box


def test_an_owner_names_the_steps_and_tells_how_far_they_have_come(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Milestone, set_by="owner")
    assert desk.tell(PLEDGE, commitment, StepsTelling(steps=(STEP,)), by=MARIA)
    assert not desk.tell(PLEDGE, commitment, StepsTelling(steps=(STEP,)), by=MARIA)
    done = StepTelling(step="ansokan", status="done", on=date(2026, 4, 2), evidence="dnr 2026/114")
    assert desk.tell(PLEDGE, commitment, done, by=MARIA)
    named, reached = told(desk, commitment)
    assert isinstance(named, StepsSet)
    assert isinstance(reached, StepReported)
    assert (reached.on, reached.evidence, reached.text) == (date(2026, 4, 2), "dnr 2026/114", None)


@pytest.mark.parametrize(("days", "why"), [(1, "day-ahead"), (0, ""), (-300, ""), (-6 * 365, "day-long-before")])
def test_a_step_is_reached_on_a_day_that_has_been_and_not_long_before_the_pledge(
    desk: ReportDesk, pledged: Desks, days: int, why: str
):
    commitment = owned(pledged, Milestone, set_by="owner")
    desk.tell(PLEDGE, commitment, StepsTelling(steps=(STEP,)), by=MARIA)
    done = StepTelling(step="ansokan", status="done", on=local(desk.now()).date() + timedelta(days=days))
    if not why:
        assert desk.tell(PLEDGE, commitment, done, by=MARIA)
        return
    with pytest.raises(Refused) as refused:
        desk.tell(PLEDGE, commitment, done, by=MARIA)
    assert (refused.value.code, refused.value.field) == (why, "on")
    assert len(told(desk, commitment)) == 1


ANNUAL = Step(code="arlig", label=Label("Årlig uppföljning", "Yearly follow-up"))
UNDER_WAY = StepTelling(step="ansokan", status="under-way", text="Utkast finns.")


def test_a_report_that_says_the_same_again_changes_nothing(desk: ReportDesk, pledged: Desks):
    steps, judged, weekly = owned(pledged, Milestone, set_by="owner"), owned(pledged, Stated), owned(pledged, Cadence)
    desk.tell(PLEDGE, steps, StepsTelling(steps=(STEP,)), by=MARIA)
    for commitment, telling in (
        (steps, UNDER_WAY),
        (judged, JUDGED),
        (judged, msgspec.structs.replace(JUDGED, file=PDF)),
        (weekly, GapTelling(period="2026-W08", reason="Sportlov.")),
    ):
        assert desk.tell(PLEDGE, commitment, telling, by=MARIA)
        assert not desk.tell(PLEDGE, commitment, telling, by=MARIA)
    assert len(told(desk, judged)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"status": "partly"},
        {"text": "Utkastet är på remiss."},
        {"text": None},
        {"evidence": "dnr 2026/114"},
        {"file": PDF},
    ],
)
def test_a_report_that_says_anything_else_is_kept(desk: ReportDesk, pledged: Desks, other: dict[str, object]):
    commitment = owned(pledged, Milestone, set_by="owner")
    desk.tell(PLEDGE, commitment, StepsTelling(steps=(STEP,)), by=MARIA)
    for telling in (UNDER_WAY, msgspec.structs.replace(UNDER_WAY, **other), UNDER_WAY):
        assert desk.tell(PLEDGE, commitment, telling, by=MARIA)


def test_what_was_erased_may_be_told_again(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Stated)
    file = shown(desk, commitment, PDF).file
    assert file is not None
    place = stream("vastervik", "evidence", str(file.id))
    (kept,) = [r.event for r in desk.log.read([place])[place]]
    assert isinstance(kept, EvidenceKept)
    desk.vault.destroy([kept.body.key])
    again = shown(desk, commitment, PDF)
    desk.vault.destroy([again.text.key])
    shown(desk, commitment, PDF)
    assert len(told(desk, commitment)) == 3


def test_a_reported_step_is_dropped_by_name_alone(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Milestone, set_by="owner")
    desk.tell(PLEDGE, commitment, StepsTelling(steps=(STEP, ANNUAL)), by=MARIA)
    desk.tell(PLEDGE, commitment, UNDER_WAY, by=MARIA)
    reworded = msgspec.structs.replace(STEP, label=Label("Ansökan är inne", "The application is in"))
    assert desk.tell(PLEDGE, commitment, StepsTelling(steps=(reworded,)), by=MARIA)  # nobody had reported the other
    with pytest.raises(Refused) as refused:
        desk.tell(PLEDGE, commitment, StepsTelling(steps=(ANNUAL,)), by=MARIA)
    assert (refused.value.code, refused.value.field) == ("reported-step", "steps")
    assert "ansokan" in refused.value.message()
    assert desk.tell(PLEDGE, commitment, StepsTelling(steps=(ANNUAL,), dropped=("ansokan",)), by=MARIA)


def test_steps_are_never_wiped(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Milestone, set_by="owner")
    desk.tell(PLEDGE, commitment, StepsTelling(steps=(STEP,)), by=MARIA)
    with pytest.raises(Refused, match="missing"):
        desk.tell(PLEDGE, commitment, StepsTelling(steps=(), dropped=("ansokan",)), by=MARIA)
    assert len(told(desk, commitment)) == 1


def test_a_missed_week_is_explained_and_stays_missed(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Cadence)
    assert desk.tell(PLEDGE, commitment, GapTelling(period="2026-W08", reason="Sportlov."), by=MARIA)
    assert len(told(desk, commitment)) == 1


def test_a_reason_that_turns_its_way_of_reading_is_not_told_to_the_public(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Cadence)
    with pytest.raises(Refused) as refused:
        desk.tell(PLEDGE, commitment, GapTelling(period="2026-W08", reason="Sport\u202elov."), by=MARIA)
    assert (refused.value.code, refused.value.field) == ("bad-text", "reason")
    assert told(desk, commitment) == []


@pytest.mark.parametrize(
    ("telling", "why", "field"),
    [
        (JudgeTelling(period="2026-T9", verdict="partly", text="x"), "unknown-period", "period"),
        (JudgeTelling(period="2026-T1", verdict="partly", text="   "), "missing", "text"),
        (JudgeTelling(period="2026-T1", verdict="partly", text="x" * 10_001), "too-long", "text"),
        (JudgeTelling(period="2026-T1", verdict="partly", text="om 19121212-1212"), "personal-number", "text"),
        (StepTelling(step="nagot", status="done"), "unknown-step", "step"),
        (StepTelling(step="nagot", status="done", evidence="19121212-1212"), "personal-number", "evidence"),
        (StepsTelling(steps=(STEP,)), "not-this-rule", "steps"),
        (GapTelling(period="2026-W08", reason="x"), "unknown-period", "period"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    desk: ReportDesk, pledged: Desks, telling: Telling, why: str, field: str
):
    commitment = owned(pledged, Stated)
    with pytest.raises(Refused) as refused:
        desk.tell(PLEDGE, commitment, telling, by=MARIA)
    assert (refused.value.code, refused.value.field) == (why, field)
    assert told(desk, commitment) == []


def test_only_an_owner_tells(desk: ReportDesk):
    with pytest.raises(Refused, match="not-owner"):
        desk.tell(PLEDGE, "platsbesok", JUDGED, by=MARIA)


@pytest.mark.parametrize(("pledge", "commitment"), [("nagot", "platsbesok"), (PLEDGE, "nagot")])
def test_what_is_not_promised_is_not_reported(desk: ReportDesk, pledge: str, commitment: str):
    with pytest.raises(Refused):
        desk.tell(pledge, commitment, JUDGED, by=MARIA)


def shown(desk: ReportDesk, commitment: str, body: bytes) -> JudgementStated:
    telling = msgspec.structs.replace(JUDGED, evidence="https://exempel.se/protokoll", file=body)
    desk.tell(PLEDGE, commitment, telling, by=MARIA)
    event = told(desk, commitment)[-1]
    assert isinstance(event, JudgementStated)
    return event


def test_a_file_is_kept_sealed_and_the_report_names_it_by_its_hash(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Stated)
    file = shown(desk, commitment, PDF).file
    assert file is not None
    assert (file.sha256, file.media, file.size) == (sha256(PDF).hexdigest(), "application/pdf", len(PDF))
    assert desk.file(PLEDGE, commitment, file.id, partnership="vastervik") == (file, PDF)
    assert all(b"Catalog" not in msgspec.json.encode(r.event) for r in pledged.log.page(0, 10_000))


def test_the_same_file_with_another_report_is_kept_again(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Stated)
    one = shown(desk, commitment, PDF).file
    desk.tell(PLEDGE, commitment, JUDGED, by=MARIA)
    other = shown(desk, commitment, PDF).file
    assert one is not None
    assert other is not None
    assert (one.id != other.id, one.sha256) == (True, other.sha256)


def test_a_file_belongs_to_its_commitment_and_partnership(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Stated)
    file = shown(desk, commitment, PDF).file
    assert file is not None
    for of, partnership in (("platsbesok", "vastervik"), (commitment, "vingaker")):
        with pytest.raises(Refused, match="unknown-evidence"):
            desk.file(PLEDGE, of, file.id, partnership=partnership)


def test_a_file_whose_key_is_destroyed_is_erased_and_its_hash_stays(desk: ReportDesk, pledged: Desks):
    commitment = owned(pledged, Stated)
    file = shown(desk, commitment, PDF).file
    assert file is not None
    place = stream("vastervik", "evidence", str(file.id))
    (kept,) = [r.event for r in desk.log.read([place])[place]]
    assert isinstance(kept, EvidenceKept)
    desk.vault.destroy([kept.body.key])
    with pytest.raises(Refused, match="unknown-evidence"):
        desk.file(PLEDGE, commitment, file.id, partnership="vastervik")
    last = told(desk, commitment)[-1]
    assert isinstance(last, JudgementStated)
    assert last.file == file


@pytest.mark.parametrize(
    "pointer",
    ["http://exempel.se", "ftp://exempel.se/a", "javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x"],
)
def test_an_address_that_is_not_https_is_refused(desk: ReportDesk, pledged: Desks, pointer: str):
    with pytest.raises(Refused, match="https-only"):
        desk.tell(PLEDGE, owned(pledged, Stated), msgspec.structs.replace(JUDGED, evidence=pointer), by=MARIA)


def test_a_file_that_is_not_taken_leaves_nothing_behind(desk: ReportDesk, pledged: Desks):
    before = pledged.log.head()
    with pytest.raises(Refused, match="not-a-document"):
        shown(desk, owned(pledged, Stated), b"<html>")
    assert pledged.log.head() == before
