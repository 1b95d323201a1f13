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


@pytest.fixture
def reported(coordinator: httpx.Client) -> httpx.Client:
    """The same, with three steps set and the first one done."""
    tell(coordinator, ABC, do="set-steps", steps=STEPS)
    tell(coordinator, ABC, do="step", step="arbetsgruppen-ar-tillsatt", status="done", on="2026-04-28")
    assert "1</b> <span>av 3 steg" in coordinator.get(ABC).text
    return coordinator


REWORDED = STEPS.replace("Arbetsgruppen är tillsatt", "Arbetsgruppen har tillsatts")
TAKEN_OUT = STEPS.partition("\n")[2]
FATE = "fate-arbetsgruppen-ar-tillsatt"


def codes(client: httpx.Client) -> list[tuple[str, str]]:
    """The steps as the API tells them, with how far they have come."""
    told = client.get("/api/pledges/vastervik-2026/fulfilment", headers={"accept": "application/json"}).json()
    rule = next(c for c in told["commitments"] if c["code"] == "abc")["rules"][0]
    return [(step["code"], step["status"]) for step in rule["steps"]]


def test_a_reported_step_that_is_called_something_else_keeps_what_was_reported(reported: httpx.Client):
    look = tell(reported, ABC, do="set-steps", steps=REWORDED)
    assert look.status_code == 200
    assert "Inget är ändrat än." in look.text
    assert "Så här blir det" in look.text
    chosen = f'name="{FATE}" value="Arbetsgruppen har tillsatts" checked'
    assert chosen in look.text  # by its likeness
    assert "Arbetsgruppen är tillsatt" in reported.get(ABC).text
    done = tell(reported, ABC, do="set-steps", steps=REWORDED, **{FATE: "Arbetsgruppen har tillsatts"})
    assert done.status_code == 303
    page = reported.get(ABC).text
    assert "Arbetsgruppen har tillsatts" in page
    assert "1</b> <span>av 3 steg" in page
    assert codes(reported)[0] == ("arbetsgruppen-ar-tillsatt", "done")
    assert (
        tell(reported, ABC, do="set-steps", steps=STEPS).status_code == 303
    )  # the old words are known: nothing to ask
    assert codes(reported)[0] == ("arbetsgruppen-ar-tillsatt", "done")


def test_a_reported_step_that_is_taken_out_is_asked_about_and_comes_back_with_its_words(reported: httpx.Client):
    look = tell(reported, ABC, do="set-steps", steps=TAKEN_OUT).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Tas bort. Det som redovisats räknas inte längre: Klart 28 april" in look
    assert f'name="{FATE}" value="" checked' in look
    assert "1</b> <span>av 3 steg" in reported.get(ABC).text
    assert tell(reported, ABC, do="set-steps", steps=TAKEN_OUT, **{FATE: ""}).status_code == 303
    assert "0</b> <span>av 2 steg" in reported.get(ABC).text
    assert tell(reported, ABC, do="set-steps", steps=STEPS).status_code == 303
    assert "1</b> <span>av 3 steg" in reported.get(ABC).text


def test_another_step_never_gets_what_was_reported_on_one_that_was_taken_out(reported: httpx.Client):
    tell(reported, ABC, do="set-steps", steps=TAKEN_OUT, **{FATE: ""})
    tell(reported, ABC, do="set-steps", steps=f"Arbetsgruppen är tillsatt!\n{TAKEN_OUT}")
    assert codes(reported)[0] == ("arbetsgruppen-ar-tillsatt-2", "not-begun")


def test_a_step_that_gets_another_day_is_the_same_step(reported: httpx.Client):
    assert tell(reported, ABC, do="set-steps", steps=STEPS.replace("04-30", "05-04")).status_code == 303
    assert codes(reported)[0] == ("arbetsgruppen-ar-tillsatt", "done")


def test_a_step_that_nobody_reported_is_called_something_else_or_taken_out_unasked(reported: httpx.Client):
    before = codes(reported)
    steps = STEPS.replace("Alla är utbildade", "Alla är utbildade nu")
    assert tell(reported, ABC, do="set-steps", steps=steps).status_code == 303
    assert codes(reported) == before
    assert tell(reported, ABC, do="set-steps", steps=STEPS.partition("\n")[0]).status_code == 303
    assert codes(reported) == before[:1]


def test_among_many_lines_a_reported_step_is_looked_for_in_a_list(reported: httpx.Client):
    many = "\n".join(f"Moment {n}" for n in range(9))
    look = tell(reported, ABC, do="set-steps", steps=many).text
    assert f'<select id="steg-{FATE}" name="{FATE}">' in look
    assert '<option value="" selected>Tas bort.' in look
    done = tell(reported, ABC, do="set-steps", steps=many, **{FATE: "Moment 4"})
    assert done.status_code == 303
    assert codes(reported)[4] == ("arbetsgruppen-ar-tillsatt", "done")


def test_two_steps_do_not_become_one(reported: httpx.Client):
    tell(reported, ABC, do="step", step="alla-ar-utbildade", status="partly")
    fates = {FATE: "Allt är klart", "fate-alla-ar-utbildade": "Allt är klart"}
    look = tell(reported, ABC, do="set-steps", steps="Allt är klart", **fates)
    assert look.status_code == 422
    assert "Två steg kan inte bli samma." in look.text
    assert [code for code, _ in codes(reported)][:2] == ["arbetsgruppen-ar-tillsatt", "alla-ar-utbildade"]


def test_who_thinks_again_gets_the_list_as_it_was_typed(reported: httpx.Client):
    form = tell(reported, ABC, do="set-steps", steps=TAKEN_OUT, again="1", **{FATE: ""})
    assert form.status_code == 200
    assert TAKEN_OUT in form.text.replace("\r\n", "\n")
    assert '<details class="tell" id="set-steps-1" open>' in form.text
    assert len(codes(reported)) == 3


def test_a_line_that_does_not_end_in_a_day_is_quoted_and_nothing_is_set(reported: httpx.Client):
    answer = tell(reported, ABC, do="set-steps", steps="A; 31/12 2026")
    assert answer.status_code == 422
    assert "Raden ”A; 31/12 2026” slutar inte med en dag." in answer.text
    assert ">A; 31/12 2026</textarea>" in answer.text
    assert len(codes(reported)) == 3


def test_the_api_asks_for_the_name_of_a_reported_step_that_is_dropped(reported: httpx.Client):
    path = "/api/pledges/vastervik-2026/commitments/abc/reports"
    steps = [{"code": "nytt", "label": {"sv": "Nytt", "en": "New"}}]
    send = {"do": "set-steps", "steps": steps}
    headers = {"accept": "application/json", "x-faltlogg": "1"}
    refused = reported.post(path, json=send, headers=headers)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "reported-step", "steps")
    wiped = reported.post(path, json=send | {"steps": []}, headers=headers)
    assert (wiped.status_code, wiped.json()["code"]) == (422, "missing")
    send["dropped"] = ["arbetsgruppen-ar-tillsatt"]
    changed = [reported.post(path, json=send, headers=headers).json() for _ in range(2)]
    assert changed == [{"changed": True}, {"changed": False}]


def test_the_api_tells_that_the_same_again_changed_nothing_and_that_a_covered_week_is_no_gap(
    office: Office, coordinator: httpx.Client
):
    headers = {"accept": "application/json", "x-faltlogg": "1"}
    tell(coordinator, ABC, do="set-steps", steps=STEPS)
    step = {"do": "step", "step": "alla-ar-utbildade", "status": "partly", "text": "Tre av fyra."}
    path = "/api/pledges/vastervik-2026/commitments/{}/reports"
    said = [coordinator.post(path.format("abc"), json=step, headers=headers).json() for _ in range(2)]
    assert said == [{"changed": True}, {"changed": False}]
    freezer = office.member(Role.COORDINATOR, organisation="kommunen", name="Nils Ek")
    office.house.situation_desk.freeze("2026-W17", (Need(place="ankarsrum", level="high"),), by=freezer)
    gap = {"do": "explain-gap", "reason": "Sjukdom."}
    covered = coordinator.post(path.format("est"), json=gap | {"period": "2026-W17"}, headers=headers)
    assert (covered.status_code, covered.json()["code"], covered.json()["field"]) == (422, "not-a-gap", "period")
    missed = coordinator.post(path.format("est"), json=gap | {"period": "2026-W18"}, headers=headers)
    assert missed.json() == {"changed": True}


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
        ({"do": "set-steps", "steps": "Ett; i vår"}, "steps"),
        ({"do": "set-steps", "steps": "Ett;"}, "steps"),
        ({"do": "set-steps", "steps": "; 2026-06-15"}, "steps"),
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
