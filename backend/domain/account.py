"""An account (redovisning): a pledge's figures frozen on a day, approved by both organisations, then published.

What is frozen never changes: its files lie in the log by their SHA-256, and what is approved is that one version. The
national checklist of the year's account (Brå) is answered in text before it is frozen, and frozen with it.
"""

from datetime import date, datetime
from hashlib import sha256
from typing import Literal, get_args
from uuid import UUID

import msgspec

from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.words import ORGANISATIONS, Code, Sealed

Occasion = Literal["follow-up", "tertial", "year", "friday", "obra"]
"""What an account is given for: the pledge so far, a tertial, a year, the Friday meeting, the council (OBRÅ)."""

Ask = Literal["effect", "fulfilled-polisen", "fulfilled-kommunen", "process", "steering", "citizens"]
"""The national checklist: effect examined, fulfilment judged by each party, process reviewed, reported to the steering
group, reported to citizens."""

ASKS: tuple[Ask, ...] = get_args(Ask)
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)
INTERNAL: frozenset[Occasion] = frozenset({"friday"})
"""What both may approve and nobody publishes: it tells where police will be, and how often places are visited."""
FIGURES = "json"
"""The form that the hash of an account is of: every other form is made of its figures."""


class FileKept(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="file-kept", omit_defaults=True):
    """A file that was frozen with an account, in a stream named by its content."""

    partnership: Code
    sha256: str
    body: bytes
    received_at: datetime


class _About(msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", omit_defaults=True):
    partnership: Code
    pledge: Code
    by: UUID
    organisation: Code
    received_at: datetime


class AccountFrozen(_About, frozen=True, tag="account-frozen"):
    """The figures as they were on `as_of`, read to log position `read_to`. `files` are SHA-256 sums by form."""

    account: UUID
    occasion: Occasion
    as_of: date
    read_to: int
    files: dict[str, str]


class AccountApproved(_About, frozen=True, tag="account-approved"):
    """An organisation stands behind the version with this SHA-256."""

    account: UUID
    sha256: str


class AccountPublished(_About, frozen=True, tag="account-published"):
    """The version with this SHA-256 is public from now on."""

    account: UUID
    sha256: str


class ChecklistAnswered(_About, frozen=True, tag="checklist-answered"):
    """Somebody answered a question of the national checklist, instead of any earlier answer."""

    ask: Ask
    text: Sealed


AccountEvent = AccountFrozen | AccountApproved | AccountPublished | ChecklistAnswered


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen version, who stands behind it, and whether it is public. `number` counts a pledge's accounts from 1."""

    number: int
    frozen: AccountFrozen
    approved: dict[str, AccountApproved] = {}
    published: AccountPublished | None = None

    @property
    def sha256(self) -> str:
        """Of its figures."""
        return self.frozen.files[FIGURES]

    @property
    def internal(self) -> bool:
        """Whether it is for those who work with it alone, whoever approves it."""
        return self.frozen.occasion in INTERNAL

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The organisations that have not approved it."""
        return tuple(o for o in ORGANISATIONS if o not in self.approved)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The last answer to a question; its seal is bound to `version`."""

    event: ChecklistAnswered
    version: int


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts given of a pledge, oldest first, and the answers to the checklist."""

    version: int = 0
    accounts: tuple[Account, ...] = ()
    answers: dict[str, Answer] = {}

    def one(self, account: UUID) -> Account:
        """Refused (`unknown-account`) where there is none."""
        for found in self.accounts:
            if found.frozen.account == account:
                return found
        raise Refused("unknown-account", "account")

    @property
    def public(self) -> tuple[Account, ...]:
        """Those that are published, the latest publication last."""
        out = [(a.published.received_at, a.number, a) for a in self.accounts if a.published]
        return tuple(a for _, _, a in sorted(out, key=lambda found: found[:2]))

    @property
    def listed(self) -> tuple[Account, ...]:
        """Those of the public ones that the public is led to.

        An internal one that was published before that was refused stays at its address, as both approved it, and no
        page or feed names it.
        """
        return tuple(a for a in self.public if not a.internal)


def evolve(past: Accounts, event: AccountEvent) -> Accounts:
    """What is known of a pledge's accounts, after one more event."""
    later = msgspec.structs.replace(past, version=past.version + 1)
    match event:
        case AccountFrozen():
            new = Account(number=len(past.accounts) + 1, frozen=event)
            return msgspec.structs.replace(later, accounts=(*past.accounts, new))
        case ChecklistAnswered():
            answer = Answer(event=event, version=later.version)
            return msgspec.structs.replace(later, answers={**past.answers, event.ask: answer})
    told = tuple(_told(a, event) if a.frozen.account == event.account else a for a in past.accounts)
    return msgspec.structs.replace(later, accounts=told)


def _told(account: Account, event: AccountApproved | AccountPublished) -> Account:
    if isinstance(event, AccountPublished):
        return msgspec.structs.replace(account, published=event)
    return msgspec.structs.replace(account, approved={**account.approved, event.organisation: event})


def freeze(
    past: Accounts,
    account: UUID,
    pledge: str,
    occasion: Occasion,
    *,
    as_of: date,
    read_to: int,
    files: dict[str, bytes],
    by: Member,
    now: datetime,
) -> list[AccountFrozen | FileKept]:
    """Freeze figures and their files. A year's account whose checklist has a question open is refused (`unanswered`).

    The account comes first; the files follow, each to be put in a stream of its own, once.
    """
    if FIGURES not in files:
        raise Refused("missing", "files")
    if occasion == "year" and any(ask not in past.answers for ask in ASKS):
        raise Refused("unanswered", "answers")
    sums = {form: sha256(body).hexdigest() for form, body in sorted(files.items())}
    frozen = AccountFrozen(
        partnership=by.partnership,
        pledge=pledge,
        account=account,
        occasion=occasion,
        as_of=as_of,
        read_to=read_to,
        files=sums,
        by=by.id,
        organisation=by.organisation,
        received_at=now,
    )
    kept = [
        FileKept(partnership=by.partnership, sha256=sums[form], body=body, received_at=now)
        for form, body in sorted(files.items())
    ]
    return [frozen, *kept]


def approve(past: Accounts, account: UUID, digest: str, *, by: Member, now: datetime) -> list[AccountApproved]:
    """One's own organisation stands behind a frozen version; `digest` is of what was looked at.

    Refused: `unknown-account`, `other-version`.
    """
    found = past.one(account)
    if digest != found.sha256:
        raise Refused("other-version", "sha256")
    if by.organisation in found.approved:
        return []
    return [
        AccountApproved(
            partnership=by.partnership,
            pledge=found.frozen.pledge,
            account=account,
            sha256=digest,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]


def publish(past: Accounts, account: UUID, digest: str, *, by: Member, now: datetime) -> list[AccountPublished]:
    """Make a frozen version public, once both organisations stand behind it.

    Refused: `unknown-account`, `other-version`, `internal`, `not-approved`.
    """
    found = past.one(account)
    if digest != found.sha256:
        raise Refused("other-version", "sha256")
    if found.published is not None:
        return []
    if found.internal:
        raise Refused("internal", "account")
    if found.waits_for:
        raise Refused("not-approved", "account")
    return [
        AccountPublished(
            partnership=by.partnership,
            pledge=found.frozen.pledge,
            account=account,
            sha256=digest,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]


def answer(pledge: str, ask: Ask, text: Sealed, *, by: Member, now: datetime) -> list[ChecklistAnswered]:
    """Answer a question of the checklist. How a party judges its own fulfilment is for that party (`not-owner`)."""
    party = ask.removeprefix("fulfilled-")
    if party != ask and party != by.organisation:
        raise Refused("not-owner", "ask")
    return [
        ChecklistAnswered(
            partnership=by.partnership,
            pledge=pledge,
            ask=ask,
            text=text,
            by=by.id,
            organisation=by.organisation,
            received_at=now,
        )
    ]
