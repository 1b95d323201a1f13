"""Accounts in the log: files by their content, answers under seal."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from backend.desk.account import Damaged
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.house import House
from backend.settings import Settings

FIGURES = {"json": b'{"a": 1}', "csv": b"a\r\n1\r\n"}


@pytest.fixture
def house(tmp_path: Path):
    with House(Settings.read({"FALTLOGG_DATA": str(tmp_path)})) as opened:
        yield opened


@pytest.fixture
def by() -> Member:
    return Member(id=uuid4(), partnership="vastervik", organisation="polisen", roles=frozenset({Role.COORDINATOR}))


def frozen(house: House, by: Member, files: dict[str, bytes] | None = None):
    return house.account_desk.freeze(
        "vastervik-2026", "tertial", as_of=date(2026, 6, 30), read_to=1, files=files or FIGURES, by=by
    )


def test_a_frozen_file_comes_back_byte_for_byte(house: House, by: Member):
    account = frozen(house, by)
    found = house.account_desk.of("vastervik", "vastervik-2026").one(account)
    for form, body in FIGURES.items():
        assert found.frozen.files[form] == sha256(body).hexdigest()
        assert house.account_desk.file("vastervik", found.frozen.files[form]) == body


def test_the_same_file_frozen_twice_is_kept_once(house: House, by: Member):
    frozen(house, by)
    frozen(house, by, {**FIGURES, "csv": b"b"})
    place = stream("vastervik", "file", sha256(FIGURES["json"]).hexdigest())
    assert len(house.log.read([place])[place]) == 1
    assert len(house.account_desk.of("vastervik", "vastervik-2026").accounts) == 2


def test_a_file_of_another_partnership_is_not_found(house: House, by: Member):
    frozen(house, by)
    with pytest.raises(Damaged):
        house.account_desk.file("vingaker", sha256(FIGURES["json"]).hexdigest())


def test_an_answer_is_sealed_in_the_log_and_read_by_the_desk(house: House, by: Member):
    desk = house.account_desk
    desk.answer("vastervik-2026", "effect", "Färre klagomål vid hamnen.", by=by)
    desk.answer("vastervik-2026", "effect", "Färre klagomål, och fler besök.", by=by)
    past = desk.of("vastervik", "vastervik-2026")
    assert desk.answered("vastervik", "vastervik-2026", past) == {"effect": "Färre klagomål, och fler besök."}
    assert all("klagomål" not in repr(r.event) for r in house.log.page(0, 100))
