"""One activity's whole stream in words: who, when by whose clock, what changed from what to what, and why."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from backend.desk.notes import Text, texts
from backend.domain.activity import Activity, ActivityCorrected, ActivityRecorded, ActivityWithdrawn, Handed, evolve
from backend.domain.calendar import local
from backend.domain.erasure import RIGHTS
from backend.domain.note import NoteErased, NoteRead
from backend.domain.visit import VisitsMerged, VisitsParted
from backend.domain.words import Sealed
from backend.log import Recorded
from backend.web.pages.reporting import Reader
from backend.web.pages.sheet import Fact, Link
from backend.web.pages.speaking import first_up, organisation, right_word, text_word

AT_ONCE = timedelta(minutes=2)
"""What came in sooner after it was written needs no remark."""

Opens = Callable[[Sealed, Recorded, str], str | None]
"""Opens a sealed reason: (text, where it stands, which field); None where it is erased."""


class Change(Struct, frozen=True, kw_only=True):
    """One field. `was` is None where nothing is replaced."""

    term: str
    is_now: str
    was: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that happened. `reason` is None where none was given, and empty where it is erased."""

    iso: str
    day: str
    clock: str
    heading: str
    node: str = "is-done"
    by: str = ""
    changes: tuple[Change, ...] = ()
    reason: str | None = None
    remark: str = ""
    sealed: str = ""
    record: str = ""
    reads: bool = False


class Story(Struct, frozen=True, kw_only=True):
    """The page of one activity. `erase` is where its texts are erased, for those who may."""

    title: str
    href: str
    now: tuple[Fact, ...]
    record: tuple[str, ...]
    entries: tuple[Entry, ...]
    tabs: tuple[Link, ...] = ()
    counts: tuple[Link, ...] = ()
    may_read: bool = False
    erase: str = ""


class Teller:
    """Tells the stream of one activity and that of its note."""

    def __init__(self, reader: Reader, opens: Opens, today: datetime, *, arrived: str = "") -> None:
        """`arrived` is how the record came in, where that is neither from a phone nor from a file."""
        self.arrived = arrived
        self.r, self.t, self.opens, self.today = reader, reader.t, opens, local(today).date()
        self.past: Activity | None = None
        self.gone: set[str] = set()
        self.texts: dict[str, Text] = {}

    def entries(
        self, stream: Sequence[Recorded], notes: Sequence[Recorded], answered: Sequence[Recorded] = ()
    ) -> list[Entry]:
        """Everything that happened, the latest first; `answered` is what was said of "samma besök?"."""
        told: list[tuple[int, Entry]] = []
        self.texts = {text.sealed.key: text for text in texts(stream, notes)}
        self.gone = gone = {k for n in notes if isinstance(n.event, NoteErased) for k in n.event.keys}
        for recorded in stream:
            match recorded.event:
                case ActivityRecorded() as event:
                    told += [(recorded.position, e) for e in self._recorded(recorded, event, gone)]
                case ActivityCorrected() as event:
                    told.append((recorded.position, self._corrected(recorded, event, gone)))
                case ActivityWithdrawn() as event:
                    told.append((recorded.position, self._withdrawn(recorded, event)))
                case _:
                    told.append((recorded.position, self._unreadable(recorded)))
        told += [(n.position, e) for n in notes for e in self._note(n)]
        told += [(a.position, self._answered(a)) for a in answered]
        return [entry for _, entry in sorted(told, key=lambda pair: pair[0], reverse=True)]

    @property
    def note_words(self) -> str:
        """What can be said of the note that the activity has now; empty where it has none."""
        return self._seal(self.past.note, self.gone) if self.past and self.past.note else ""

    @property
    def note_opens(self) -> bool:
        """Whether the activity has a note that is not erased."""
        return self.past is not None and self.past.note is not None and self.past.note.key not in self.gone

    @property
    def erasable(self) -> bool:
        """Whether the activity has any free text that is not erased."""
        return any(not text.erased for text in self.texts.values())

    def _recorded(self, at: Recorded, event: ActivityRecorded, gone: set[str]) -> list[Entry]:
        self.past = evolve(None, event)
        facts = self.r.facts(event.report, by_day=event.by_day)
        changes = [Change(term=term, is_now=value) for term, value in facts.items()]
        if event.note is not None:
            changes.append(Change(term=self.t._("Anteckning"), is_now=self._seal(event.note, gone)))
        written = self._entry(
            event.handed.recorded_at,
            self.t._("Skrevs på telefonen") if event.handed.device else self.t._("Skrevs"),
            by_day=event.by_day,
            by=self._by(event),
            changes=tuple(changes),
        )
        arrived = self._entry(
            event.received_at,
            self.t._("Kom in till servern") if event.handed.device else self.arrived or self.t._("Lästes in från fil"),
            by=self._clock(event.handed),
            remark=self._rescue(event.handed),
            record=self._row(at),
        )
        return [arrived, written]  # the latest first, as the whole is sorted

    def _corrected(self, at: Recorded, event: ActivityCorrected, gone: set[str]) -> Entry:
        before, by_day = self.past, event.by_day
        self.past = evolve(self.past, event)
        was = self.r.facts(before.report, by_day=before.by_day) if before else {}
        is_now = self.r.facts(event.report, by_day=by_day)
        nothing = self.t._("inget")
        changes = [
            Change(term=term, was=was.get(term, nothing), is_now=is_now.get(term, nothing))
            for term in dict.fromkeys([*was, *is_now])
            if was.get(term) != is_now.get(term)
        ]
        if not event.keeps_note and (event.note is not None or (before is not None and before.note is not None)):
            old = self._seal(before.note, gone) if before and before.note else nothing
            new = self._seal(event.note, gone) if event.note else self.t._("borttagen")
            changes.append(Change(term=self.t._("Anteckning"), was=old, is_now=new))
        return self._entry(
            event.received_at,
            self.t._("Rättad"),
            by=self._by(event),
            changes=tuple(changes),
            reason=self._reason(event.reason, at),
            remark=_joined(self._rescue(event.handed), self._delay(event.handed, event.received_at, by_day=by_day)),
            record=self._row(at),
        )

    def _withdrawn(self, at: Recorded, event: ActivityWithdrawn) -> Entry:
        by_day = self.past.by_day if self.past else False
        self.past = evolve(self.past, event)
        return self._entry(
            event.received_at,
            self.t._("Återtagen"),
            node="is-gone",
            by=self._by(event),
            reason=self._reason(event.reason, at),
            remark=_joined(
                self.t._("Räknas inte längre."),
                self._rescue(event.handed),
                self._delay(event.handed, event.received_at, by_day=by_day),
            ),
            record=self._row(at),
        )

    def _answered(self, at: Recorded) -> Entry:
        t = self.t
        match at.event:
            case VisitsMerged() as event:
                heading, remark = t._("Samma besök"), t._("Slogs ihop med en annan insats. De räknas en gång.")
            case VisitsParted() as event:
                heading, remark = t._("Inte samma besök"), t._("Hör inte ihop med en annan insats. Var och en räknas.")
            case _:
                return self._unreadable(at)
        by = f"{self.r.names[event.by]}, " if event.by in self.r.names else ""
        by = first_up(f"{by}{organisation(t, event.organisation)}")
        return self._entry(event.received_at, heading, by=by, remark=remark, record=self._row(at))

    def _note(self, at: Recorded) -> list[Entry]:
        t = self.t
        match at.event:
            case NoteRead() as event:
                who = f"{self.r.member(event.by)}, {organisation(t, event.organisation)}"
                reason, heading = self._reason(event.reason, at), t._("Anteckningen lästes")
                return [self._entry(event.received_at, heading, node="", by=who, reason=reason, reads=True)]
            case NoteErased() as event:
                gone = t._(
                    "Nyckeln är förstörd. Texten går inte att läsa igen, inte heller ur en säkerhetskopia. "
                    "Insatsen räknas som förut."
                )
                return [
                    self._entry(
                        event.received_at,
                        self._erased(event),
                        node="is-gone",
                        by=self._eraser(event),
                        changes=self._gone(event),
                        remark=self._right(event),
                        sealed=gone,
                    )
                ]
        return [self._unreadable(at)]

    def _erased(self, event: NoteErased) -> str:
        """What was erased, in a few words: the note, as long as nothing but reasons is known to have been."""
        found = [self.texts[key].what for key in event.keys if key in self.texts]
        if not found or "note" in found:
            return self.t._("Anteckningen gallrades")
        return self.t.ngettext("%(n)s skäl gallrades", "%(n)s skäl gallrades", len(found))

    def _gone(self, event: NoteErased) -> tuple[Change, ...]:
        found = [self.texts[key] for key in event.keys if key in self.texts]
        words = self.t.listed([text_word(self.t, text.what, text.version) for text in found])
        return (Change(term=self.t._("Gallrat"), is_now=first_up(words)),) if found else ()

    def _eraser(self, event: NoteErased) -> str:
        if event.by is None or event.organisation is None:
            return self.t._("Fältlogg, av sig självt")
        return f"{self.r.member(event.by)}, {organisation(self.t, event.organisation)}"

    def _right(self, event: NoteErased) -> str:
        if event.rule in RIGHTS:
            return self.t._("Skäl: %(right)s.", right=right_word(self.t, event.rule))
        return self.t._("Regeln ”%(rule)s”", rule=event.rule)

    def _unreadable(self, at: Recorded) -> Entry:
        return Entry(
            iso="",
            day="",
            clock="",
            heading=self.t._("En händelse som inte går att läsa"),
            node="is-bad",
            record=self._row(at),
        )

    def _entry(
        self,
        at: datetime,
        heading: str,
        *,
        by_day: bool = False,
        node: str = "is-done",
        by: str = "",
        changes: tuple[Change, ...] = (),
        reason: str | None = None,
        remark: str = "",
        sealed: str = "",
        record: str = "",
        reads: bool = False,
    ) -> Entry:
        return Entry(
            iso=f"{local(at):%Y-%m-%d}" if by_day else f"{local(at):%Y-%m-%dT%H:%M}",
            day=self.t.short_day(local(at).date(), self.today),
            clock="" if by_day else self.t.clock(at),
            heading=heading,
            node=node,
            by=by,
            changes=changes,
            reason=reason,
            remark=remark.strip(),
            sealed=sealed,
            record=record,
            reads=reads,
        )

    def _by(self, event: ActivityRecorded | ActivityCorrected | ActivityWithdrawn) -> str:
        return f"{self.r.member(event.by)}, {organisation(self.t, event.organisation)}"

    def _reason(self, reason: Sealed | None, at: Recorded) -> str | None:
        if reason is None or reason.key in self.gone:
            return None if reason is None else ""
        return self.opens(reason, at, "reason") or ""

    def _seal(self, note: Sealed, gone: set[str]) -> str:
        if note.key in gone:
            return self.t._("Gallrad")
        return self.t.ngettext("Förseglad, %(n)s tecken", "Förseglad, %(n)s tecken", note.length)

    def _clock(self, handed: Handed) -> str:
        t = self.t
        if handed.device is None:
            return ""
        phone = t._("Telefon %(name)s.", name=str(handed.device)[-4:])
        if abs(handed.skew) < 5:
            return phone
        by = self._length(timedelta(seconds=abs(handed.skew)))
        late = t._("Klockan gick %(by)s efter.", by=by) if handed.skew < 0 else t._("Klockan gick %(by)s före.", by=by)
        return f"{phone} {late}"

    def _delay(self, handed: Handed, received_at: datetime, *, by_day: bool) -> str:
        if by_day or handed.device is None or received_at - handed.recorded_at < AT_ONCE:
            return ""
        written = handed.recorded_at
        day = self.t.short_day(local(written).date(), self.today)
        return self.t._("Skrevs på telefonen %(day)s %(clock)s.", day=day, clock=self.t.clock(written))

    def _rescue(self, handed: Handed) -> str:
        if handed.rescued_by is None:
            return ""
        return self.t._("Lämnades in från en räddningsfil av %(name)s.", name=self.r.member(handed.rescued_by))

    def _length(self, span: timedelta) -> str:
        seconds = round(span.total_seconds())
        if seconds < 120:
            return self.t.ngettext("%(n)s sekund", "%(n)s sekunder", seconds)
        if seconds < 7200:
            return self.t.ngettext("%(n)s minut", "%(n)s minuter", round(seconds / 60))
        return self.t.ngettext("%(n)s timme", "%(n)s timmar", round(seconds / 3600))

    def _row(self, at: Recorded) -> str:
        return self.t._("loggrad %(row)s, version %(version)s", row=self.t.number(at.position), version=at.version)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
