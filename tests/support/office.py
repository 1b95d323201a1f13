"""A whole server without a socket: a house on the test's own files, the app over it, and people signed in."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from litestar import Litestar

from backend.app import create_app
from backend.domain.member import Member, Role
from backend.house import House
from backend.settings import Settings

PACKS = Path(__file__).parents[2] / "backend" / "packs"
BASE = "https://faltlogg.test"
NOW = datetime(2026, 5, 5, 6, 0, tzinfo=UTC)


class Clock:
    """A clock that stands where it was set. Call it to read it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


class _Wire(httpx.BaseTransport):
    """Asks the app in its own event loop, with no socket between."""

    def __init__(self, app: Litestar, portal: BlockingPortal, address: str) -> None:
        self._portal = portal
        self._app = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50_000))  # type: ignore[arg-type]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._ask, request)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._app.handle_async_request(request)
        raw = b"".join([part async for part in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=raw, request=request)


class Office:
    """The house and its app; `sign_in` gives a browser with a session, `program` a client with a token."""

    def __init__(self, house: House, app: Litestar, clock: Clock, portal: BlockingPortal) -> None:
        self.house, self.app, self.clock, self._portal = house, app, clock, portal

    def browser(self, *, address: str = "203.0.113.7", **headers: str) -> httpx.Client:
        """A browser nobody has signed in with."""
        wire = _Wire(self.app, self._portal, address)
        return httpx.Client(transport=wire, base_url=BASE, headers={"accept": "application/json", **headers})

    def member(
        self, *roles: Role, organisation: str = "polisen", partnership: str = "vastervik", name: str = "Anna Lind"
    ) -> Member:
        """Somebody with these roles."""
        member, _ = self.house.member_desk.invite(
            name, None, partnership=partnership, organisation=organisation, roles=roles, by=None
        )
        return member

    def sign_in(self, member: Member, **headers: str) -> httpx.Client:
        """A browser in which the member has pressed the button of their link."""
        client = self.browser(**headers)
        secret = self.house.member_desk.link(member.partnership, member.id)
        answer = client.post(f"/in/{secret}", headers={"origin": BASE})
        assert answer.status_code == 303, answer.text
        return client

    def program(self, *roles: Role, organisation: str = "polisen", partnership: str = "vastervik") -> httpx.Client:
        """A client with a token of its own."""
        token = self.house.accounts.issue(partnership, organisation, roles, "program", now=self.clock())
        return self.browser(authorization=f"Bearer {token}")

    def recorded(self, client: httpx.Client, **report: Any) -> UUID:
        """An activity handed in by a signed-in client; its id."""
        activity = uuid4()
        answer = client.post("/api/sync", json=batch(record(activity, **report)))
        assert answer.status_code == 200, answer.text
        receipt = answer.json()["receipts"][0]
        assert receipt["outcome"] == "kept", receipt
        return activity


def record(activity: UUID | None = None, *, seq: int = 1, **report: Any) -> dict[str, Any]:
    """A letter about a place visit, changed by `report`; a field given as None is left out."""
    told = {
        "kind": "platsbesok",
        "occurred_at": "2026-05-04T20:30:00+02:00",
        "minutes": 20,
        "place": "ankarsrum",
        "problem": "otrygg-plats",
        "actions": ["synlighet"],
        **report,
    }
    return {
        "command": str(uuid4()),
        "seq": seq,
        "do": "record",
        "activity": str(activity or uuid4()),
        "recorded_at": "2026-05-04T20:50:00+02:00",
        "report": {k: v for k, v in told.items() if v is not None},
        "confirmed": [],
    }


def batch(*letters: Any, device: UUID | None = None) -> dict[str, Any]:
    """What a phone hands in."""
    return {"device": str(device or uuid4()), "sent_at": NOW.isoformat(), "letters": list(letters)}


@contextmanager
def opened(folder: Path, *packs: str, publish: bool = True) -> Iterator[Office]:
    """An office on SQLite files in `folder`, with these packs published (that of 2026 where none is named).

    With `publish=False` what lies there is left as it is.
    """
    clock = Clock(NOW)
    settings = Settings.read({"FALTLOGG_DATA": str(folder), "FALTLOGG_THREADS": "4"})
    with ExitStack() as closing:
        house = closing.enter_context(House(settings, now=clock))
        for name in (packs or ("vastervik-2026",)) if publish else ():
            house.publish_desk.pack((PACKS / f"{name}.toml").read_bytes())
        portal = closing.enter_context(start_blocking_portal())
        yield Office(house, create_app(house), clock, portal)
