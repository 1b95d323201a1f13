"""An office in which accounts are given: coordinators of both organisations, somebody in the field, and a reader."""

import re

import httpx

from backend.domain.member import Role
from tests.support.office import BASE, Office

LIST = "/rapporter/vastervik-2026"
PUBLIC = "/oppet/vastervik/vastervik-2026"
FORM = {"origin": BASE, "x-faltlogg": "1"}


class Scene:
    """Coordinators of both organisations, somebody in the field, and a reader who is nobody."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.police = self._in(Role.COORDINATOR, "polisen")
        self.town = self._in(Role.COORDINATOR, "kommunen")
        self.field = self._in(Role.FIELD, "polisen")
        self.town_field = self._in(Role.FIELD, "kommunen")
        self.reader = office.browser(accept="text/html", **{"accept-language": "sv"})

    def _in(self, role: Role, organisation: str) -> httpx.Client:
        return self.office.sign_in(self.office.member(role, organisation=organisation), **{"accept-language": "sv"})

    def freeze(self, occasion: str = "tertial", day: str = "2026-05-04") -> str:
        """The path of a new frozen account."""
        given = {"do": "freeze", "occasion": occasion, "as_of": day}
        answer = self.police.post(LIST, headers=FORM, data=given)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def decide(self, who: httpx.Client, path: str, do: str) -> httpx.Response:
        found = re.search(r"<code>([0-9a-f]{64})</code>", who.get(path).text)
        assert found
        return who.post(path, headers=FORM, data={"do": do, "sha256": found[1]})

    def published(self, day: str = "2026-05-04", occasion: str = "tertial") -> str:
        path = self.freeze(occasion, day)
        for who, do in ((self.police, "approve"), (self.town, "approve"), (self.town, "publish")):
            assert self.decide(who, path, do).status_code == 303
        return path
