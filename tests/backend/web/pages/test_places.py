"""`/platser`: what one sees, and each change with its fault beside its field."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from backend.domain.member import Member, Role
from backend.domain.situation import Need
from backend.web.plots import spot
from tests.support.office import BASE, Office

EDIT = "/platser/ankarsrum/andra"
MARIA = Member(id=UUID(int=7), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.COORDINATOR}))


@pytest.fixture
def petra(office: Office) -> httpx.Client:
    """The police's coordinator."""
    return office.sign_in(office.member(Role.COORDINATOR, name="Petra Wallin"), accept="text/html", origin=BASE)


def tell(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    token = re.search(r'name="_csrf" value="([0-9a-f]+)"', client.get("/platser").text)
    assert token is not None
    return client.post(path, data={"_csrf": token[1], **fields})


def row(page: str, code: str) -> str:
    found = re.search(rf'<tr id="plats-{code}">.*?</tr>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_list_is_for_everybody_and_the_forms_for_those_who_may(office: Office, petra: httpx.Client):
    anna = office.sign_in(office.member(Role.FIELD), accept="text/html")
    assert "Ankarsrum" in anna.get("/platser").text
    assert "Lägg till platsen" not in anna.get("/platser").text
    assert "Lägg till platsen" in petra.get("/platser").text


def test_a_search_finds_places_by_name_and_by_area(petra: httpx.Client):
    page = petra.get("/platser?q=anKars").text
    assert 'id="plats-ankarsrum"' in page
    assert 'id="plats-edsbruk"' not in page
    assert 'id="plats-edsbruk"' in petra.get("/platser?q=norra").text
    assert "Ingen plats heter så." in petra.get("/platser?q=atlantis").text


def test_a_place_is_added_and_everybody_is_offered_it(office: Office, petra: httpx.Client):
    answer = tell(petra, "/platser", do="add", name="Östra kajen", zone="skargarden", point="57,75 16,64")
    assert (answer.status_code, answer.headers["location"]) == (303, "/platser/ostra-kajen/andra?klar=add")
    assert "Platsen finns nu." in petra.get(answer.headers["location"]).text
    assert "Skärgården" in row(petra.get("/platser").text, "ostra-kajen")
    phone = office.sign_in(office.member(Role.FIELD)).get("/api/field").json()
    assert "ostra-kajen" in {place["code"] for place in phone["places"]}


@pytest.mark.parametrize(
    ("fields", "field", "fault"),
    [
        ({"name": ""}, "ny-name", "Skriv ett namn."),
        ({"name": "ankarsrum"}, "ny-name", "Det finns redan en plats som heter så."),
        ({"name": "Kajen", "point": "vid bron"}, "ny-point", "Läget går inte att läsa."),
        ({"name": "Kajen", "point": "16.64, 57.75"}, "ny-point", "Läget ligger utanför Sverige."),
        ({"name": "Hos 19121212-1212"}, "ny-name", "Texten innehåller ett personnummer."),
    ],
)
def test_what_will_not_do_comes_back_as_it_was_typed(
    petra: httpx.Client, fields: dict[str, str], field: str, fault: str
):
    answer = tell(petra, "/platser", do="add", **fields)
    assert answer.status_code == 422
    assert re.search(rf'<input id="{field}"[^>]*aria-invalid="true"', answer.text)
    said = re.search(rf'<p class="fault" id="{field}-fault">(.*?)</p>', answer.text)
    assert said is not None
    assert said[1].startswith(fault)
    assert f'value="{fields["name"]}"' in answer.text


def test_a_name_that_looks_like_somebodys_may_stand_when_the_writer_says_so(petra: httpx.Client):
    asked = tell(petra, "/platser", do="add", name="Hemma hos Anna Andersson")
    assert asked.status_code == 422
    assert "Jag har läst texten igen." in asked.text
    answer = tell(petra, "/platser", do="add", name="Hemma hos Anna Andersson", confirmed="name")
    assert answer.status_code == 303


def test_a_fault_is_told_in_english_to_whoever_reads_english(petra: httpx.Client):
    petra.headers["accept-language"] = "en"
    assert "Write the latitude first" in tell(petra, "/platser", do="add", name="Quay", point="16.64, 57.75").text


def test_a_place_is_renamed_put_in_an_area_and_moved(petra: httpx.Client):
    for fields in (
        {"do": "rename", "name": "Ankarsrums torg"},
        {"do": "zone", "zone": "skargarden"},
        {"do": "move", "point": "57° 45' N 16° 30' E"},
    ):
        answer = tell(petra, EDIT, **fields)
        assert answer.headers["location"] == f"{EDIT}?klar={fields['do']}"
        assert "Sparat. Det står nu i loggen." in petra.get(answer.headers["location"]).text
    page = petra.get(EDIT).text
    assert 'value="57.75, 16.5"' in page
    assert '<option value="skargarden" selected>' in page
    assert "Ankarsrums torg" in row(petra.get("/platser").text, "ankarsrum")


def test_a_merged_place_leaves_the_list_and_can_come_back(petra: httpx.Client):
    assert tell(petra, EDIT, do="merge", into="karstorp", sure="1").status_code == 303
    page = petra.get("/platser").text
    assert "Ihopslagen med Karstorp" in row(page, "ankarsrum")
    assert "Ihopslagen med Karstorp, som också räknar" in petra.get(EDIT).text
    assert "Det är samma plats." in tell(petra, "/platser/karstorp/andra", do="merge", into="ankarsrum").text
    assert tell(petra, EDIT, do="restore").status_code == 303
    assert "Ihopslagen" not in petra.get("/platser").text


def test_a_merge_shows_what_becomes_of_the_figures_and_is_done_when_somebody_says_so(
    office: Office, petra: httpx.Client
):
    office.house.situation_desk.freeze("2026-W19", (Need(place="karstorp", level="high"),), by=MARIA)
    office.clock.pass_(hours=2)
    walked: dict[str, Any] = {"kind": "fotpatrull", "place": None, "problem": None, "actions": None, "minutes": 30}
    walked |= {"occurred_at": "2026-05-05T09:00:00+02:00", "stops": [{"place": "ankarsrum", "minutes": 30}]}
    office.recorded(office.sign_in(office.member(Role.FIELD)), **walked)
    asked = tell(petra, EDIT, do="merge", into="karstorp")
    assert asked.status_code == 200
    page = " ".join(re.sub(r"<[^>]+>", " ", asked.text.replace("\N{NO-BREAK SPACE}", " ")).split())
    assert "Inget är ändrat än." in page
    assert re.search("Fotpatrull.* Nu 0 % .* Ihopslagna 100 %", page)
    assert "Ihopslagen" not in row(petra.get("/platser").text, "ankarsrum")
    admin = office.sign_in(office.member(Role.ADMIN, name="Ada Ek"), accept="text/html", origin=BASE)
    seen = tell(admin, EDIT, do="merge", into="karstorp").text
    assert "De som följer löftena ser vilka." in seen
    assert "100" not in seen
    assert tell(petra, EDIT, do="merge", into="karstorp", sure="1").status_code == 303
    assert "Ihopslagen med Karstorp" in row(petra.get("/platser").text, "ankarsrum")


def test_a_merge_that_changes_no_figure_says_so(petra: httpx.Client):
    seen = tell(petra, EDIT, do="merge", into="karstorp").text
    assert "Ingen siffra i löftena blir en annan." in seen
    assert "även de frysta, blir Ankarsrum och Karstorp en rad" in seen


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/platser", {"do": "add", "name": "Visby hamn"}), (EDIT, {"do": "move"})],
    ids=["a new place", "a place that is moved"],
)
def test_a_position_far_from_all_other_places_is_asked_about_and_not_forbidden(
    petra: httpx.Client, path: str, fields: dict[str, str]
):
    asked = tell(petra, path, **fields, point="57.64, 18.29", confirmed="name")
    assert asked.status_code == 422
    assert re.search(r"Läget ligger \d\d km utanför området med de andra platserna", asked.text)
    assert '<input type="checkbox" name="far" value="1">' in asked.text
    assert '<input type="hidden" name="confirmed" value="name">' in asked.text
    assert tell(petra, path, **fields, point="57.64, 18.29", far="1").status_code == 303


def test_merging_with_nothing_chosen_asks_for_a_place(petra: httpx.Client):
    answer = tell(petra, EDIT, do="merge", into="")
    assert answer.status_code == 422
    assert "Välj en plats." in answer.text
    assert "Platsen finns inte" not in answer.text


def test_a_place_is_taken_out_of_use_and_in_again(petra: httpx.Client):
    assert tell(petra, EDIT, do="retire").status_code == 303
    assert "Ur bruk" in row(petra.get("/platser").text, "ankarsrum")
    refused = tell(petra, "/platser", do="add", name="Ankarsrum")
    assert "En plats som inte används längre heter så." in refused.text
    assert tell(petra, EDIT, do="restore").status_code == 303
    assert "Ur bruk" not in petra.get("/platser").text


def test_an_area_is_added_and_renamed_with_its_fault_in_its_own_form(petra: httpx.Client):
    assert tell(petra, "/platser", do="name-zone", zone="", name="Öarna").status_code == 303
    assert tell(petra, "/platser", do="name-zone", zone="oarna", name="Yttre öarna").status_code == 303
    refused = tell(petra, "/platser", do="name-zone", zone="oarna", name="skärgården")
    assert '<p class="fault" id="z-oarna-name-fault">Det finns redan ett område som heter så.</p>' in refused.text
    assert refused.text.count('class="fault"') == 1


def test_every_change_stands_in_the_trail_of_both_organisations(office: Office, petra: httpx.Client):
    tell(petra, EDIT, do="rename", name="Ankarsrums torg")
    tell(petra, EDIT, do="merge", into="karstorp", sure="1")
    for organisation, by in (("polisen", "Petra Wallin, polisen"), ("kommunen", "polisen")):
        reader = office.sign_in(office.member(Role.AUDITOR, organisation=organisation), accept="text/html")
        page = reader.get("/granskning?place=ankarsrum").text
        assert "Ankarsrum → Ankarsrums torg" in page
        assert "Ankarsrums torg är nu Karstorp" in page
        assert by in page
        assert ("Petra" in page) == (organisation == "polisen")


# The map one points at.


def test_a_click_brings_the_map_closer_with_the_numbers_filled_in_and_saves_nothing(petra: httpx.Client):
    before = petra.get(EDIT).text
    page = petra.get(f"{EDIT}?mitt=57.75,16.6&hojd=0.4&stor.x=280&stor.y=280").text
    assert 'value="57.75, 16.6"' in page
    assert '<input type="hidden" name="hojd" value="0.10000">' in page
    assert petra.get(EDIT).text == before
    narrow = petra.get(f"{EDIT}?mitt=57.75,16.6&hojd=0.4&liten.x=140&liten.y=0").text
    assert 'value="57.95, 16.6"' in narrow


def test_a_key_press_on_the_map_means_its_middle(petra: httpx.Client):
    assert 'value="57.75, 16.6"' in petra.get(f"{EDIT}?mitt=57.75,16.6&hojd=0.4&stor.x=0&stor.y=0").text


@pytest.mark.parametrize(
    "query", ["mitt=x&hojd=y", "mitt=57.75,16.6&hojd=99999", "stor.x=99999999&stor.y=1", "till=1,2"]
)
def test_an_address_that_nobody_made_shows_the_whole_map(petra: httpx.Client, query: str):
    assert petra.get(f"{EDIT}?{query}").status_code == 200


def test_a_point_is_where_it_was_drawn():
    view = spot.View(latitude=57.7, longitude=16.5, tall=0.2)
    x, y = view.on(57.71234, 16.48765)
    assert view.at(x, y, spot.SIZE) == (57.71234, 16.48765)
    assert view.at(x / 2, y / 2, spot.NARROW) == (57.71234, 16.48765)


def test_names_that_would_lie_on_each_other_are_left_out_and_the_chosen_one_stays():
    crowd = [spot.Spot(name=f"Torget nummer {i}", latitude=57.7, longitude=16.5 + i / 10_000) for i in range(20)]
    chosen = spot.Spot(name="Kajen <b>", latitude=57.72, longitude=16.52)
    drawn = spot.spotting(spot.around([*crowd, chosen]), crowd, chosen, name="k", title="Karta")
    assert drawn.count("Torget nummer") < 4
    assert "Kajen &lt;b&gt;" in drawn
    assert drawn.count("<circle") == 22


def test_every_place_there_ever_was_stands_in_the_csv_with_what_became_of_it(petra: httpx.Client):
    tell(petra, EDIT, do="merge", into="karstorp", sure="1")
    rows = petra.get("/platser.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0] == "place;name;zone;latitude;longitude;in_use;merged_into"
    assert "ankarsrum;Ankarsrum;vast;57.698;16.332;no;karstorp" in rows
    assert "karstorp;Karstorp;centrum;57.762;16.613;yes;" in rows


def test_activities_asked_for_by_a_place_are_those_of_what_was_merged_into_it_too(office: Office, petra: httpx.Client):
    recorded = office.recorded(office.sign_in(office.member(Role.FIELD)), place="ankarsrum")
    tell(petra, EDIT, do="merge", into="karstorp", sure="1")
    for place in ("karstorp", "ankarsrum"):
        found = petra.get(f"/api/activities?place={place}").json()["activities"]
        assert [one["activity"] for one in found] == [str(recorded)]
    assert petra.get("/api/activities?place=edsbruk").json()["activities"] == []
