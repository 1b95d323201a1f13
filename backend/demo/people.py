"""Who takes part in the demonstration.

Nobody here exists; all of them are police or municipal staff, and no citizen is named.
"""

from uuid import UUID

import msgspec

from backend.domain.demonstration import PARTNERSHIP, member_id
from backend.domain.events import stream
from backend.domain.member import Member, Role


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """One made-up member. `signs_in`: gets a link, and says in `shows` what there is to see as them."""

    code: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    shows: str = ""

    @property
    def signs_in(self) -> bool:
        return bool(self.shows)

    @property
    def id(self) -> UUID:
        return member_id(self.code)

    @property
    def device(self) -> UUID:
        """The queue on their phone."""
        return stream(PARTNERSHIP, "demonstration-device", self.code)

    @property
    def member(self) -> Member:
        return Member(id=self.id, partnership=PARTNERSHIP, organisation=self.organisation, roles=frozenset(self.roles))


def _who(code: str, name: str, organisation: str, role: Role, shows: str = "") -> Persona:
    return Persona(code=code, name=name, organisation=organisation, roles=(role,), shows=shows)


PEOPLE = (
    _who("anna", "Anna Lind", "polisen", Role.FIELD, "polis i yttre tjänst: fältappen"),
    _who("sara", "Sara Nyström", "kommunen", Role.FIELD, "fältare: fältappen"),
    _who("karin", "Karin Ekdahl", "polisen", Role.LEAD, "gruppchef, polisen"),
    _who("henrik", "Henrik Sandell", "kommunen", Role.LEAD, "enhetschef, kommunen"),
    _who("lars", "Lars Forsgren", "polisen", Role.MANAGEMENT, "ledning: uppföljningen"),
    _who("petra", "Petra Wallin", "polisen", Role.COORDINATOR, "samordnare, polisen"),
    _who("maria", "Maria Holm", "kommunen", Role.COORDINATOR, "samordnare, kommunen"),
    _who("gunilla", "Gunilla Åberg", "polisen", Role.AUDITOR, "granskare: granskningsloggen"),
    _who("jonas", "Jonas Berg", "polisen", Role.FIELD),
    _who("elin", "Elin Sjöholm", "polisen", Role.FIELD),
    _who("mikael", "Mikael Rask", "polisen", Role.FIELD),
    _who("omar", "Omar Haddad", "kommunen", Role.FIELD),
    _who("tove", "Tove Lindqvist", "kommunen", Role.FIELD),
)
"""In the order their links are printed."""

BY_CODE = {person.code: person for person in PEOPLE}


def workers(organisation: str) -> list[Persona]:
    """Those of an organisation who record from the field, the busiest first."""
    return [p for p in PEOPLE if p.organisation == organisation and Role.FIELD in p.roles]
