"""Puts the web together: `create_app(house)`. Composition and nothing else."""

import gc
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import structlog
from litestar import Litestar, Request
from litestar.concurrency import get_asyncio_executor, set_asyncio_executor
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import NotAuthorizedException
from litestar.template import TemplateConfig

from backend.accounts import Acting
from backend.domain.member import Member
from backend.house import House
from backend.settings import Settings
from backend.web import field_app, openapi
from backend.web.activities import ActivityController, MineController
from backend.web.asked import name_queries
from backend.web.contribution import ContributionController
from backend.web.decisions import DecisionController
from backend.web.errors import HANDLERS
from backend.web.exports import ExportController
from backend.web.field import FieldController
from backend.web.gaps import GapController
from backend.web.guards import check
from backend.web.heads import Heads
from backend.web.health import HealthController, Views
from backend.web.hearing import HearOut
from backend.web.members import DeviceController, MemberController
from backend.web.pages.about import AboutController
from backend.web.pages.accounts import AccountController
from backend.web.pages.admin import AdminPages
from backend.web.pages.alarms import AlarmController
from backend.web.pages.contribution import ContributionPages
from backend.web.pages.environment import engine
from backend.web.pages.erasing import ErasurePages
from backend.web.pages.follow_up import FollowUpController
from backend.web.pages.gaps import GapPages
from backend.web.pages.open import OpenController
from backend.web.pages.place import OnePlacePage
from backend.web.pages.places import PlacePages, places_csv
from backend.web.pages.publishing import PublishPages
from backend.web.pages.rescue import RescuePages
from backend.web.pages.revised import RevisedPages
from backend.web.pages.shell import shell_for
from backend.web.pages.situations import SituationPages
from backend.web.pages.trail import TrailController as TrailPageController
from backend.web.places import PlaceController
from backend.web.pledges import PledgeController
from backend.web.publish import CatalogueController, PackController, SituationController
from backend.web.questions import QuestionController
from backend.web.reports import ReportController
from backend.web.rescue import RescueController
from backend.web.security import BODY_LIMIT, harden
from backend.web.session import Identify, PhoneSessionController, SessionController
from backend.web.sync import Reception, SyncController
from backend.web.trail import StoryController, TrailController
from backend.web.visits import VisitController
from backend.web.watch import Meters, Watch, set_up_logging

CONTROLLERS = (
    SessionController,
    PhoneSessionController,
    SyncController,
    QuestionController,
    VisitController,
    GapController,
    RescueController,
    ReportController,
    MemberController,
    DeviceController,
    PledgeController,
    FieldController,
    StoryController,
    TrailController,
    MineController,
    ContributionController,
    ActivityController,
    PackController,
    SituationController,
    DecisionController,
    CatalogueController,
    PlaceController,
    ExportController,
    FollowUpController,
    AlarmController,
    ContributionPages,
    SituationPages,
    ErasurePages,
    OnePlacePage,
    TrailPageController,
    GapPages,
    RescuePages,
    PublishPages,
    RevisedPages,
    PlacePages,
    places_csv,
    AdminPages,
    AccountController,
    OpenController,
    AboutController,
    HealthController,
    field_app.FieldAppController,
    field_app.StaticController,
    field_app.front_door,
)


def create_app(house: House, *, follows: bool = True) -> Litestar:
    """The app over an open house, left open for whoever opened it.

    It follows the log while it runs, unless another process does (`follows` is false).
    """
    meters = Meters()
    meters.registry.register(Views(house))
    if get_asyncio_executor() is None:
        set_asyncio_executor(ThreadPoolExecutor(house.settings.threads, "request"))
    app = Heads(
        route_handlers=CONTROLLERS,
        dependencies=_dependencies(house, meters),
        guards=[check],
        middleware=[Watch(meters), HearOut(), Identify(house.accounts, house.now)],
        before_send=[harden],
        exception_handlers=HANDLERS,
        lifespan=[_following(house, follows=follows)],
        template_config=TemplateConfig(instance=engine(shell_for(house), _asset)),
        openapi_config=openapi.config(),
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
        state=State({"metrics_token": house.settings.metrics_token}),
        debug=False,
    )
    name_queries(app)
    return app


_LETTERS_COME_AND_GO = 20_000  # objects, as many as eight batches of fifty make


def serve() -> Litestar:
    """The app of a server process, from the environment. `backend.following` runs beside it."""
    settings = Settings.read(os.environ)
    set_up_logging()
    app = create_app(House(settings), follows=False)
    structlog.configure(cache_logger_on_first_use=True)  # nothing is set up anew in this process
    # What is here now stays: the collector need not walk it again and again while letters come and go. Nor need it look
    # ten times into one batch, which is gone as a whole when it is answered.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_LETTERS_COME_AND_GO, 20, 20)
    return app


def _following(house: House, *, follows: bool) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def following(_: Litestar) -> AsyncIterator[None]:
        (house.follower.start if follows else house.follower.rely)()
        try:
            yield
        finally:
            house.follower.stop()

    return following


def _dependencies(house: House, meters: Meters) -> dict[str, Provide]:
    parts = {
        "house": house,
        "meters": meters,
        "accounts": house.accounts,
        "catalogues": house.catalogues,
        "views": house.views,
        "follower": house.follower,
        "vault": house.vault,
        "reception": Reception(house.sync_desk, meters),
        "gap_desk": house.gap_desk,
        "visit_desk": house.visit_desk,
        "rescue_desk": house.rescue_desk,
        "publish_desk": house.publish_desk,
        "place_desk": house.place_desk,
        "situation_desk": house.situation_desk,
        "decision_desk": house.decision_desk,
        "report_desk": house.report_desk,
        "note_desk": house.note_desk,
        "member_desk": house.member_desk,
    }
    given = {name: Provide(_always(part), sync_to_thread=False) for name, part in parts.items()}
    return given | {
        "member": Provide(_member, sync_to_thread=False),
        "acting": Provide(_acting, sync_to_thread=False),
    }


def _asset(path: str) -> str:
    return f"/static/{field_app.static.address(path)}"


def _always(part: Any) -> Callable[[], Any]:
    return lambda: part


def _member(request: Request[Any, Any, Any]) -> Member:
    if not isinstance(request.user, Member):
        raise NotAuthorizedException
    return request.user


def _acting(request: Request[Any, Any, Any]) -> Acting:
    if not isinstance(request.auth, Acting):
        raise NotAuthorizedException
    return request.auth
