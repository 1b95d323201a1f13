"""What was erased or closed after the backup stays so after the way back."""

from backend.domain.member import Role
from tests.backend.backup.installation import NOW

# What was erased.


def test_what_was_erased_after_the_backup_stays_erased(place):
    entry, note = place.noted()
    _, kept = place.noted("kvar")
    _, log_to, keys_to = place.back_up()
    place.erase(entry)

    told = place.restore(log_to, keys_to)

    assert told.erased == 1
    assert place.opened(note) is None
    assert place.opened(kept) == "kvar"
    assert [r.event.keys for r in place.log.erasures()] == [(entry.event.note.key,)]


def test_the_list_alone_is_enough_on_a_machine_that_lost_everything_else(place, elsewhere):
    entry, note = place.noted()
    _, log_to, keys_to = place.back_up()
    place.erase(entry)
    for event in place.erasures.all():
        elsewhere.erasures.add(event)

    elsewhere.restore(log_to, keys_to)

    assert elsewhere.opened(note) is None
    assert [r.event.activity for r in elsewhere.log.erasures()] == [entry.stream]


def test_an_erasure_that_only_the_log_tells_of_is_not_undone_by_old_keys(place, elsewhere):
    entry, note = place.noted()
    _, _, keys_to = place.back_up("with the key")
    place.erase(entry)
    _, log_to, _ = place.back_up("after")

    elsewhere.restore(log_to, keys_to)

    assert elsewhere.opened(note) is None
    assert len(elsewhere.erasures.all()) == 1


def test_restoring_twice_erases_once(place):
    entry, _ = place.noted()
    _, log_to, keys_to = place.back_up()
    place.erase(entry)
    place.restore(log_to, keys_to)
    _, again, keys_again = place.back_up("2")

    assert place.restore(again, keys_again).erased == 0
    assert len(place.log.erasures()) == 1


def test_keys_that_were_lost_come_back_by_themselves(place):
    _, note = place.noted()
    _, _, keys_to = place.back_up()
    place.vault.destroy([note[0].key])
    _, newer = place.noted("nyare än kopian")
    head = place.log.head()

    told = place.restore(None, keys_to)

    assert (told.keys, told.epoch) == (1, None)
    assert place.opened(note) == "Trasig lampa"
    assert place.opened(newer) == "nyare än kopian"
    assert place.log.head() == head


# Who may get in afterwards.


def test_what_was_closed_after_the_backup_stays_closed(place):
    anna, bo = place.member("Anna", Role.FIELD), place.member("Bo", Role.FIELD)
    stolen, fine = place.session(anna), place.session(bo)
    token, valid = (
        place.accounts.issue("vastervik", "polisen", [Role.AUDITOR], name, now=NOW) for name in ("läckt", "hel")
    )
    link = place.accounts.link(anna.id, "vastervik", now=NOW)
    _, log_to, _ = place.back_up()
    place.accounts.sign_out(stolen)
    place.accounts.enter(link, now=NOW)
    place.accounts.revoke(place.accounts.token(token, now=NOW).member.id, now=NOW)
    newer = place.session(bo)

    place.restore(log_to)

    assert place.accounts.session(stolen, now=NOW) is None
    assert place.accounts.enter(link, now=NOW) is None
    assert place.accounts.token(token, now=NOW) is None
    assert place.accounts.token(valid, now=NOW)
    assert [place.accounts.session(s, now=NOW).name for s in (fine, newer)] == ["Bo", "Bo"]
