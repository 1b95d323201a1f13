"""POST /api/rescue: a lead hands in the letters of a phone that cannot send them."""

from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from backend.desk.rescue import Rescued, RescueDesk, RescueFile
from backend.domain.member import Member, Role
from backend.house import House
from backend.web.guards import may
from backend.web.language import language


class RescueController(Controller):
    """Rescue files, as the field app saves them."""

    path = "/api/rescue"

    @post(
        status_code=200,
        sync_to_thread=True,
        who=may(Role.LEAD),
        takes=RescueFile,
        example={
            "version": 1,
            "partnership": "vastervik",
            "member": "01981b3e-7c00-7000-8000-000000000007",
            "device": "0b0f7f0e-6c44-4a3c-9a7e-0c8e1a3b5d10",
            "epk": {
                "kty": "EC",
                "crv": "P-256",
                "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
                "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
            },
            "iv": "AAAAAAAAAAAAAAAA",
            "box": "…",
        },
    )
    def take(
        self,
        body: RawBody,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        rescue_desk: NamedDependency[RescueDesk],
        member: NamedDependency[Member],
    ) -> Rescued:
        """Hand a file in as its author's; what the phone hands in itself is known then, and doubles nothing."""
        rescued = rescue_desk.take(body, by=member, language=language(request))
        house.follower.wake()
        return rescued
