"""A week's situation by form, frozen after a second look."""

import json
import re

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import BASE, Office
from tests.support.weeks import BEFORE, LIST, NEXT, WEEK, frozen, hidden, post, token, words


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
