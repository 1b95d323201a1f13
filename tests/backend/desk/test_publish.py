"""Publishing: what would change is told before, and the same again changes nothing."""

from uuid import UUID

import pytest

from backend.desk.publish import LOCAL, Change, base_entries, own_packs
from backend.domain.catalogue import BASE, CataloguePublished, Entries
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.pack import PackFault, read_pack
from backend.domain.place import Place
from backend.domain.pledge import PledgePublished
from backend.domain.refusal import Refused
from tests.backend.desk.conftest import NOW, PACKS, Desks

PACK = (PACKS / "vastervik-2026.toml").read_bytes()
MARIA = Member(id=UUID(int=7), partnership="vastervik", organisation="kommunen", roles=frozenset({Role.COORDINATOR}))
BUSSTORGET = Entries(place=(Place(code="busstorget", name="Busstorget"),))


def test_a_pack_is_told_before_it_is_published(desks: Desks):
    before = desks.log.head()
    told = desks.publish.pack(PACK, only_look=True)
    assert desks.log.head() == before
    assert desks.publish.pack(PACK) == told
    assert Change(table="pledge", code="vastervik-2026", how="new") in told.changes
    assert sum(c.table == "commitment" for c in told.changes) == 25


def test_a_new_partnership_gets_the_base_catalogue_with_its_first_pack(desks: Desks):
    desks.publish.pack(PACK)
    place = stream("vastervik", "catalogue")
    sources = [r.event.source for r in desks.log.read([place])[place] if isinstance(r.event, CataloguePublished)]
    assert sources == [BASE, "vastervik-2026"]


def test_the_same_pack_again_changes_nothing(pledged: Desks):
    before = pledged.log.head()
    assert pledged.publish.pack(PACK).changes == ()
    assert pledged.log.head() == before


def test_a_changed_pack_tells_what_changes_and_leaves_the_rest(pledged: Desks):
    changed = PACK.replace(b"at_least = 100", b"at_least = 120", 1)
    told = pledged.publish.pack(changed)
    assert told.changes == (Change(table="commitment", code="platsbesok", how="changed"),)
    last = pledged.publish.pledge("vastervik", "vastervik-2026")
    assert last is not None
    assert last.pledge.commitment("platsbesok").rule[0].at_least == 120  # type: ignore[union-attr]


def test_a_promise_that_is_left_out_is_told(pledged: Desks):
    text = PACK.decode()
    start = text.index('[[commitment]]\ncode = "platsbesok"')
    end = text.index("[[commitment]]", start + 1)
    told = pledged.publish.pack((text[:start] + text[end:]).encode(), only_look=True)
    assert Change(table="commitment", code="platsbesok", how="retired") in told.changes


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b'kinds = ["platsbesok"]', b'kinds = ["rymdfard"]', "rymdfard"),
        (b'type = "count"', b'type = "conut"', "conut"),
        (b'owner = ["polisen"]', b'owner = ["kronofogden"]', "kronofogden"),
        (b"[pledge]", b"[pledge", "not TOML"),
    ],
)
def test_a_faulty_pack_is_refused_with_words_for_its_writer(desks: Desks, before: bytes, after: bytes, said: str):
    with pytest.raises(PackFault) as fault:
        desks.publish.pack(PACK.replace(before, after, 1))
    assert said in str(fault.value)
    assert desks.log.read([stream("vastervik", "catalogue")]) == {}


def test_what_a_promise_follows_is_looked_up_where_the_earlier_pledge_is_known(desks: Desks):
    """The later pledge may come first; a promise that the earlier one does not hold may not be named."""
    changed = PACK.replace(b"vastervik-2025/platsbesok", b"vastervik-2025/nix")
    desks.publish.pack(changed, only_look=True)
    desks.publish.pack((PACKS / "vastervik-2025.toml").read_bytes())
    with pytest.raises(PackFault) as fault:
        desks.publish.pack(changed)
    (said,) = fault.value.said()
    assert said.startswith("[[commitment]] platsbesok: follows 'vastervik-2025/nix' är inte någon av vastervik-2025/")
    assert "vastervik-2025/platsbesok" in said
    desks.publish.pack(PACK)


def test_a_promise_does_not_follow_one_of_its_own_pledge(desks: Desks):
    with pytest.raises(PackFault) as fault:
        desks.publish.pack(PACK.replace(b"vastervik-2025/platsbesok", b"vastervik-2026/platsbesok"))
    assert fault.value.said("en") == [
        "[[commitment]] platsbesok: follows 'vastervik-2026/platsbesok' is to name an earlier pledge"
    ]


def test_a_coordinator_publishes_for_their_own_partnership_alone(desks: Desks):
    with pytest.raises(Refused, match="conflict"):
        desks.publish.pack((PACKS / "vingaker-2025-2026.toml").read_bytes(), by=MARIA)
    desks.publish.pack(PACK, by=MARIA)
    place = stream("vastervik", "pledge", "vastervik-2026")
    event = desks.log.read([place])[place][0].event
    assert isinstance(event, PledgePublished)
    assert (event.by, event.received_at) == (MARIA.id, NOW)


def test_a_partnerships_own_places_are_added_and_taken_back(pledged: Desks):
    added = pledged.publish.entries("vastervik", LOCAL, BUSSTORGET, by=MARIA.id)
    assert added.changes == (Change(table="place", code="busstorget", how="new"),)
    assert "busstorget" in pledged.catalogues.of("vastervik").offered["place"]
    assert pledged.publish.entries("vastervik", LOCAL, BUSSTORGET, by=MARIA.id).changes == ()
    taken = pledged.publish.entries("vastervik", LOCAL, Entries(), by=MARIA.id)
    assert taken.changes == (Change(table="place", code="busstorget", how="retired"),)
    assert "busstorget" not in pledged.catalogues.of("vastervik").offered["place"]


def test_a_code_of_a_pack_is_not_taken_over(pledged: Desks):
    theirs = Entries(place=(Place(code="ankarsrum", name="Något annat"),))
    with pytest.raises(Refused, match="conflict"):
        pledged.publish.entries("vastervik", LOCAL, theirs, by=MARIA.id)


def test_the_base_catalogue_of_a_release_is_brought_once(pledged: Desks):
    assert pledged.publish.base("vastervik").changes == ()
    older = Entries(kind=base_entries().kind[:3])
    pledged.publish.entries("vastervik", BASE, older, by=None)
    assert any(c.how == "new" for c in pledged.publish.base("vastervik").changes)


def test_every_pack_of_the_release_can_be_published_in_order(desks: Desks):
    codes = [desks.publish.pack(text).code for _, text in own_packs()]
    assert len(codes) == 5
    firsts = [read_pack(text).pledge.first for _, text in own_packs()]
    assert firsts == sorted(firsts)
