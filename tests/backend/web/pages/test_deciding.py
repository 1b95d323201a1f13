"""What the Friday meeting decides stands on its week, and the next one shows what became of it."""

import re

import httpx
import pytest

from backend.domain.member import Role
from tests.support.office import Office
from tests.support.weeks import BEFORE, NEXT, decide, follow, words


def test_a_decision_stands_on_its_week_with_who_where_and_until_when(maria: httpx.Client, petra: httpx.Client):
    answer = decide(maria, function="områdespolisen", until="2026-05-29")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BEFORE}?klar=sparat")
    for reader in (maria, petra):
        said = words(reader.get(BEFORE)).replace("\xa0", " ")
        assert "Fler pass vid skolan på fredagar." in said
        assert "polisen och kommunen, områdespolisen, till 29 maj." in said
        assert "Inget besök där sedan beslutet." in said


def test_the_next_week_shows_what_became_of_it_with_what_the_log_says(
    maria: httpx.Client, petra: httpx.Client, office: Office
):
    decide(maria)
    office.clock.pass_(days=7)
    field = office.sign_in(office.member(Role.FIELD, name="Anna Lind"))
    office.recorded(field, occurred_at="2026-05-11T20:30:00+02:00", minutes=35)
    assert "Sedan beslutet: 1 besök där, 35 minuter." in words(petra.get(NEXT))
    assert follow(petra, NEXT, outcome="partly", text="Två av tre pass blev av.").status_code == 303
    said = words(maria.get(NEXT))
    assert "Delvis klart , Polisen: Två av tre pass blev av." in said
    office.clock.pass_(days=7)
    assert "Fler pass vid skolan" in maria.get("/lagesbild/2026-W21").text
    follow(maria, "/lagesbild/2026-W21", outcome="done", text="Alla pass är gjorda.")
    office.clock.pass_(days=7)
    assert "Fler pass vid skolan" not in maria.get("/lagesbild/2026-W22").text
    office.recorded(field, occurred_at="2026-05-25T20:30:00+02:00", minutes=50)
    closed = words(maria.get(BEFORE))
    assert "Alla pass är gjorda." in closed
    assert "Från beslutet till dess: 1 besök där, 35 minuter." in closed


def test_a_decision_that_was_not_done_in_time_is_late(maria: httpx.Client, office: Office):
    decide(maria, until="2026-05-06")
    office.clock.pass_(days=7)
    said = words(maria.get(NEXT)).replace("\xa0", " ")
    assert "Försenat" in said
    assert "skulle vara klart 6 maj" in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"what": ""}, "Skriv något här."),
        ({"owner": ""}, "Välj ett av alternativen."),
        ({"what": "Prata med 19811218-9876."}, "personnummer"),
        ({"what": "Ring 070-123 45 67."}, "telefonnummer"),
        ({"what": "Prata med 900107-2388."}, "ett nummer som liknar ett personnummer"),
        ({"function": "Ring 070-123 45 67."}, "telefonnummer"),
        ({"until": "snart"}, "Skriv dagen som"),
        ({"until": "2026-04-01"}, "Dagen ligger före veckan"),
        ({"until": "2099-01-01"}, "mer än två år fram"),
        ({"what": "Pass \u202eneladnah."}, "tecken som inte går att spara"),
        ({"where": "plats:atlantis"}, "finns inte"),
        ({"decision": "x"}, "känns inte igen"),
        ({"member": "x"}, "känns inte igen"),
    ],
)
def test_a_decision_that_will_not_do_comes_back_as_typed(
    maria: httpx.Client, office: Office, fields: dict[str, str], said: str
):
    head = office.house.log.head()
    answer = decide(maria, **fields)
    assert answer.status_code == 422
    assert said in words(answer)
    assert office.house.log.head() == head
    if "what" not in fields:
        assert "Fler pass vid skolan" in answer.text


def test_a_form_that_was_saved_already_with_other_words_saves_nothing_and_says_so(maria: httpx.Client, office: Office):
    id_ = "01981b3e-7c00-7000-8000-0000000000d1"
    first = {"decision": id_, "function": "områdespolisen", "until": "2026-05-29"}
    assert decide(maria, **first).status_code == 303
    head = office.house.log.head()
    assert decide(maria, **first).status_code == 303  # the same once more
    assert office.house.log.head() == head
    for other in ({"what": "Andra ord."}, {"owner": "polisen"}, {"function": ""}, {"until": ""}, {"where": ""}):
        answer = decide(maria, **{**first, **other})
        assert answer.status_code == 422
        assert "Det här är inte sparat" in words(answer)
        assert office.house.log.head() == head
    answer = decide(maria, **{**first, "what": "Andra ord."})
    assert "Andra ord.</textarea>" in answer.text
    new = re.findall(r'name="decision" value="([^"]+)"', answer.text)[-1]
    assert new != id_
    assert decide(maria, **{**first, "decision": new, "what": "Andra ord."}).status_code == 303
    assert "Andra ord." in words(maria.get(BEFORE))


def test_a_finding_may_be_let_stand(maria: httpx.Client):
    assert decide(maria, what="Ring växeln på 070-123 45 67.", confirmed="phone").status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": "", "text": "Klart."}, "Välj ett av alternativen."),
        ({"outcome": "done", "text": ""}, "Skriv något här."),
        ({"outcome": "done", "text": "19811218-9876 flyttade."}, "personnummer"),
    ],
)
def test_what_became_of_it_that_will_not_do_comes_back(maria: httpx.Client, fields: dict[str, str], said: str):
    decide(maria)
    answer = follow(maria, BEFORE, **fields)
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_colleague_is_named_in_their_own_organisation_only(maria: httpx.Client, petra: httpx.Client, office: Office):
    colleague = office.member(Role.FIELD, organisation="kommunen", name="Sara Nilsson")
    decide(maria, member=str(colleague.id))
    assert "Sara Nilsson" in maria.get(BEFORE).text
    theirs = petra.get(BEFORE).text
    assert "Sara Nilsson" not in theirs
    assert "fältare, kommunen" in theirs


def test_deciding_stands_in_the_trail_and_leads_to_the_week(maria: httpx.Client):
    decide(maria)
    trail = maria.get("/granskning")
    assert "Fredagsmötet beslutade" in trail.text
    assert 'href="/lagesbild/2026-W18#b-' in trail.text
    assert "Fler pass" not in trail.text
