"""What an owner's coordinator tells by form: taken in, or given back as it was typed, with the fault said."""

import re
from datetime import date

import httpx
import pytest

from backend.domain.member import Role
from backend.domain.situation import Need
from backend.domain.words import Label
from backend.web.pages.telling import Unfit, read, read_steps
from backend.web.pages.tongue import tongue
from projections.answers import StepTold
from tests.support.office import BASE, Office

ABC = "/uppfoljning/vastervik-2026/abc"
T = tongue("sv")


@pytest.fixture
def coordinator(office: Office) -> httpx.Client:
    """The municipality's coordinator, who tells of what the municipality owns."""
    member = office.member(Role.COORDINATOR, organisation="kommunen", name="Maria Holm")
    return office.sign_in(member, accept="text/html", origin=BASE)


def tell(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', client.get(path).text)
    assert token is not None
    return client.post(path, data={"_csrf": token[1], "rule": "1", **fields})


STEPS = "Arbetsgruppen är tillsatt; 2026-04-30\nAlla är utbildade; 2026-09-30\nOmställningen är gjord"


def test_the_owner_names_the_steps_and_the_page_shows_them(coordinator):
    answer = tell(coordinator, ABC, do="set-steps", steps=STEPS)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ABC}?told=1")
    page = coordinator.get(answer.headers["location"]).text
    assert "Sparat. Det står nu i loggen." in page
    assert "0</b> <span>av 3 steg" in page
    assert page.count("Ej redovisat") >= 3  # nobody has said anything of any step yet
    assert "5\N{NO-BREAK SPACE}dagar sen" in page or "5 dagar sen" in page


def test_a_step_is_reported_with_its_day_and_evidence(coordinator):
    tell(coordinator, ABC, do="set-steps", steps=STEPS)
    tell(
        coordinator,
        ABC,
        do="step",
        step="arbetsgruppen-ar-tillsatt",
        status="done",
        on="2026-04-28",
        evidence="KS 2026/117",
    )
    page = coordinator.get(ABC).text
    assert "1</b> <span>av 3 steg" in page
    assert "KS 2026/117" in page


def test_a_form_that_will_not_do_comes_back_as_it_was_typed(coordinator):
    tell(coordinator, ABC, do="set-steps", steps=STEPS)
    answer = tell(coordinator, ABC, do="step", step="alla-ar-utbildade", status="done", on="i våras", text="Alla tolv.")
    assert answer.status_code == 422
    assert (
        'value="i våras" autocomplete="off" size="10" aria-describedby="step-1-on-hint step-1-on-fault"' in answer.text
    )
    assert "Skriv dagen som 2026-06-30." in answer.text
    assert ">Alla tolv.</textarea>" in answer.text
    assert 'value="done" checked' in answer.text
    assert '<option value="alla-ar-utbildade" selected>' in answer.text
    assert '<details class="tell" id="step-1" open>' in answer.text


def test_an_untouched_form_of_a_step_reports_nothing(coordinator):
    tell(coordinator, ABC, do="set-steps", steps=STEPS)
    form = coordinator.get(ABC).text.partition('id="step-1"')[2].partition("</details>")[0]
    assert 'name="status"' in form
    assert " checked" not in form
    answer = tell(coordinator, ABC, do="step", step="alla-ar-utbildade")
    assert answer.status_code == 422
    assert "Välj ett av alternativen." in answer.text


def test_a_day_to_come_is_refused_at_its_field(coordinator):
    tell(coordinator, ABC, do="set-steps", steps=STEPS)
    answer = tell(coordinator, ABC, do="step", step="alla-ar-utbildade", status="done", on="2026-12-24")
    assert answer.status_code == 422
    assert '<p class="fault" id="step-1-on-fault">Den dagen har inte varit än.</p>' in answer.text


def test_a_judgement_is_stated_and_a_personal_number_in_it_is_sent_back(coordinator):
    path = "/uppfoljning/vastervik-2026/brottsofferstod"
    refused = tell(coordinator, path, do="judge", period="2026-T1", verdict="as-promised", text="Se 19121212-1212.")
    assert refused.status_code == 422
    assert "Texten innehåller ett personnummer." in refused.text
    told = tell(coordinator, path, do="judge", period="2026-T1", verdict="partly", text="Två av tre delar är på plats.")
    assert told.status_code == 303
    page = coordinator.get(path).text
    assert "Delvis gjort" in page
    assert "Två av tre delar är på plats." in page


def test_a_gap_is_explained_and_stays_a_gap(office: Office, coordinator):
    path = "/uppfoljning/vastervik-2026/est"
    freezer = office.member(Role.COORDINATOR, organisation="kommunen", name="Nils Ek")
    office.house.situation_desk.freeze("2026-W17", (Need(place="ankarsrum", level="high"),), by=freezer)
    told = tell(coordinator, path, do="explain-gap", period="2026-W18", reason="Sjukdom, bilden togs muntligt.")
    assert told.status_code == 303
    page = coordinator.get(path).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Sjukdom, bilden togs muntligt." in page
    assert "27 april–3 maj" in page
    assert "1</b> <span>av 2 veckor" in page


def test_only_the_owner_is_offered_the_forms_and_only_the_owner_may_send_them(office: Office, coordinator):
    other = office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"), accept="text/html", origin=BASE)
    assert 'class="tell"' in coordinator.get(ABC).text
    assert 'class="tell"' not in other.get(ABC).text
    assert tell(other, ABC, do="set-steps", steps=STEPS).status_code == 403
    lead = office.sign_in(office.member(Role.LEAD, organisation="kommunen"), accept="text/html", origin=BASE)
    assert 'class="tell"' not in lead.get(ABC).text
    assert tell(lead, ABC, do="set-steps", steps=STEPS).status_code == 403


def test_the_forms_are_for_today_alone(coordinator):
    assert 'class="tell"' not in coordinator.get(f"{ABC}?as_of=2026-03-31").text


def test_a_form_without_its_token_is_turned_away(coordinator):
    assert coordinator.post(ABC, data={"do": "set-steps", "rule": "1", "steps": STEPS}).status_code == 403


KNOWN = (StepTold(code="utbildade", label=Label("Alla är utbildade", "Everybody is trained"), status="partly"),)


def test_a_step_called_the_same_keeps_its_code_and_its_english_name():
    first, second = read_steps(T, "Alla är utbildade; 2026-09-30\nÅter på plats", KNOWN)
    assert (first.code, first.label.en, first.due) == ("utbildade", "Everybody is trained", date(2026, 9, 30))
    assert (second.code, second.due) == ("ater-pa-plats", None)


def test_two_steps_whose_codes_would_be_the_same_get_one_each():
    codes = [step.code for step in read_steps(T, "Steg 1!\nSteg 1?\nÖÖ\n***", ())]
    assert len(set(codes)) == 4


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"do": "step", "step": "a"}, "status"),
        ({"do": "step", "step": "a", "status": "done"}, "on"),
        ({"do": "step", "step": "a", "status": "done", "on": "2026-02-30"}, "on"),
        ({"do": "step", "step": "a", "status": "partly", "evidence": "x" * 201}, "evidence"),
        ({"do": "set-steps", "steps": " \n "}, "steps"),
        ({"do": "set-steps", "steps": "Ett\nEtt"}, "steps"),
        ({"do": "set-steps", "steps": "Ett; 2026-02-30"}, "steps"),
        ({"do": "judge", "period": "2026-T1", "text": "Bra."}, "verdict"),
        ({"do": "judge", "period": "2026-T1", "verdict": "partly", "text": " "}, "text"),
        ({"do": "explain-gap", "period": "2026-W08"}, "reason"),
        ({"do": "something-else"}, ""),
    ],
)
def test_a_fault_names_its_field(typed, field):
    with pytest.raises(Unfit) as no:
        read(T, typed, ())
    assert list(no.value.faults) == [field]
