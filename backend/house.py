"""Opens everything that the app and the command line stand on, in the right order, and closes it again."""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from backend.accounts import Accounts
from backend.desk.account import AccountDesk
from backend.desk.catalogues import Catalogues
from backend.desk.decisions import DecisionDesk
from backend.desk.erasing import ErasureDesk
from backend.desk.gaps import GapDesk
from backend.desk.members import MemberDesk
from backend.desk.notes import NoteDesk
from backend.desk.places import PlaceDesk
from backend.desk.publish import PublishDesk, Published, own_packs
from backend.desk.reports import ReportDesk
from backend.desk.rescue import RescueDesk
from backend.desk.revisions import RevisionDesk
from backend.desk.situations import SituationDesk
from backend.desk.sync import SyncDesk
from backend.desk.visits import VisitDesk
from backend.domain.calendar import local
from backend.domain.demonstration import MARK
from backend.domain.member import Member
from backend.log import Log, Unavailable
from backend.settings import Settings
from backend.vault import Erasures, Vault, master_key
from projections import pledges
from projections.follow import Follower
from projections.fulfilment import Question
from projections.store import NotReady, Reading, Views


def utc_now() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)


class Shut(Unavailable):
    """A store cannot be opened or does not answer; `setting` is the one that says where it is."""

    def __init__(self, setting: str, why: str) -> None:
        super().__init__(why)
        self.setting = setting


@contextmanager
def at(setting: str) -> Iterator[None]:
    """What is opened here stands where that setting says: Shut names it."""
    try:
        yield
    except Unavailable as fault:
        raise Shut(setting, str(fault)) from fault


class House:
    """The stores, the views with their follower, and the desks, under one clock."""

    def __init__(self, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        """Open the files or databases that the settings name, made where there are none.

        Raises Shut where a store does not answer, and what else the stores raise: ValueError for a master key that
        others may read, vault.Tampered.
        """
        self.settings, self.now = settings, now
        self._closing = ExitStack()
        with ExitStack() as opening:
            with at("database"):
                self.log = Log.open(settings.database, clock=now)
            opening.callback(self.log.close)
            with at("keys"):
                self.vault = Vault.at(settings.keys, master_key(settings.master_key_file))
            opening.callback(self.vault.close)
            with at("erasures"):
                self.erasures = Erasures.at(settings.erasures)
            opening.callback(self.erasures.close)
            with at("database"):
                self.accounts = Accounts.at(settings.database)
            opening.callback(self.accounts.close)
            with at("views"):
                self.views = Views.open(settings.views, pool=settings.threads)
            opening.callback(self.views.close)
            self._closing = opening.pop_all()
        self.follower = Follower(self.log, self.views)
        self.catalogues = Catalogues(self.log)
        self.sync_desk = SyncDesk(self.log, self.vault, self.catalogues, now=now, crew_known=self._crew_known)
        self.gap_desk = GapDesk(self.log, now=now)
        self.visit_desk = VisitDesk(self.log, self.catalogues, now=now)
        self.rescue_desk = RescueDesk(self.log, self.vault, self.sync_desk, now=now)
        self.publish_desk = PublishDesk(self.log, self.catalogues, now=now)
        self.place_desk = PlaceDesk(self.log, self.catalogues, now=now)
        self.situation_desk = SituationDesk(self.log, self.catalogues, now=now)
        self.decision_desk = DecisionDesk(self.log, self.vault, self.catalogues, now=now, known=self._crew_known)
        self.report_desk = ReportDesk(self.log, self.vault, now=now, covered=self._covered)
        self.revision_desk = RevisionDesk(self.log, now=now)
        self.account_desk = AccountDesk(self.log, self.vault, now=now)
        self.note_desk = NoteDesk(self.log, self.vault, self.erasures, now=now)
        self.erasure_desk = ErasureDesk(self.log, self.vault, self.erasures, now=now)
        self.member_desk = MemberDesk(self.log, self.accounts, now=now)
        self.erasure_desk.finish()
        self.demonstration = settings.demonstration or MARK in self.log.read([MARK])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop following and close what was opened."""
        self.follower.stop()
        self._closing.close()

    def furnish(self) -> Iterator[Published]:
        """Publish this release's packs to a log without pledges, else bring the base catalogue up to date."""
        known = self.partnerships()
        if not known:
            for _, text in own_packs():
                yield self.publish_desk.pack(text)
        for partnership in known:
            if (published := self.publish_desk.base(partnership)).changes:
                yield published

    def partnerships(self) -> list[str]:
        """The codes of all partnerships in the log, as it is now."""
        self.follower.wait_for(self.log.head())
        try:
            with self.views.read() as reading:
                return pledges.partnerships(reading)
        except NotReady:
            return []

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """The views, once they have come to the log's head as it is now; after a second as far as they have come.

        Raises projections.store.NotReady where they are being built for the first time.
        """
        self.follower.wait_for(self.log.head())
        with self.views.read() as reading:
            yield reading

    def _covered(self, pledge: str, commitment: str, period: str, by: Member) -> bool:
        """Whether what a cadence promised for a period is done, by every rule that asks for it."""
        try:
            with self.reading() as reading:
                as_of = local(self.now()).date()
                asked = Question(reading, by.partnership, pledge, as_of=as_of, known="now", viewer=by.organisation)
                figures = asked.figures(asked.pledge.commitment(commitment), asking=False)
        except NotReady:
            return False
        found = [part.status for figure in figures.rules for part in figure.parts or () if part.period == period]
        return bool(found) and all(status == "covered" for status in found)

    def _crew_known(self, partnership: str, ids: Collection[UUID]) -> set[UUID]:
        return self.member_desk.known(partnership, ids)
