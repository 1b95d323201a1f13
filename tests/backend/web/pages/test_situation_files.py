"""Situations of several weeks by file, shown whole before anything is frozen."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.support.office import Office
from tests.support.weeks import BEFORE, LIST, frozen, hand_in, hidden, token, whole, words

CSV = "week;place;level;problems\n2026-W18;ankarsrum;high;otrygg-plats\n2026-W17;Gamleby;låg;\n"


def test_a_file_that_is_too_large_is_refused_beside_its_field_which_said_so_before(maria: httpx.Client):
    assert "Högst 1 MB." in maria.get(LIST).text
    answer = hand_in(maria, CSV + "x" * 4_000_000, "lage.csv", week="2026-W19")
    assert answer.status_code == 422
    assert "Filen är för stor: högst 1 MB." in answer.text
    assert 'value="2026-W19"' in answer.text


def test_a_file_is_shown_before_anything_is_frozen_and_then_frozenwhole(maria: httpx.Client, office: Office):
    head = office.house.log.head()
    seen = hand_in(maria, CSV, "lage.csv")
    assert seen.status_code == 200
    assert office.house.log.head() == head
    assert "Frys 2 veckor" in seen.text
    fields = {"_csrf": token(seen), "do": "freeze", "given": whole(seen)}
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
    assert set(json.loads(whole(seen))) == {"2026-W17", "2026-W18", "2026-W20"}
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


def test_a_week_of_a_file_warns_too(petra: httpx.Client):
    assert "först när kommunen har bekräftat" in words(hand_in(petra, CSV, "lage.csv"))
