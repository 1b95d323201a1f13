"""The house: everything is opened under one clock, and furnished once."""

from pathlib import Path

import pytest

from backend.house import House
from backend.settings import Settings
from tests.support.office import NOW


def settings(folder: Path, **more: str) -> Settings:
    return Settings.read({"FALTLOGG_DATA": str(folder), **more})


def test_an_empty_log_gets_the_packs_of_the_release_and_no_more_the_next_time(tmp_path: Path):
    with House(settings(tmp_path), now=lambda: NOW) as house:
        assert len(list(house.furnish())) == 5
        assert house.partnerships() == ["vastervik", "vingaker"]
        head = house.log.head()
    with House(settings(tmp_path), now=lambda: NOW) as house:
        assert list(house.furnish()) == []
        assert house.log.head() == head


def test_a_reading_has_come_to_the_head_of_the_log(tmp_path: Path):
    with House(settings(tmp_path), now=lambda: NOW) as house:
        list(house.furnish())
        with house.reading() as reading:
            assert reading.position == house.log.head()


def test_a_master_key_that_others_may_read_keeps_the_house_shut(tmp_path: Path):
    with House(settings(tmp_path), now=lambda: NOW):
        pass
    (tmp_path / "master.key").chmod(0o644)
    with pytest.raises(ValueError, match=r"chmod 600"):
        House(settings(tmp_path), now=lambda: NOW)


def test_everything_opens_on_postgresql_alone(tmp_path: Path, postgres_url: str):
    with House(settings(tmp_path, FALTLOGG_DATABASE=postgres_url), now=lambda: NOW) as house:
        assert len(list(house.furnish())) == 5
        with house.reading() as reading:
            assert reading.position == house.log.head()


def test_no_fault_of_a_store_quotes_what_was_to_be_stored(tmp_path, database_url):
    with House(Settings.read({"FALTLOGG_DATA": str(tmp_path), "FALTLOGG_DATABASE": database_url})) as house:
        engines = [house.vault._engine, house.erasures._engine, house.accounts._engine, house.views.engine]
        assert all(engine.hide_parameters for engine in engines)
