"""An account is frozen once, approved by both, and only then public."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from backend.domain import account as domain
from backend.domain.account import ASKS, Accounts, Answer, ChecklistAnswered
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.words import Sealed

NOW = datetime(2026, 7, 3, 8, 0, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
SEALED = Sealed(key="k", box=b"b", mac=b"m", length=1)
FILES = {"json": b"{}", "csv": b"a;b"}


def coordinator(organisation: str) -> Member:
    roles = frozenset({Role.COORDINATOR})
    return Member(id=UUID(int=9), partnership="vastervik", organisation=organisation, roles=roles)


POLICE, TOWN = coordinator("polisen"), coordinator("kommunen")


def frozen(past: Accounts | None = None, account: UUID = ONE) -> Accounts:
    past = past or Accounts()
    event, *files = domain.freeze(
        past, account, "vastervik-2026", "tertial", as_of=date(2026, 6, 30), read_to=9, files=FILES, by=POLICE, now=NOW
    )
    assert len(files) == len(FILES)
    assert isinstance(event, domain.AccountFrozen)
    return domain.evolve(past, event)


def after(past: Accounts, *steps: tuple[str, Member]) -> Accounts:
    for step, by in steps:
        decide = domain.approve if step == "approve" else domain.publish
        for event in decide(past, ONE, past.one(ONE).sha256, by=by, now=NOW):
            past = domain.evolve(past, event)
    return past


def test_both_approve_and_then_it_can_be_published():
    past = after(frozen(), ("approve", POLICE), ("approve", TOWN), ("publish", POLICE))
    assert [a.frozen.account for a in past.public] == [ONE]
    assert past.one(ONE).waits_for == ()


@pytest.mark.parametrize("approvers", [(), (POLICE,), (TOWN,), (POLICE, POLICE)])
def test_without_both_it_is_not_published(approvers: tuple[Member, ...]):
    past = after(frozen(), *(("approve", by) for by in approvers))
    with pytest.raises(Refused, match="not-approved"):
        domain.publish(past, ONE, past.one(ONE).sha256, by=POLICE, now=NOW)
    assert past.public == ()


def test_what_is_approved_is_the_version_that_was_seen():
    past = frozen(frozen(), OTHER)
    for decide in (domain.approve, domain.publish):
        with pytest.raises(Refused, match="other-version"):
            decide(past, ONE, "0" * 64, by=TOWN, now=NOW)
        with pytest.raises(Refused, match="unknown-account"):
            decide(past, UUID(int=3), past.one(ONE).sha256, by=TOWN, now=NOW)


def test_approving_or_publishing_again_changes_nothing():
    past = after(frozen(), ("approve", POLICE), ("approve", TOWN), ("publish", POLICE))
    digest = past.one(ONE).sha256
    assert domain.approve(past, ONE, digest, by=TOWN, now=NOW) == []
    assert domain.publish(past, ONE, digest, by=TOWN, now=NOW) == []


def test_an_approval_is_of_one_account_and_not_of_the_next():
    past = frozen(after(frozen(), ("approve", POLICE), ("approve", TOWN)), OTHER)
    assert past.one(OTHER).waits_for == ("polisen", "kommunen")
    assert [a.number for a in past.accounts] == [1, 2]


def answered(*asks: str) -> Accounts:
    answers = {
        ask: Answer(
            event=ChecklistAnswered(
                partnership="vastervik",
                pledge="vastervik-2026",
                by=POLICE.id,
                organisation="polisen",
                received_at=NOW,
                ask=ask,  # type: ignore[arg-type]
                text=SEALED,
            ),
            version=1,
        )
        for ask in asks
    }
    return Accounts(answers=answers)


def test_the_account_of_a_year_waits_for_every_answer():
    def year(past: Accounts) -> object:
        return domain.freeze(
            past, ONE, "vastervik-2026", "year", as_of=date(2026, 12, 31), read_to=9, files=FILES, by=POLICE, now=NOW
        )

    for missing in ASKS:
        with pytest.raises(Refused, match="unanswered"):
            year(answered(*(ask for ask in ASKS if ask != missing)))
    assert year(answered(*ASKS))


def test_nobody_judges_the_fulfilment_of_the_other():
    with pytest.raises(Refused, match="not-owner"):
        domain.answer("vastervik-2026", "fulfilled-kommunen", SEALED, by=POLICE, now=NOW)
    assert domain.answer("vastervik-2026", "fulfilled-kommunen", SEALED, by=TOWN, now=NOW)
    assert domain.answer("vastervik-2026", "process", SEALED, by=TOWN, now=NOW)
