"""The built field app as it is handed out: kept for ever where its name changes with it, asked for again where not."""

from pathlib import Path

import pytest

from backend.web import field_app
from backend.web.shelf import Shelf
from tests.support.office import Office


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "field"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Fältlogg</title>" + " " * 600)
    (folder / "worker.js").write_text("self.addEventListener('fetch', () => {});")
    (folder / "assets" / "index-B1a2c3D4.js").write_text("export const a = 1;\n" * 60)
    (folder / "manifest.webmanifest").write_text("{}")
    monkeypatch.setattr(field_app, "field", Shelf(folder))
    return folder


def test_every_address_of_the_app_gives_its_front_page(office: Office, built: Path):
    browser = office.browser()
    for address in ("/app", "/app/", "/app/ny", "/app/mina/0198"):
        answer = browser.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
        assert answer.text == (built / "index.html").read_text()


def test_a_file_that_is_not_there_is_no_front_page(office: Office, built: Path):
    assert office.browser().get("/app/assets/gone-B1a2c3D4.js").status_code == 404
    assert office.browser().get("/app/../settings.py").status_code == 404
    assert office.browser().get("/app/%2e%2e/%2e%2e/settings.py").status_code == 404


def test_what_has_its_digest_in_its_name_is_kept_for_ever(office: Office, built: Path):
    answer = office.browser().get("/app/assets/index-B1a2c3D4.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_the_worker_may_look_after_the_whole_app_and_is_always_asked_for(office: Office, built: Path):
    answer = office.browser().get("/app/worker.js")
    assert (answer.headers["service-worker-allowed"], answer.headers["cache-control"]) == ("/app", "no-cache")


def test_what_a_browser_has_is_not_sent_again(office: Office, built: Path):
    browser = office.browser()
    first = browser.get("/app")
    again = browser.get("/app", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_text_is_sent_compressed_to_who_can_read_it(office: Office, built: Path):
    squeezed = office.browser(**{"accept-encoding": "gzip"}).get("/app/assets/index-B1a2c3D4.js")
    plain = office.browser(**{"accept-encoding": "identity"}).get("/app/assets/index-B1a2c3D4.js")
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert squeezed.text == plain.text


def test_what_the_build_left_compressed_is_sent_so_to_who_can_read_it(
    office: Office, built: Path, monkeypatch: pytest.MonkeyPatch
):
    (built / "assets" / "index-B1a2c3D4.js.br").write_bytes(b"smaller")
    monkeypatch.setattr(field_app, "field", Shelf(built))
    address = "/app/assets/index-B1a2c3D4.js"
    answer = office.browser(**{"accept-encoding": "gzip, deflate, br"}).get(address)
    assert (answer.headers["content-encoding"], answer.headers["content-length"]) == ("br", "7")
    assert office.browser(**{"accept-encoding": "gzip"}).get(address).headers["content-encoding"] == "gzip"
    assert office.browser().get(f"{address}.br").status_code == 404


def test_the_pages_files_change_their_address_with_their_content(office: Office):
    address = f"/static/{field_app.static.address('look/base.css')}"
    answer = office.browser().get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert office.browser().get("/static/look/base.css").headers["cache-control"] == "no-cache"
    assert office.browser().get("/static/look/base.css?v=wrong").headers["cache-control"] == "no-cache"
