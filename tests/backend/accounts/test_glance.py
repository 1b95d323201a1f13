"""A session that is looked up at a glance reads as the same question through the whole of SQLAlchemy."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.accounts.glance import Glance
from backend.accounts.tables import METADATA, Moment, people, sessions
from backend.log.engine import create, engine

ASKED = sa.select(sessions.c.person, sessions.c.began_at, sessions.c.partnership).where(
    sessions.c.secret == sa.bindparam("secret")
)
NOW = datetime(2026, 5, 4, 20, 15, 0, 123456, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path):
    made = engine(f"sqlite:///{tmp_path / 'log.sqlite'}")
    create(made, METADATA)
    yield made
    made.dispose()


def test_it_reads_what_is_there_now_and_as_it_is(made: sa.Engine):
    glance, person, secret = Glance(made, ASKED), uuid4(), bytes(32)
    assert isinstance(sessions.c.began_at.type, Moment)
    assert glance.at({"secret": secret}) is None
    row = {"secret": secret, "person": person, "partnership": "vastervik", "began_at": NOW, "seen_at": NOW}
    with made.begin() as connection:
        connection.execute(people.insert().values(id=person, name="Anna Lind"))
        connection.execute(sessions.insert().values(row))
    found = glance.at({"secret": secret})
    with made.connect() as connection:
        (whole,) = connection.execute(ASKED, {"secret": secret})
    assert found is not None
    assert (found.person, found.began_at, found.partnership) == tuple(whole) == (person, NOW, "vastervik")
    with made.begin() as connection:
        connection.execute(sessions.delete())
    assert glance.at({"secret": secret}) is None
    glance.close()
