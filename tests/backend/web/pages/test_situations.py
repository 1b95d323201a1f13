"""A week's situation by form and by file, frozen after a second look."""

import html
import json
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.domain.events import stream
from backend.domain.member import Role
from backend.domain.situation import Need
from tests.support.office import BASE, Office, batch
from tests.support.weeks import BEFORE, LIST, NEXT, WEEK, decide, frozen, hidden, post, token, words

CSV = "week;place;level;problems\n2026-W18;ankarsrum;high;otrygg-plats\n2026-W17;Gamleby;låg;\n"


@pytest.fixture
def maria(office: Office) -> httpx.Client:
    """The municipality's coordinator."""
    member = office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Holm")
    return office.sign_in(member, accept="text/html", origin=BASE)


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    """The coordinator of the police."""
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Ström"), accept="text/html", origin=BASE)


def hand_in(client: httpx.Client, content: str, name: str, week: str = "") -> httpx.Response:
    fields = {"_csrf": token(client.get(LIST)), "week": week}
    return client.post(LIST, data=fields, files={"file": (name, content.encode())})


# By form.


def test_a_week_is_filled_in_looked_at_and_frozen(maria: httpx.Client, office: Office):
    fields = {"level:ankarsrum": "high", "problem:ankarsrum:otrygg-plats": "on", "level:gamleby": ""}
    seen = post(maria, WEEK, do="look", **fields)
    assert "Så här blir den" in seen.text
    assert "Ankarsrum" in seen.text
    assert "Gamleby" not in words(seen)
    answer = maria.post(WEEK, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{WEEK}?klar=fryst")
    page = maria.get(answer.headers["location"])
    assert "Lägesbilden är fryst." in page.text
    assert "Fryst 2026-05-05 08:00 av kommunen, och ändras inte mer." in words(page).replace("\xa0", " ")
    assert "Otrygg plats" in page.text
    assert "Fyll i lägesbilden" not in page.text


def test_looking_once_more_freezes_nothing(maria: httpx.Client, office: Office):
    head = office.house.log.head()
    post(maria, WEEK, do="look", **{"level:ankarsrum": "high"})
    assert office.house.log.head() == head


def test_the_form_begins_with_the_week_before_and_says_what_changed(maria: httpx.Client):
    frozen(maria, BEFORE, ankarsrum="high", gamleby="low")
    form = maria.get(WEEK)
    assert "Samma som v. 18" in words(form).replace("\xa0", " ")
    assert re.search(r'name="level:ankarsrum" value="high" checked', form.text)
    assert re.search(r'name="level:gamleby" value="low" checked', form.text)
    empty = maria.get(f"{WEEK}?tomt=1")
    assert re.search(r'name="level:ankarsrum" value="" checked', empty.text)
    seen = post(maria, WEEK, do="look", **{"level:ankarsrum": "medium", "level:gamleby": "low"})
    assert "1 plats är ändrad." in words(seen)
    assert "var: Högt" in seen.text


def test_what_was_looked_at_can_be_changed(maria: httpx.Client):
    seen = post(maria, WEEK, do="look", **{"level:ankarsrum": "high"})
    again = maria.post(WEEK, data={"_csrf": token(seen), "do": "fill", "given": hidden(seen, "given")})
    assert re.search(r'name="level:ankarsrum" value="high" checked', again.text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Ingen plats har fått en nivå."),
        ({"problem:ankarsrum:otrygg-plats": "on"}, "Problem utan nivå"),
        ({"level:ankarsrum": "extreme"}, "Ingen plats har fått en nivå."),
    ],
)
def test_a_form_that_will_not_do_comes_back(maria: httpx.Client, fields: dict[str, str], said: str):
    answer = post(maria, WEEK, do="look", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_place_that_is_taken_out_loses_its_problems(maria: httpx.Client):
    problem = {"problem:ankarsrum:otrygg-plats": "on", "level:gamleby": "low"}
    seen = post(maria, BEFORE, do="look", **{"level:ankarsrum": "high", **problem})
    maria.post(BEFORE, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    assert hidden(maria.get(WEEK), "had:ankarsrum") == "1"
    seen = post(maria, WEEK, do="look", **{"level:ankarsrum": "", "had:ankarsrum": "1", **problem})
    assert seen.status_code == 200
    assert [need["place"] for need in json.loads(hidden(seen, "given"))] == ["gamleby"]


def test_problems_without_a_level_are_said_at_the_top_and_stay_ticked(maria: httpx.Client):
    answer = post(maria, WEEK, do="look", **{"level:ankarsrum": "", "problem:ankarsrum:otrygg-plats": "on"})
    top = answer.text.partition('id="fyll-i"')[0]
    assert '<a href="#l-ankarsrum">Ankarsrum: Problem utan nivå' in top
    assert 'id="l-ankarsrum"' in answer.text
    assert re.search(r'name="problem:ankarsrum:otrygg-plats" checked', answer.text)


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
    petra.post(LIST, data={"_csrf": token(seen), "do": "freeze", "given": _whole(seen)}, files={"none": b""})
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


def test_a_week_of_a_file_warns_too(petra: httpx.Client):
    assert "först när kommunen har bekräftat" in words(hand_in(petra, CSV, "lage.csv"))


def test_a_frozen_week_is_not_frozen_otherwise_and_says_so(maria: httpx.Client, petra: httpx.Client):
    seen = post(petra, WEEK, do="look", **{"level:ankarsrum": "low"})
    frozen(maria, WEEK, ankarsrum="high")
    answer = petra.post(WEEK, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    assert answer.status_code == 422
    assert "Veckan är redan fryst med en annan lägesbild." in answer.text
    assert "Högt" in words(petra.get(WEEK))


@pytest.mark.parametrize("given", ["", "{", "[]", "[]x", '[{"place": "ankarsrum", "level": "värst"}]'])
def test_a_form_that_was_tampered_with_freezes_nothing(maria: httpx.Client, office: Office, given: str):
    head = office.house.log.head()
    assert post(maria, WEEK, do="freeze", given=given).status_code == 422
    assert office.house.log.head() == head


def test_a_place_that_is_not_listed_is_refused(maria: httpx.Client):
    answer = post(maria, WEEK, do="freeze", given='[{"place": "atlantis", "level": "high"}]')
    assert answer.status_code == 422
    assert "finns inte längre i listan" in answer.text


@pytest.mark.parametrize("week", ["2026-W54", "nu", "2026-W21", "2019-W10"])
def test_a_week_that_is_none_or_lies_far_ahead_or_before_every_pledge_is_not_found(maria: httpx.Client, week: str):
    assert maria.get(f"/lagesbild/{week}").status_code == 404
    page = maria.get(NEXT)
    fields = {"_csrf": token(page), "do": "freeze", "given": '[{"place": "ankarsrum", "level": "high"}]'}
    assert maria.post(f"/lagesbild/{week}", data=fields).status_code == 404
    assert maria.get(f"/lagesbild/{week}").status_code == 404
    assert f"/lagesbild/{week}" not in page.text


def test_one_turns_the_weeks_no_farther_back_than_there_is_something(maria: httpx.Client):
    assert 'href="/lagesbild/2026-W14"' not in maria.get("/lagesbild/2026-W15").text
    frozen(maria, "/lagesbild/2026-W10", ankarsrum="high")
    assert 'href="/lagesbild/2026-W14"' in maria.get("/lagesbild/2026-W15").text
    assert 'href="/lagesbild/2026-W09"' not in maria.get("/lagesbild/2026-W10").text


def test_only_coordinators_see_the_forms(office: Office):
    client = office.sign_in(office.member(Role.MANAGEMENT, name="Lars"), accept="text/html", origin=BASE)
    for page in (client.get(LIST).text, client.get(WEEK).text):
        assert "<textarea" not in page
        assert 'type="file"' not in page
        assert 'type="radio"' not in page
    assert "Lägesbilden är inte fryst." in client.get(WEEK).text


# By file.


def test_a_file_that_is_too_large_is_refused_beside_its_field_which_said_so_before(maria: httpx.Client):
    assert "Högst 1 MB." in maria.get(LIST).text
    answer = hand_in(maria, CSV + "x" * 4_000_000, "lage.csv", week="2026-W19")
    assert answer.status_code == 422
    assert "Filen är för stor: högst 1 MB." in answer.text
    assert 'value="2026-W19"' in answer.text


def test_a_file_is_shown_before_anything_is_frozen_and_then_frozen_whole(maria: httpx.Client, office: Office):
    head = office.house.log.head()
    seen = hand_in(maria, CSV, "lage.csv")
    assert seen.status_code == 200
    assert office.house.log.head() == head
    assert "Frys 2 veckor" in seen.text
    fields = {"_csrf": token(seen), "do": "freeze", "given": _whole(seen)}
    answer = maria.post(LIST, data=fields, files={"none": b""})
    assert answer.status_code == 303
    assert "Fryst: v. 17 och v. 18." in words(maria.get(answer.headers["location"])).replace("\xa0", " ")
    assert "Ankarsrum" in maria.get(BEFORE).text
    assert "Fryst" in words(maria.get(LIST))


def test_a_week_of_a_file_that_cannot_be_is_named_before_anything_is_frozen(maria: httpx.Client, office: Office):
    more = "2026-W20;gamleby;medel;\n2026-W21;gamleby;medel;\n2019-W10;gamleby;medel;\n"
    seen = hand_in(maria, CSV + more, "lage.csv")
    said = words(seen).replace("\xa0", " ")
    assert "V. 17 1 plats, utan fel, blir märkt som fryst i efterhand" in said
    assert "V. 18 1 plats, utan fel " in said
    assert "V. 21 1 plats, kan inte frysas. Veckan ligger för långt fram: det går till och med nästa vecka." in said
    assert "V. 10 2019 1 plats, kan inte frysas. Veckan ligger före ert första löfte." in said
    assert "Frys 3 veckor" in said
    assert "2026-W21" not in seen.text
    assert set(json.loads(_whole(seen))) == {"2026-W17", "2026-W18", "2026-W20"}
    # Handed in all the same, the week is named, and the others are not frozen without it.
    head = office.house.log.head()
    needs = [{"place": "gamleby", "level": "low"}]
    for bad, why in (({"2026-W21": needs}, "för långt fram"), ({"2026-W19": []}, "Ingen plats har fått en nivå.")):
        given = json.dumps({"2026-W18": needs, **bad})
        fields = {"_csrf": token(seen), "do": "freeze", "given": given}
        answer = maria.post(LIST, data=fields, files={"none": b""})
        assert answer.status_code == 422
        (code,) = bad
        told = words(answer).replace("\xa0", " ")
        assert f"V. {code[-2:]}: " in told
        assert why in told
        assert "Inget är fryst." in told
    assert office.house.log.head() == head


def _whole(page: httpx.Response) -> str:
    """What the button that freezes every whole week hands in."""
    return html.unescape(re.findall(r'name="given" value="([^"]*)"', page.text)[-1])


def test_what_the_columns_are_called_is_said_before_a_file_is_chosen(maria: httpx.Client):
    assert "Kolumnerna heter vecka (2026-W19), plats, nivå (lågt, medel, högt) och problem" in words(maria.get(LIST))


def test_geojson_is_read_by_the_same_reader_with_bad_features_named(maria: httpx.Client):
    def feature(**properties: Any) -> dict[str, Any]:
        return {"type": "Feature", "geometry": None, "properties": properties}

    good, bad = feature(plats="Gamleby", behov="högt"), feature(plats="Atlantis", behov="högt")
    content = json.dumps({"type": "FeatureCollection", "features": [good, bad]})
    seen = hand_in(maria, content, "lage.geojson", "2026-W18")
    assert "Rad 2, plats: finns inte i listan (Atlantis)" in words(seen)
    assert "Frys" not in words(seen).replace("fryst", "")
    form = maria.post(BEFORE, data={"_csrf": token(seen), "do": "fill", "given": hidden(seen, "given")})
    assert re.search(r'name="level:gamleby" value="high" checked', form.text)


@pytest.mark.parametrize(
    ("content", "name", "week", "said"),
    [
        ("", "tom.csv", "", "Välj en fil."),
        ("{", "lage.geojson", "", "går inte att läsa som GeoJSON"),
        (CSV, "lage.csv", "vecka 19", "Skriv veckan som 2026-W19."),
        ("a;b\n1;2", "lage.csv", "", "Första raden ska namnge kolumnerna: vecka, plats, nivå, problem."),
        ("plats;nivå\nAnkarsrum;högt", "lage.csv", "", "Kolumnen vecka saknas."),
    ],
)
def test_a_file_that_cannot_be_read_is_said_so(maria: httpx.Client, content: str, name: str, week: str, said: str):
    answer = hand_in(maria, content, name, week)
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_frozen_week_of_a_file_stays_as_it_is(maria: httpx.Client):
    frozen(maria, BEFORE, gamleby="high")
    seen = hand_in(maria, CSV, "lage.csv")
    assert "redan fryst, ändras inte" in seen.text
    assert "Frys 1 vecka" in seen.text


# What the week says.


def test_a_place_of_high_need_without_a_visit_is_said_and_visits_are_counted(
    maria: httpx.Client, office: Office, petra: httpx.Client
):
    frozen(maria, WEEK, ankarsrum="high", gamleby="high")
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    office.recorded(field)
    said = words(petra.get(WEEK))
    assert "Högt behov men inget besök i veckan: Gamleby ." in said
    table = petra.get(f"{WEEK}/platser.csv").content.decode("utf-8-sig")
    assert "2026-W19;ankarsrum;Ankarsrum;high;;1;20;" in table.splitlines()
    assert "Gamleby" in words(petra.get(LIST)).partition("Platser med behov men utan besök")[2].partition("Veckor")[0]
    assert len(petra.get("/lagesbild/2026-W17/platser.csv").text.splitlines()) == 1


def test_places_that_were_merged_since_are_one_row_whose_visits_are_counted_once(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    for place, minutes in (("edsbruk", 40), ("gamleby", 70)):
        office.recorded(field, place=place, minutes=minutes)
    problems = {"problem:edsbruk:otrygg-plats": "on", "problem:gamleby:buskorning": "on"}
    levels = {"level:edsbruk": "high", "level:gamleby": "low", "level:ankarsrum": "high"}
    seen = post(maria, WEEK, do="look", **levels, **problems)
    maria.post(WEEK, data={"_csrf": token(seen), "do": "freeze", "given": hidden(seen, "given")})
    decide(maria, WEEK, where="plats:edsbruk")
    assert "2 platser med högt behov" in words(maria.get(LIST))
    merged = post(petra, "/platser/edsbruk/andra", do="merge", into="gamleby", sure="1")
    assert merged.status_code == 303, merged.text
    table = petra.get(f"{WEEK}/platser.csv").content.decode("utf-8-sig").splitlines()[1:]
    assert table == [
        "2026-W19;ankarsrum;Ankarsrum;high;;0;0;",
        '2026-W19;gamleby;Gamleby;high;"otrygg-plats;buskorning";2;110;Edsbruk',
    ]
    page = petra.get(WEEK)
    assert "Gamleby tidigare Edsbruk Otrygg plats, buskörning Högt 2 110 min" in words(page).replace("\xa0", " ")
    assert page.text.count("110\N{NO-BREAK SPACE}min") == 1
    assert "Edsbruk: " not in page.text  # nor on the map
    assert "Gamleby (tidigare Edsbruk)" in words(page)
    assert "2 platser med högt behov" in words(maria.get(LIST))
    following = maria.get(NEXT).text
    assert re.search(r'name="level:gamleby" value="high" checked', following)
    assert petra.post("/platser/edsbruk/andra", data={"_csrf": token(page), "do": "restore"}).status_code == 303
    assert "2026-W19;edsbruk;Edsbruk;high;otrygg-plats;1;40;" in petra.get(f"{WEEK}/platser.csv").text


def test_a_place_without_ones_own_visit_says_how_often_the_other_party_was_there(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    frozen(maria, WEEK, ankarsrum="high")
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    office.recorded(field, occurred_at="2026-03-25T20:30:00+01:00")
    theirs, own = words(maria.get(LIST)), words(petra.get(LIST))
    assert "Ni senast" in theirs
    assert "Högt aldrig andra parten: 1 besök" in theirs
    assert "Högt 41 dagar sedan andra parten: 0 besök" in own


def test_what_the_program_froze_by_itself_is_shown_too(petra: httpx.Client, office: Office):
    nils = office.member(Role.COORDINATOR, organisation="kommunen", name="Nils Ek")
    office.house.situation_desk.freeze("2026-W18", (Need(place="gamleby", level="medium"),), by=nils)
    assert "Gamleby" in words(petra.get(BEFORE))
