"""Alarms by e-mail: one letter a person and day, to those who asked for it, when there is something new to tell.

Nobody is named in a letter, and it holds what the reader sees on `/larm`: titles of promises, days and figures. What
was told is remembered once a letter has gone; one that did not go is tried again the next time.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from backend.accounts.digests import Reader
from backend.domain.calendar import local
from backend.domain.member import Member
from backend.house import House
from backend.mail import MailServer, Undelivered, line
from backend.settings import Settings
from backend.web.pages import warned
from backend.web.pages.alarming import lines
from backend.web.pages.letter import Letter, Section, letter
from backend.web.pages.shell import FOLLOWS
from backend.web.pages.tongue import Tongue, tongue
from projections import pledges
from projections.store import Reading

THURSDAY = 4
"""The day before the Friday meeting, when the whole list goes out."""


class Posted(Struct, kw_only=True):
    """What became of the letters: sent, not needed because nothing is new, gone already, without an address, or not
    delivered (with what went wrong).
    """

    sent: int = 0
    nothing_new: int = 0
    already: int = 0
    no_address: int = 0
    failed: list[str] = []


def server_of(settings: Settings) -> MailServer | None:
    """The mail server that the settings name; None where they name none."""
    if settings.smtp_host is None or settings.smtp_sender is None:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.smtp_sender,
        user=settings.smtp_user,
        password_file=settings.smtp_password_file,
    )


def post(house: House, server: MailServer) -> Posted:
    """Send today's letters. Raises Undelivered where the mail server cannot be had at all; then nothing was sent."""
    day, done = local(house.now()).date(), Posted()
    waiting: list[tuple[Reader, str, Letter]] = []
    for reader, made in letters(house, day):
        if made is None:
            done.nothing_new += 1
        elif reader.email is None:
            done.no_address += 1
        else:
            waiting.append((reader, reader.email, made))
    if not waiting:
        return done
    with line(server) as open_line:
        for reader, email, made in waiting:
            if not house.accounts.digests.claim(reader.person, day, now=house.now()):
                done.already += 1
                continue
            try:
                open_line.send(email, made.subject, made.text, now=house.now())
            except Undelivered as fault:
                house.accounts.digests.release(reader.person, day)
                done.failed.append(str(fault))
            else:
                house.accounts.digests.sent(reader.person, day, made.keys)
                done.sent += 1
    return done


def letters(house: House, day: date) -> Iterator[tuple[Reader, Letter | None]]:
    """Everybody who asked, with their letter of a day; None where there is nothing to tell."""
    for reader in house.accounts.digests.readers():
        with house.reading() as reading:
            yield reader, _letter(house, reading, reader, day)


def _letter(house: House, reading: Reading, reader: Reader, day: date) -> Letter | None:
    t, told = tongue(reader.language), house.accounts.digests.told(reader.person)
    own = [member for member in house.accounts.memberships(reader.person) if FOLLOWS & member.roles]
    return letter(
        t,
        [_section(t, house, reading, member, day) for member in own],
        told,
        house.settings.base_url.rstrip("/"),
        whole=day.isoweekday() == THURSDAY,
        demonstration=house.demonstration,
    )


def _section(t: Tongue, house: House, reading: Reading, member: Member, day: date) -> Section:
    found = lines(t, warned.alarms_of(house, reading, member, day), day)
    missing = warned.letters_missing(t, house, reading, member, day)
    late = (*warned.decisions_late(t, reading, member, day), *warned.rules_changed(t, reading, member, day))
    late = (*late, *warned.weeks_unconfirmed(t, reading, member, day))
    published = pledges.pledges(reading, member.partnership)
    name = published[0].terms.name if published else member.partnership
    return Section(name=name, partnership=member.partnership, lines=(*missing, *late, *found))
