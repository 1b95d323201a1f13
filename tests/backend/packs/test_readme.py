"""Another municipality's pack can be written from the README alone: its examples hold, and it names every key."""

import re
from typing import get_args

import msgspec
import pytest

from backend.domain import rule
from backend.domain.catalogue import Action, Catalogue, CataloguePublished, Choice, Entries, Kind, Question
from backend.domain.pack import check_against, read_entries, read_pack
from backend.domain.place import Place, Zone
from backend.domain.pledge import Area, Commitment, Partnership
from backend.domain.report import FIELDS
from tests.backend.packs.shelf import BASE, FOLDER, THE_DAY

README = (FOLDER / "README.md").read_text(encoding="utf-8")
PLEDGE, KIND = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
TABLES = [Action, Choice, Kind, Question, Place, Zone, Area, Commitment, Partnership]


def catalogue(*brought: Entries) -> Catalogue:
    joined = Catalogue()
    for number, entries in enumerate(brought):
        joined.take(
            CataloguePublished(partnership="exempelby", source=f"s{number}", entries=entries, received_at=THE_DAY)
        )
    return joined


def test_the_example_of_a_pledge_is_taken_and_shows_every_type_of_rule():
    pack = read_pack(PLEDGE.encode())
    assert check_against(pack, catalogue(BASE)) == []
    assert {r.type for c in pack.pledge.commitments for r in c.rule} == {
        str(t.__struct_config__.tag) for t in get_args(rule.Rule)
    }


def test_the_example_of_a_kind_is_taken_and_names_only_what_is_offered():
    (kind,) = read_entries(KIND.encode()).kind
    assert set(kind.problems) <= {p.code for p in BASE.problem}
    assert set(kind.actions) <= {a.code for a in BASE.action}
    assert kind.code not in {k.code for k in BASE.kind}


@pytest.mark.parametrize("table", [*TABLES, *get_args(rule.Rule), rule.Step, rule.Baseline], ids=lambda t: t.__name__)
def test_every_key_is_named(table):
    keys = [f.encode_name for f in msgspec.structs.fields(table)]
    assert [k for k in keys if not re.search(rf"`[^`\n]*\b{k}\b[^`\n]*`", README)] == []


def test_every_field_of_a_report_is_named():
    assert [f for f in FIELDS if not re.search(rf"\b{f}\b", README)] == []
