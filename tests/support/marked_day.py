"""A day's work on a running server with a mark in every free text: what the marks are searched for afterwards."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from string import ascii_lowercase
from typing import Any
from uuid import UUID, uuid4

import httpx

from backend.domain.member import Member, Role
from backend.house import House
from backend.settings import Settings
from tests.browser import doors
from tests.support.office import batch, record
from tests.support.server import Server

PARTNERSHIPS = ("vastervik", "vingaker")
PERSONAL_NUMBER = "19121212-1212"
EVERY_ROLE = tuple(Role)
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


@contextmanager
def worked(server: Server) -> Iterator[Day]:
    """A day at the police of Västervik, on a server that goes on running for the length of the block."""
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
