"""What is written to the log, and how."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from backend.web.watch import set_up_logging


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """The log as it was set up for a server, collected when the test reads it."""
    before = {
        name: (log := logging.getLogger(name), log.handlers, log.propagate) for name in ("backend", "projections")
    }
    configured = structlog.get_config()
    set_up_logging()
    found: list[dict[str, object]] = []
    structlog.get_logger("faltlogg.web").info("request", route="/in/{secret}")
    try:
        raise ValueError("hemlig text")
    except ValueError:
        logging.getLogger("projections.follow").exception("the follower could not read")
    sys.stderr.flush()
    found += [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    yield found
    for log, handlers, propagate in before.values():
        log.handlers, log.propagate = handlers, propagate
    structlog.configure(**configured)


def test_every_line_is_an_object_with_a_time(lines: list[dict[str, object]]):
    assert [line["event"] for line in lines] == ["request", "the follower could not read"]
    assert all(line["timestamp"] and line["level"] for line in lines)


def test_an_exception_is_named_without_its_words(lines: list[dict[str, object]]):
    assert lines[1]["kind"] == "ValueError"
    assert "hemlig" not in str(lines)
