"""A day's work with a mark in every free text, and a search for the marks wherever they must not be.

Not in what the server says of itself, not in answers that turn something away, not in what the other organisation or
another partnership can read, and not in clear in the stores. Keys and secrets are in none of them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from string import ascii_lowercase
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from backend.domain.member import Member, Role
from backend.house import House
from backend.settings import Settings
from backend.vault import Vault, master_key
from tests.browser import doors
from tests.support.office import batch, record
from tests.support.server import Server

PARTNERSHIPS = ("vastervik", "vingaker")
PERSONAL_NUMBER = "19121212-1212"
EVERY_ROLE = tuple(Role)
PAGES = (
    "/uppfoljning", "/granskning", "/rapporter", "/luckor", "/radda", "/oppet", "/lagesbild", "/platser", "/larm",
    "/bidrag",
)  # fmt: skip
METRICS_TOKEN = "collects-figures-" + "".join(random.choices(ascii_lowercase, k=16))


@dataclass
class Day:
    """What was written and minted in the course of it, by what it was for."""

    server: Server
    sealed: dict[str, str] = field(default_factory=dict)
    """Free texts that were kept."""
    turned_away: dict[str, str] = field(default_factory=dict)
    """Words in what was refused or could not be read."""
    told_both: dict[str, str] = field(default_factory=dict)
    """Free texts that both organisations of the partnership are told: what an owner says of its promises."""
    secrets: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """What the command line printed."""
    answers: list[str] = field(default_factory=list)
    """What was answered to what was turned away."""

    def mark(self, kept: dict[str, str], of: str) -> str:
        """A word that stands nowhere else."""
        kept[of] = "kanarie" + "".join(random.choices(ascii_lowercase, k=14))
        return kept[of]

    def enter(self, member: str) -> httpx.Client:
        """A client of a member; the first time, their link lets them in."""
        name = f"session of {member}"
        if name not in self.secrets:
            self.secrets[name] = doors.session(self.links[member])
        return doors.client_with(self.secrets[name], self.server.url)

    @property
    def marks(self) -> dict[str, str]:
        return self.sealed | self.turned_away | self.told_both


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day at the police of Västervik, on a server that goes on running."""
    data = tmp_path_factory.mktemp("installation")
    database = request.getfixturevalue("postgres").fresh() if request.param == "postgresql" else None
    server = Server(data, database=database, FALTLOGG_METRICS_TOKEN=METRICS_TOKEN)
    day = Day(server)
    day.secrets["the token for figures"] = METRICS_TOKEN
    everybody_is_invited(day)
    server.start()
    try:
        in_the_field(day)
        what_is_turned_away(day)
        the_lead_reads(day)
        the_coordinator_tells(day)
        from_files_and_programs(day)
        yield day
    finally:
        server.stop()


def everybody_is_invited(day: Day) -> None:
    """Members of both organisations of both partnerships; who signs in as what is in `links`."""
    with House(Settings.read(day.server.environment)) as house:
        list(house.furnish())

        def invite(code: str, name: str, organisation: str, roles: tuple[Role, ...], partnership: str) -> None:
            member, secret = house.member_desk.invite(
                name, None, partnership=partnership, organisation=organisation, roles=roles, by=None
            )
            day.members[code], day.secrets[f"link of {code}"] = member, secret
            day.links[code] = f"{day.server.url}/in/{secret}"

        for code, role in (("officer", Role.FIELD), ("lead", Role.LEAD), ("coordinator", Role.COORDINATOR)):
            name = f"{code.title()} {day.mark(day.names, code).title()}"
            invite(code, name, "polisen", (role,), "vastervik")
        for code, role in (("chief", Role.MANAGEMENT), ("auditor", Role.AUDITOR), ("colleague", Role.FIELD)):
            invite(code, code.title(), "polisen", (role,), "vastervik")
        invite("municipality", "Kommunen", "kommunen", EVERY_ROLE, "vastervik")
        for organisation in ("polisen", "kommunen"):
            invite(f"elsewhere, {organisation}", "Annanstans", organisation, EVERY_ROLE, "vingaker")


def hand_in(client: httpx.Client, day: Day, *letters: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/sync", json=batch(*letters, device=DEVICE))
    assert answer.status_code == 200, answer.text
    receipts: list[dict[str, Any]] = answer.json()["receipts"]
    return receipts


DEVICE = uuid4()


def in_the_field(day: Day) -> None:
    """A visit with a note, one that is corrected with another note, and a concern talk that is withdrawn."""
    with day.enter("officer") as officer:
        seq = iter(range(1, 1000))
        visit, patrol, talk = uuid4(), uuid4(), uuid4()
        day.activities = {"visit": str(visit), "patrol": str(patrol), "talk": str(talk)}
        letters = [
            record(visit, seq=next(seq), note=f"Mörkt {day.mark(day.sealed, 'note')}"),
            record(patrol, seq=next(seq), note=day.mark(day.sealed, "note that was replaced")),
            concern_talk(talk, seq=next(seq)),
        ]
        correction = record(patrol, seq=next(seq), place="karstorp", note=day.mark(day.sealed, "second note"))
        correction |= {"do": "correct", "version": 1, "reason": day.mark(day.sealed, "reason of a correction")}
        withdrawal = {
            "command": str(uuid4()),
            "seq": next(seq),
            "do": "withdraw",
            "activity": str(talk),
            "version": 1,
            "reason": day.mark(day.sealed, "reason of a withdrawal"),
            "recorded_at": "2026-05-04T12:00:00+02:00",
        }
        receipts = hand_in(officer, day, *letters, correction, withdrawal)
        assert [(one["outcome"], one.get("code"), one.get("field")) for one in receipts] == [("kept", None, None)] * 5


def concern_talk(activity: UUID, *, seq: int, **report: Any) -> dict[str, Any]:
    """A letter about one, as a phone cuts it to the day."""
    noon = "2026-05-04T12:00:00+02:00"
    without = dict.fromkeys(("minutes", "place", "problem", "actions"))
    letter = record(activity, seq=seq, kind="orossamtal", occurred_at=noon, **without, **report)
    return letter | {"recorded_at": noon}


def what_is_turned_away(day: Day) -> None:
    """Letters that are refused, bodies that cannot be read, and addresses and secrets that lead nowhere."""
    away = day.turned_away
    with day.enter("officer") as officer:
        wrong = [
            record(seq=101, note=f"{PERSONAL_NUMBER} {day.mark(away, 'refused note')}"),
            record(seq=102, note="x" * 2001 + day.mark(away, "long note")),
            record(seq=103, kind=day.mark(away, "unknown kind")),
            record(seq=104, note={"text": day.mark(away, "note of another shape")}),
            record(seq=105) | {"reason": day.mark(away, "reason where there is none")},
            {**record(seq=106), "do": day.mark(away, "unknown deed")},
            day.mark(away, "no letter at all"),
            record(seq=107, occurred_at=day.mark(away, "no time")),
            concern_talk(uuid4(), seq=108, note=day.mark(away, "note of a concern talk")),
        ]
        receipts = hand_in(officer, day, *wrong)
        assert "kept" not in [one["outcome"] for one in receipts]
        day.answers.append(str(receipts))
        lone = b'{"letters": [{"note": "\\ud800 %s"}]}' % day.mark(away, "lone surrogate").encode()
        for body in (
            f'{{"letters": [{{"note": "{day.mark(away, "cut short")}'.encode(),
            lone,
            day.mark(away, "no JSON").encode(),
            f'{{"note": "{day.mark(away, "too large")}{"x" * 1_100_000}"}}'.encode(),
            f'["{day.mark(away, "too deep")}", {"[" * 5000}'.encode(),
        ):
            answer = officer.post("/api/sync", content=body, headers={"content-type": "application/json"})
            assert answer.status_code in (400, 413), answer.text
            day.answers.append(answer.text)
        for path in ("/api/trail?by={}", "/uppfoljning/{}", "/api/pledges/{}/fulfilment", "/granskning/{}", "/app/{}"):
            answer = officer.get(path.format(day.mark(away, path)))
            day.answers.append(answer.text) if path != "/app/{}" else None
    with httpx.Client(base_url=day.server.url) as stranger:
        stranger.get(f"/in/{day.mark(away, 'link that opens nothing')}")
        stranger.get("/uppfoljning", headers={"cookie": f"__Host-faltlogg={day.mark(away, 'session that is none')}"})
        stranger.get("/api/pledges", headers={"authorization": f"Bearer {day.mark(away, 'token that is none')}"})
        stranger.get("/metrics", headers={"authorization": f"Bearer {day.mark(away, 'figures for nobody')}"})


def the_lead_reads(day: Day) -> None:
    """A note is opened twice, by a program and on its page, and once in vain."""
    with day.enter("lead") as lead:
        visit = day.activities["visit"]
        answer = lead.post(
            f"/api/activities/{visit}/note", json={"reason": day.mark(day.sealed, "reason of a reading")}
        )
        assert day.sealed["note"] in answer.text
        page = lead.get(f"/granskning/{visit}", headers={"accept": "text/html"}).text
        token = re.search(r'name="_csrf" value="(\w+)"', page)
        assert token is not None
        typed = {"_csrf": token[1], "reason": day.mark(day.sealed, "reason on a page")}
        opened = lead.post(f"/granskning/{visit}/anteckning", data=typed, headers={"accept": "text/html"})
        assert day.sealed["note"] in opened.text
        reason = f"{PERSONAL_NUMBER} {day.mark(day.turned_away, 'refused reason')}"
        answer = lead.post(f"/api/activities/{visit}/note", json={"reason": reason})
        assert answer.status_code == 422
        day.answers.append(answer.text)


def the_coordinator_tells(day: Day) -> None:
    with day.enter("coordinator") as coordinator:
        told = {
            "/api/pledges/vastervik-2026/commitments/avhopparverksamhet/reports": {
                "do": "judge",
                "period": "2026-T1",
                "verdict": "partly",
                "text": day.mark(day.told_both, "judgement"),
            },
            "/api/pledges/vastervik-overenskommelse-2025-2027/commitments/arligt-medborgarlofte/reports": {
                "do": "step",
                "step": "pledge-2026",
                "status": "under-way",
                "text": day.mark(day.told_both, "step"),
            },
        }
        steps = coordinator.get("/api/pledges/vastervik-overenskommelse-2025-2027/fulfilment").json()["commitments"]
        [yearly] = [one for one in steps if one["code"] == "arligt-medborgarlofte"]
        [*_, last] = told.values()
        last["step"] = yearly["rules"][0]["steps"][0]["code"]
        for path, telling in told.items():
            answer = coordinator.post(path, json=telling)
            assert answer.status_code == 200, answer.text
        wrong = {
            "do": "judge",
            "period": "2026-T1",
            "verdict": "partly",
            "text": f"{PERSONAL_NUMBER} {day.mark(day.turned_away, 'refused judgement')}",
        }
        answer = coordinator.post(next(iter(told)), json=wrong)
        assert answer.status_code == 422
        day.answers.append(answer.text)
        the_friday_meeting_decides(day, coordinator)


def the_friday_meeting_decides(day: Day, coordinator: httpx.Client) -> None:
    """A decision, one that is refused, and what became of the first."""
    decision, week = str(uuid4()), f"/lagesbild/{datetime.now(UTC):%G-W%V}"
    page = coordinator.get(week, headers={"accept": "text/html"}).text
    token = re.search(r'name="_csrf" value="(\w+)"', page)
    assert token is not None
    asked = {"_csrf": token[1], "do": "decide", "owner": "polisen", "where": "plats:ankarsrum"}
    for kept, what in (
        (True, day.mark(day.told_both, "decision")),
        (False, f"{PERSONAL_NUMBER} {day.mark(day.turned_away, 'refused decision')}"),
    ):
        given = {**asked, "decision": decision if kept else str(uuid4()), "what": what}
        given["function"] = day.told_both.get("function") or day.mark(day.told_both, "function")
        answer = coordinator.post(week, data=given, headers={"accept": "text/html"})
        assert answer.status_code == (303 if kept else 422), answer.text
    became = {"do": "follow", "decision": decision, "outcome": "partly"}
    became |= {"_csrf": token[1], "text": day.mark(day.told_both, "what became of it")}
    assert coordinator.post(week, data=became).status_code == 303


def from_files_and_programs(day: Day) -> None:
    """A file of activities with a bad row, an invitation and a token from the command line, and a program at work."""
    file = day.server.data / "insatser.csv"
    refused = f"{PERSONAL_NUMBER} {day.mark(day.turned_away, 'refused note in a file')}"
    rows = [
        "kind,occurred_at,organisation,place,minutes,problem,actions,note",
        f"platsbesok,2026-05-03 20:30,polisen,ankarsrum,20,ordning,samtal,{day.mark(day.sealed, 'note in a file')}",
        f"platsbesok,i går,polisen,ankarsrum,20,ordning,samtal,{day.mark(day.turned_away, 'note in a bad row')}",
        f"platsbesok,2026-05-03 21:30,polisen,ankarsrum,20,ordning,samtal,{refused}",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    day.said.append(day.server.command("import", "activities", str(file), "--partnership", "vastervik", check=False))
    file.unlink()
    whose = ("--partnership", "vastervik", "--organisation", "polisen")
    printed = day.server.command("token", *whose, "--role", "lead", "--name", "Program")
    day.secrets["token"] = printed.strip().splitlines()[-1]
    with httpx.Client(base_url=day.server.url, headers={"authorization": f"Bearer {day.secrets['token']}"}) as program:
        assert program.get("/api/activities").status_code == 200
    printed = day.server.command("invite", *whose, "--role", "field", "--name", "Ny")
    day.secrets["link from the command line"] = printed.strip().rpartition("/in/")[2]
    doors.session(f"{day.server.url}/in/{day.secrets['link from the command line']}")


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
