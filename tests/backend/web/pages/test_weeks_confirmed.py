"""What a frozen week counts for: who froze it, who confirmed it, and when."""

from typing import Any
from uuid import uuid4

import httpx

from backend.domain.events import stream
from backend.domain.member import Role
from tests.support.office import Office, batch
from tests.support.weeks import BEFORE, LIST, NEXT, WEEK, frozen, hand_in, hidden, post, token, whole, words


def test_a_week_that_the_other_froze_counts_for_the_promise_once_its_owner_confirms(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    def counted() -> Any:
        told = maria.get("/api/pledges/vastervik-2026/fulfilment", headers={"accept": "application/json"}).json()
        return next(c for c in told["commitments"] if c["code"] == "est")["rules"][0]["covered"]

    seen = post(petra, BEFORE, do="look", **{"level:ankarsrum": "high"})
    warned = "Veckan räknas för löftet ”Lägesbild varje vecka” först när kommunen har bekräftat lägesbilden."
    assert warned in words(seen)
    petra.post(BEFORE, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    assert warned in words(petra.get(BEFORE))
    assert "Bekräfta lägesbilden" not in petra.get(BEFORE).text
    assert counted() == 0
    assert "Fryst, väntar på att kommunen bekräftar" in words(petra.get(LIST))
    assert "Fryst, väntar på er bekräftelse" in words(maria.get(LIST))
    for reader, who in ((petra, "kommunen"), (maria, "ni")):
        said = f"1 fryst vecka räknas för löftet ”Lägesbild varje vecka” först när {who} har bekräftat den."
        assert said in words(reader.get("/larm"))
        assert said in words(reader.get("/uppfoljning"))
        assert said not in words(reader.get("/larm?as_of=2026-05-04"))  # it was frozen on the fifth
    page = maria.get(BEFORE)
    assert "först när ni har bekräftat lägesbilden" in words(page)
    answer = maria.post(BEFORE, data={"_csrf": token(page), "do": "confirm"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BEFORE}?klar=bekraftad")
    page = maria.get(answer.headers["location"])
    assert "räknas för ert löfte" in page.text
    assert "först när" not in words(page)
    assert "Bekräfta lägesbilden" not in page.text
    assert counted() == 1
    assert "bekräft" not in words(maria.get(LIST))
    assert "fryst vecka" not in words(maria.get("/larm"))
    # Taken back by a lead of the owner's, it is awaited again, and the button does it again.
    lead = office.sign_in(office.member(Role.LEAD, organisation="kommunen", name="Lars Ek"))
    mine = {"command": str(uuid4()), "seq": 1, "do": "withdraw", "version": 1, "reason": "fel vecka"}
    mine |= {"activity": str(stream("vastervik", "situation-activity", "2026-W18", "kommunen"))}
    answer = lead.post("/api/sync", json=batch({**mine, "recorded_at": "2026-05-05T09:00:00+02:00"}))
    assert answer.json()["receipts"][0]["outcome"] == "kept", answer.text
    assert counted() == 0
    assert "Fryst, väntar på er bekräftelse" in words(maria.get(LIST))
    page = maria.get(BEFORE)
    maria.post(BEFORE, data={"_csrf": token(page), "do": "confirm"})
    assert "Bekräfta lägesbilden" not in maria.get(BEFORE).text
    assert counted() == 1


def test_next_week_counts_once_it_has_come_and_every_page_says_so(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    def said(path: str) -> str:
        return words(maria.get(path)).replace("\xa0", " ")

    frozen(petra, NEXT, ankarsrum="high")
    assert "Fryst, väntar på er bekräftelse" in said(LIST)
    answer = post(maria, NEXT, do="confirm")
    page, activity = said(answer.headers["location"]), stream("vastervik", "situation-activity", "2026-W20", "kommunen")
    assert "Lägesbilden är bekräftad." in page
    assert "Veckan räknas för löftet ”Lägesbild varje vecka” när den har kommit, från 14 maj." in page
    assert "veckan räknas för ert löfte" not in page
    assert "v. 20 11 maj till 17 maj Fryst, räknas när veckan har kommit" in said(LIST).replace("V.", "v.")
    assert "Ligger i framtiden: räknas när dagen har kommit." in said("/uppfoljning/vastervik-2026/est")
    assert "löfte 2026, från 14 maj" in said(f"/granskning/{activity}")
    office.clock.pass_(days=9)  # Thursday the fourteenth
    assert "när den har kommit" not in said(NEXT)
    assert "när veckan har kommit" not in said(LIST)
    assert "från 14 maj" not in said(f"/granskning/{activity}")


def test_a_week_is_not_asked_for_again_once_its_situation_is_confirmed(maria: httpx.Client, petra: httpx.Client):
    def asked() -> Any:
        told = maria.get("/api/pledges/vastervik-2026/fulfilment", headers={"accept": "application/json"}).json()
        rule = next(c for c in told["commitments"] if c["code"] == "est")["rules"][0]
        return rule["would_change"][-1]["periods"]

    frozen(maria, BEFORE, ankarsrum="high")
    assert asked() == ["2026-W19"]
    frozen(maria, WEEK, ankarsrum="high")
    frozen(petra, NEXT, ankarsrum="high")
    assert asked() == ["2026-W20"]
    post(maria, NEXT, do="confirm")
    assert asked() == ["2026-W21"]


def test_the_trail_tells_of_which_week_and_how_it_was_frozen_or_confirmed(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    frozen(petra, NEXT, ankarsrum="high")
    seen = hand_in(petra, "week;place;level\n2026-W18;ankarsrum;high\n", "lage.csv")
    petra.post(LIST, data={"_csrf": token(seen), "do": "freeze", "given": whole(seen)}, files={"none": b""})
    week = {"week": "2026-W19", "needs": [{"place": "ankarsrum", "level": "high"}]}
    other = office.member(Role.COORDINATOR, name="Per Ek")
    assert office.sign_in(other).post("/api/situations", json=week).json()["changed"]
    post(maria, NEXT, do="confirm")
    for reader, names, told in (
        (petra, ("2026-W20",), "Lägesbilden för v. 20 frystes i formuläret"),
        (petra, ("2026-W18",), "Lägesbilden för v. 18 frystes ur en fil"),
        (petra, ("2026-W19",), "Lägesbilden för v. 19 frystes genom API:t"),
        (maria, ("2026-W20", "kommunen"), "Bekräftade lägesbilden för v. 20"),
    ):
        page = reader.get(f"/granskning/{stream('vastervik', 'situation-activity', *names)}")
        said = words(page).replace("\xa0", " ")
        assert told in said
        assert "Lästes in från fil" not in said
    said = words(maria.get("/granskning")).replace("\xa0", " ")
    assert "Lägesbild, v. 20 Bekräftade lägesbilden för v. 20" in said
    said = words(petra.get("/granskning")).replace("\xa0", " ")
    assert "Lägesbild, v. 20 Registrerad" in said
    assert "Bekräftade" not in said


def test_a_week_frozen_long_after_is_warned_of_and_marked_wherever_it_is_told(maria: httpx.Client, petra: httpx.Client):
    def said(path: str) -> str:
        return words(maria.get(path)).replace("\xa0", " ")

    warned = "Veckan är 8 veckor sedan; den blir märkt som fryst i efterhand."
    assert "i efterhand" not in said(BEFORE)
    assert warned in said("/lagesbild/2026-W10")
    seen = post(maria, "/lagesbild/2026-W10", do="look", **{"level:ankarsrum": "high"})
    assert warned in words(seen).replace("\xa0", " ")
    frozen(maria, "/lagesbild/2026-W10", ankarsrum="high")
    frozen(maria, BEFORE, ankarsrum="high")
    assert "Fryst i efterhand, 2026-05-05 08:00 av kommunen, och ändras inte mer." in said("/lagesbild/2026-W10")
    assert said(LIST).count("Fryst i efterhand 5 maj") == 1
    for page in ("/uppfoljning/vastervik-2026/est", "/uppfoljning/vastervik-2026/est/insatser"):
        assert said(page).count("Fryst i efterhand 5 maj") == 1
    frozen(petra, "/lagesbild/2026-W09", ankarsrum="high")
    post(maria, "/lagesbild/2026-W09", do="confirm")
    assert said("/uppfoljning/vastervik-2026/est/insatser").count("Bekräftad i efterhand 5 maj") == 1


def test_whoever_owns_the_promise_is_not_warned(maria: httpx.Client):
    seen = post(maria, WEEK, do="look", **{"level:ankarsrum": "high"})
    assert "först när" not in words(seen)
    frozen(maria, WEEK, ankarsrum="high")
    assert "först när" not in words(maria.get(WEEK))


def test_a_frozen_week_is_not_frozen_otherwise_and_says_so(maria: httpx.Client, petra: httpx.Client):
    seen = post(petra, WEEK, do="look", **{"level:ankarsrum": "low"})
    frozen(maria, WEEK, ankarsrum="high")
    answer = petra.post(WEEK, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    assert answer.status_code == 422
    assert "Veckan är redan fryst med en annan lägesbild." in answer.text
    assert "Högt" in words(petra.get(WEEK))
