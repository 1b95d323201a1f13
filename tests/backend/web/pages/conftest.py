"""Who the pages are shown to in many of these tests: a coordinator of each organisation."""

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, Office


@pytest.fixture
def maria(office: Office) -> httpx.Client:
    """The municipality's coordinator."""
    member = office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Holm")
    return office.sign_in(member, accept="text/html", origin=BASE)


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    """The coordinator of the police."""
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Ström"), accept="text/html", origin=BASE)
