"""Every commitment of every pack has a figure or a status, whatever has been recorded."""

from datetime import date
from pathlib import Path

import pytest

from backend.domain.catalogue import CataloguePublished
from backend.domain.events import stream
from backend.domain.pack import Pack, read_entries, read_pack
from backend.domain.pledge import PledgePublished
from backend.domain.rule import WORST_FIRST
from projections.answers import Fulfilment
from projections.fulfilment import fulfilment
from tests.projections.story import POLICE, Story

PACKS = Path(__file__).parents[2] / "backend" / "packs"
PLEDGES = sorted(p for p in PACKS.glob("*.toml") if p.stem != "kinds")
COMMITMENTS = {"vastervik-2026": 25, "vastervik-2025": 24, "vastervik-2020": 9, "vingaker-2025-2026": 3}


def published(story: Story, pack: Pack) -> None:
    """The base catalogue, the pack's own entries and its pledge."""
    here = pack.partnership.code
    base = read_entries((PACKS / "kinds.toml").read_bytes())
    for source, entries in (("kinds", base), (pack.pledge.code, pack.entries)):
        event = CataloguePublished(partnership=here, source=source, entries=entries, received_at=story.now)
        story.add(stream(here, "catalogue"), event)
    pledge = PledgePublished(partnership=here, terms=pack.partnership, pledge=pack.pledge, received_at=story.now)
    story.add(stream(here, "pledge", pack.pledge.code), pledge)


def asked(story: Story, pack: Pack, as_of: date, viewer: str | None = POLICE) -> Fulfilment:
    with story.reading() as reading:
        return fulfilment(reading, pack.partnership.code, pack.pledge.code, as_of=as_of, viewer=viewer)


@pytest.mark.parametrize("file", PLEDGES, ids=lambda p: p.stem)
@pytest.mark.parametrize("recorded", [True, False], ids=["with-a-record", "without-records"])
@pytest.mark.parametrize("viewer", [POLICE, None])
def test_no_commitment_is_blank(story: Story, file: Path, recorded: bool, viewer: str | None):
    pack = read_pack(file.read_bytes())
    published(story, pack)
    if recorded:
        when = f"{pack.pledge.first.isoformat()}T10:00"
        story.now = story.now.replace(year=pack.pledge.first.year)
        story.record(when, partnership=pack.partnership.code, joint=("kommunen",))
    first, last = pack.pledge.first, pack.pledge.last
    for as_of in (first, first + (last - first) / 2, last, last.replace(year=last.year + 1)):
        answer = asked(story, pack, as_of, viewer)
        assert len(answer.commitments) == COMMITMENTS.get(file.stem, len(answer.commitments))
        assert sum(answer.counts.values()) == len(answer.commitments)
        for commitment in answer.commitments:
            assert commitment.status in WORST_FIRST
            assert commitment.status == min((r.status for r in commitment.rules), key=WORST_FIRST.index)
            for rule in commitment.rules:
                told = (rule.value, rule.steps, rule.judgements, rule.lacks)
                assert any(fact is not None for fact in told), (commitment.code, rule)


def test_a_pledge_without_any_record_in_its_time_is_unreported_not_nought(story: Story):
    pack = read_pack((PACKS / "vastervik-2020.toml").read_bytes())
    published(story, pack)
    story.record("2026-05-04T10:00")
    answer = asked(story, pack, date(2021, 6, 1))
    assert answer.counts == {"unreported": 9}
    counting = [rule for c in answer.commitments for rule in c.rules if rule.judgements is None]
    assert {rule.value for rule in counting} == {None}
