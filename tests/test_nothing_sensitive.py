"""A day's work with a mark in every free text, and a search for the marks wherever they must not be.

Not in what the server says of itself, not in answers that turn something away, not in what the other organisation or
another partnership can read, and not in clear in the stores. Keys and secrets are in none of them.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from backend.settings import Settings
from backend.vault import Vault, master_key
from tests.support.marked_day import METRICS_TOKEN, PERSONAL_NUMBER, Day, worked
from tests.support.server import Server

PAGES = (
    "/uppfoljning", "/granskning", "/rapporter", "/luckor", "/radda", "/oppet", "/lagesbild", "/platser", "/larm",
    "/bidrag", "/regler",
)  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day at the police of Västervik, on a server that goes on running."""
    data = tmp_path_factory.mktemp("installation")
    database = request.getfixturevalue("postgres").fresh() if request.param == "postgresql" else None
    server = Server(data, database=database, FALTLOGG_METRICS_TOKEN=METRICS_TOKEN)
    with worked(server) as day:
        yield day


# Where nothing of it may be found


def test_the_server_says_nothing_of_it_about_itself(day: Day):
    said = day.server.log.read_text(errors="replace") + "".join(day.said)
    assert '"event": "request"' in said
    assert leaks(said, day.marks | day.secrets | day.names | day.activities | keys(day)) == []
    assert PERSONAL_NUMBER not in said


def test_its_figures_for_the_machine_say_nothing_of_it(day: Day):
    figures = httpx.get(f"{day.server.url}/metrics", headers={"authorization": f"Bearer {METRICS_TOKEN}"})
    assert 'route="/api/sync"' in figures.text
    assert leaks(figures.text, day.marks | day.secrets | day.names | day.activities | keys(day)) == []


def test_nothing_that_was_turned_away_comes_back(day: Day):
    told = "\n".join(day.answers)
    assert leaks(told, day.turned_away) == []
    assert PERSONAL_NUMBER not in told


def test_the_other_organisation_reads_counts_and_what_is_told_to_both(day: Day):
    with day.enter("municipality") as other:
        seen = everything(other, day)
    hidden = day.sealed | day.turned_away | day.secrets | day.names | day.activities | keys(day)
    own = {"session of municipality", "link of municipality"}
    assert leaks(seen, {of: mark for of, mark in hidden.items() if of not in own}) == []
    for of in ("judgement", "decision", "function", "what became of it"):
        assert day.told_both[of] in seen, of


@pytest.mark.parametrize("organisation", ["polisen", "kommunen"])
def test_another_partnership_reads_nothing_at_all(day: Day, organisation: str):
    code = f"elsewhere, {organisation}"
    with day.enter(code) as other:
        seen = everything(other, day)
    hidden = day.marks | day.secrets | day.names | day.activities | keys(day)
    own = {f"session of {code}", f"link of {code}"}
    assert leaks(seen, {of: mark for of, mark in hidden.items() if of not in own}) == []
    assert "vingaker-2025-2026" in seen
    assert "Ankarsrum" not in seen


@pytest.mark.parametrize("member", ["coordinator", "colleague"])
def test_notes_stay_sealed_to_ones_own_organisation(day: Day, member: str):
    with day.enter(member) as own:
        seen = everything(own, day)
    notes = {of: mark for of, mark in day.sealed.items() if "note" in of}
    assert leaks(seen, notes | day.turned_away) == []
    assert day.activities["visit"] in seen


def test_neither_texts_nor_keys_nor_secrets_stand_in_the_stores(day: Day):
    """On SQLite the very bytes of the files, the write-ahead log and freed pages with them."""
    stored = stores(day)
    assert b"platsbesok" in stored
    assert leaks(stored, day.marks | day.secrets | keys(day)) == []
    assert PERSONAL_NUMBER.encode() not in stored


def everything(client: httpx.Client, day: Day) -> str:
    """Every page that links lead to, and every answer of the API, with the police's ids where one is asked for."""
    seen = [pages(client)]
    described = client.get("/schema/openapi.json").json()["paths"]
    values = {
        "pledge": ["vastervik-2026", "vastervik-overenskommelse-2025-2027", "vingaker-2025-2026"],
        "commitment": ["platsbesok", "avhopparverksamhet", "orossamtal", "arligt-medborgarlofte", "tillit"],
        "activity": list(day.activities.values()),
        "other": [str(member.id) for member in day.members.values()],
        "name": ["activities.csv", "vastervik-2026.csv"],
        "secret": [],
        "evidence": [str(uuid4())],
    }
    for path, how in described.items():
        if "get" in how and not path.startswith(("/in/", "/app", "/static", "/schema", "/metrics")):
            seen += [answer(client, filled) for filled in fill(path, values)]
    for activity in day.activities.values():
        seen.append(answer(client, f"/granskning/{activity}"))
        told = client.post(f"/api/activities/{activity}/note", json={"reason": "Nyfiken"})
        seen.append(told.text)
    return "\n".join(seen)


def fill(path: str, values: dict[str, list[str]]) -> list[str]:
    """The addresses that a template stands for."""
    name = re.search(r"{(\w+)}", path)
    if name is None:
        return [path]
    return [filled for value in values[name[1]] for filled in fill(path.replace(name[0], value, 1), values)]


def answer(client: httpx.Client, path: str) -> str:
    """What is answered, with the address it came by last."""
    got = client.get(path)
    assert got.status_code < 500, (path, got.text)
    return got.text.replace("\xa0", " ")


def pages(client: httpx.Client) -> str:
    """All pages that can be come to by links, each path once."""
    seen, waiting = dict[str, str](), [page for page in PAGES if page not in ("/oppet", "/platser")]
    while waiting:
        here = waiting.pop()
        path = urlsplit(here).path
        if path in seen:
            continue
        got = client.get(here, headers={"accept": "text/html"})
        assert got.status_code < 500, here
        seen[path] = got.text
        found = (urlsplit(urljoin(here, link)) for link in re.findall(r'href="([^"#]+)', got.text))
        waiting += [one.path for one in found if not one.netloc and one.path.startswith(PAGES)]
    assert len(seen) > 5
    return "\n".join(seen.values())


def keys(day: Day) -> dict[str, str]:
    """The master key and every key under it, in hexadecimal."""
    settings = Settings.read(day.server.environment)
    master = master_key(settings.master_key_file)
    vault = Vault.at(settings.keys, master)
    try:
        with vault._engine.connect() as connection:
            named = connection.exec_driver_sql("SELECT key, wrapped FROM vault_keys").all()
        opened = {f"key {name}": vault._unwrap(name, wrapped).hex() for name, wrapped in named if name != "master"}
    finally:
        vault.close()
    assert len(opened) >= len(day.sealed) - 2
    return {"the master key": master.hex(), **opened}


def stores(day: Day) -> bytes:
    """All that is kept: the files of the data folder but the master key, or every table of the database."""
    kept = [
        path.read_bytes() for path in sorted(day.server.data.rglob("*")) if path.is_file() and ".sqlite" in path.name
    ]
    assert kept
    if url := day.server.environment.get("FALTLOGG_DATABASE"):
        with psycopg.connect(url) as connection:
            tables = connection.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN (%s, %s)",
                ("pg_catalog", "information_schema"),
            ).fetchall()
            assert len(tables) > 5
            for schema, table in tables:
                copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
                with connection.cursor().copy(copy) as rows:
                    kept += [bytes(part) for part in rows]
    return b"\n".join(kept)


def leaks(told: str | bytes, marks: dict[str, str]) -> list[str]:
    """What the marks that were found stand for. Bytes are searched for keys as they are as well."""
    found = []
    for of, mark in marks.items():
        spelled: list[str | bytes] = [mark]
        if isinstance(told, bytes):
            spelled = [mark.encode(), mark.encode("utf-16-le")]
            if re.fullmatch("[0-9a-f]{64,}", mark):
                spelled.append(bytes.fromhex(mark))
            found += [of for one in spelled if isinstance(one, bytes) and one in told]
        elif mark.lower() in told.lower():
            found.append(of)
    return sorted(set(found))
