"""Why something was not taken in. Codes are stable; the words may be mended."""

import re
from datetime import date, datetime
from typing import Any

from backend.domain.calendar import YEARS, may_be, may_be_at
from backend.domain.words import Label

REFUSALS: dict[str, Label] = {
    "malformed": Label("Brevet går inte att läsa: {detail}", "The letter cannot be read: {detail}"),
    "unknown-field": Label("Fältet {field} finns inte.", "There is no field {field}."),
    "missing": Label("Fältet {field} saknas.", "The field {field} is missing."),
    "not-allowed": Label("Fältet {field} används inte för {kind}.", "The field {field} is not used for {kind}."),
    "unknown-kind": Label("Insatstypen finns inte hos er.", "There is no such kind of activity here."),
    "not-your-kind": Label(
        "Den här insatstypen registreras inte av din organisation.", "Your organisation does not record this kind."
    ),
    "unknown-code": Label("Koden för {text} finns inte i listan.", "The code for {text} is not in the list."),
    "out-of-range": Label(
        "Värdet i {field} är utanför det tillåtna{detail}.", "The value in {field} is out of range{detail}."
    ),
    "too-long": Label("Texten i {text} är för lång.", "The text in {text} is too long."),
    "bad-text": Label(
        "Texten i {text} innehåller tecken som inte går att spara.", "The text in {text} cannot be stored."
    ),
    "personal-number": Label(
        "Texten i {text} innehåller ett personnummer. Ta bort det och försök igen.",
        "The text in {text} contains a personal identity number. Remove it and try again.",
    ),
    "confirm": Label(
        "Texten i {text} ser ut att innehålla {findings}. Ta bort det, eller bekräfta att det ska stå kvar.",
        "The text in {text} seems to contain {findings}. Remove it, or confirm that it is to stay.",
    ),
    "stale": Label(
        "Insatsen har ändrats sedan du såg den. Läs den nya och rätta igen.",
        "The activity has changed since you saw it. Read the new one and correct again.",
    ),
    "not-yours": Label(
        "Bara den som registrerade, deltog eller leder kan ändra.",
        "Only the recorder, their crew or their lead may change it.",
    ),
    "about-a-person": Label(
        "En insats som rör en person kan inte rättas till en annan sort, och ingen annan sort till en sådan: "
        "spåret skulle visa plats och klockslag bredvid den. Återta insatsen och registrera den på nytt.",
        "An activity about a person cannot be corrected into another kind, nor another kind into one: the trail would "
        "show place and hour beside it. Withdraw the activity and record it anew.",
    ),
    "withdrawn": Label("Insatsen är återtagen.", "The activity has been withdrawn."),
    "already-recorded": Label(
        "Insatsen finns redan med annat innehåll.", "The activity exists already with other content."
    ),
    "command-reused": Label(
        "Samma kommando har redan lämnats in med annat innehåll.",
        "The same command was handed in before with other content.",
    ),
    "unknown-activity": Label("Insatsen har inte kommit in än.", "The activity has not arrived yet."),
    "other-member": Label(
        "Telefonens kö hör till en annan medlem.", "The queue on this phone belongs to another member."
    ),
    "not-owner": Label("Bara åtagandets ägare kan redovisa det.", "Only an owner of the commitment may report on it."),
    "unknown-member": Label("Medlemmen finns inte.", "There is no such member."),
    "member-elsewhere": Label(
        "Personen är medlem också i en annan samverkan. Be den som sköter servern om en länk.",
        "The person is a member of another partnership too. Ask whoever runs the server for a link.",
    ),
    "yourself": Label(
        "Du kan inte ta bort din egen behörighet. Be en kollega.", "You cannot remove your own rights. Ask a colleague."
    ),
    "unknown-pledge": Label("Löftet finns inte.", "There is no such pledge."),
    "unknown-commitment": Label("Åtagandet finns inte.", "There is no such commitment."),
    "unknown-rule": Label(
        "Åtagandet har inte den regeln. Dess regler, räknade från 0: {detail}.",
        "The commitment has no such rule. Its rules, counted from 0: {detail}.",
    ),
    "unknown-step": Label("Steget finns inte.", "There is no such step."),
    "reported-step": Label(
        "Steg som är redovisade står inte kvar: {detail}. Det som redovisats på dem räknas då inte längre. "
        "Behåll deras koder, eller nämn dem i dropped.",
        "Steps that have been reported are left out: {detail}. What was reported on them would count no longer. Keep "
        "their codes, or name them in dropped.",
    ),
    "not-a-gap": Label(
        "Perioden är ingen lucka: det som lovades är gjort.", "The period is no gap: what was promised is done."
    ),
    "day-ahead": Label("Den dagen har inte varit än.", "That day has not been yet."),
    "day-long-before": Label(
        "Dagen ligger mer än ett år före löftets första dag. Kontrollera årtalet.",
        "The day is more than a year before the pledge's first day. Check the year.",
    ),
    "unknown-period": Label("Perioden finns inte i löftet.", "There is no such period in the pledge."),
    "week-ahead": Label(
        "Veckan ligger för långt fram: det går till och med nästa vecka.",
        "The week lies too far ahead: next week is the last that may be named.",
    ),
    "week-before": Label("Veckan ligger före ert första löfte.", "The week lies before your first pledge."),
    "not-this-rule": Label("Åtagandet redovisas inte så.", "The commitment is not reported that way."),
    "not-ended": Label("Perioden är inte slut.", "The period has not ended."),
    "frozen": Label(
        "Lägesbilden är redan fryst med annat innehåll.", "The situation is already frozen with other content."
    ),
    "not-your-text": Label(
        "Det skrevs av den andra organisationen. Be dem gallra det.",
        "It was written by the other organisation. Ask them to erase it.",
    ),
    "unknown-decision": Label("Beslutet finns inte.", "There is no such decision."),
    "not-one-visit": Label(
        "De två insatserna kan inte vara samma besök.", "The two activities cannot be one and the same visit."
    ),
    "unknown-gap": Label("Luckan finns inte längre.", "There is no such gap any more."),
    "unknown-account": Label("Redovisningen finns inte.", "There is no such account."),
    "other-version": Label(
        "Det är en annan version än den du såg. Läs den och försök igen.",
        "It is another version than the one you saw. Read it and try again.",
    ),
    "not-approved": Label(
        "Båda organisationerna måste ha godkänt redovisningen först.",
        "Both organisations must have approved the account first.",
    ),
    "internal": Label(
        "Underlaget till fredagsmötet är internt och publiceras inte: "
        "det säger var polisen kommer att vara och hur ofta platser får besök.",
        "The paper for the Friday meeting is internal and is not published: "
        "it tells where police will be and how often places are visited.",
    ),
    "unanswered": Label(
        "Årets redovisning behöver svar på alla frågor först.",
        "The account of a year needs an answer to every question first.",
    ),
    "unknown-evidence": Label(
        "Underlaget finns inte, eller så är det gallrat.", "There is no such evidence, or it has been erased."
    ),
    "https-only": Label("En adress måste börja med https://.", "An address must begin with https://."),
    "file-too-large": Label("Filen är för stor: högst 5 MB.", "The file is too large: 5 MB at most."),
    "not-a-document": Label(
        "Filen är varken en PDF eller en bild (JPEG, PNG eller WebP), eller så är den skadad.",
        "The file is neither a PDF nor a picture (JPEG, PNG or WebP), or it is damaged.",
    ),
    "runs": Label(
        "PDF:en innehåller något som körs eller andra filer. Skriv ut den till en ny PDF och lämna in den.",
        "The PDF holds something that runs, or other files. Print it to a new PDF and hand that in.",
    ),
    "not-a-rescue": Label(
        "Det är ingen räddningsfil från fältappen, eller den är skadad.",
        "It is no rescue file from the field app, or it is damaged.",
    ),
    "rescue-sealed": Label(
        "Räddningsfilen går inte att öppna: den är ändrad, eller gjord för en annan nyckel än er organisations.",
        "The rescue file cannot be opened: it was changed, or made for another key than your organisation's.",
    ),
    "unnamed": Label("Skriv ett namn.", "Write a name."),
    "name-taken": Label(
        "Det finns redan en plats som heter så. Välj ett annat namn, eller slå ihop de två.",
        "There is a place with that name already. Choose another name, or merge the two.",
    ),
    "name-gone": Label(
        "En plats som inte används längre heter så. Ta den i bruk igen, eller välj ett annat namn.",
        "A place no longer in use has that name. Take it into use again, or choose another name.",
    ),
    "zone-taken": Label("Det finns redan ett område som heter så.", "There is an area with that name already."),
    "unknown-place": Label("Platsen finns inte.", "There is no such place."),
    "unknown-zone": Label("Området finns inte.", "There is no such area."),
    "same-place": Label(
        "Det är samma plats. Välj en annan att slå ihop den med.", "It is the same place. Choose another to merge with."
    ),
    "merged-place": Label(
        "Platsen är redan ihopslagen med en annan. Gör den till en egen plats först.",
        "The place is merged with another already. Make it a place of its own first.",
    ),
    "gone-place": Label(
        "Den platsen används inte längre. Välj en som används.", "That place is no longer in use. Choose one that is."
    ),
    "unreadable-point": Label(
        "Läget går inte att läsa. Skriv latitud och longitud, som 57.75, 16.64.",
        "The position cannot be read. Write latitude and longitude, like 57.75, 16.64.",
    ),
    "outside-sweden": Label(
        "Läget ligger utanför Sverige. Skriv latituden först, som 57.75, 16.64.",
        "The position lies outside Sweden. Write the latitude first, like 57.75, 16.64.",
    ),
    "far-away": Label(
        "Läget ligger {detail} km utanför området med de andra platserna. Rätta det, eller säg att det stämmer.",
        "The position lies {detail} km outside the area of the other places. Correct it, or say that it is right.",
    ),
    "conflict": Label(
        "Koden {field} finns redan med annat innehåll.", "The code {field} exists already with other content."
    ),
}

TEXTS: dict[str, Label] = {
    "report.note": Label("anteckningen", "the note"),
    "reason": Label("skälet", "the reason"),
    "name": Label("namnet", "the name"),
    "decisions": Label("besluten", "the decisions"),
    "what": Label("beslutet", "the decision"),
    "function": Label("funktionen", "the function"),
    "place": Label("platsen", "the place"),
    "zone": Label("området", "the area"),
    "owner": Label("den som ansvarar", "who is responsible"),
    "week": Label("veckan", "the week"),
    "text": Label("texten", "the text"),
    "member": Label("kollegan", "the colleague"),
}
"""What whoever wrote a text calls it; others go by their path."""

_WALK = Label(
    "Platserna är fler än 100, eller har tillsammans fler minuter än insatsen i allt (högst 1440). Rätta minuterna.",
    "The places are more than 100, or have more minutes together than the activity in all (1440 at most). Mend them.",
)
ASKED: dict[str, Label] = {
    "report.occurred_at": Label("När", "When"),
    "report.minutes": Label("Hur länge", "How long"),
    "report.place": Label("Plats", "Place"),
    "report.stops": Label("Platser i ordning", "Places in order"),
    "report.zone": Label("Område", "Area"),
    "report.joint": Label("Tillsammans med", "Together with"),
    "report.crew": Label("Kollegor", "Colleagues"),
    "report.problem": Label("Problembild", "Problem"),
    "report.actions": Label("Vad gjorde ni?", "What did you do?"),
    "report.people": Label("Antal personer", "Number of people"),
    "report.note": Label("Anteckning", "Note"),
}
"""What the form on the phone asks for, in its own words: whoever filled it in knows no paths."""

_OF_FORM: dict[str, Label] = {
    "missing": Label("Fyll i {field}.", "Fill in {field}."),
    "unknown-code": Label(
        "Det som är valt under {field} finns inte i listan. Välj något annat.",
        "What is chosen under {field} is not in the list. Choose something else.",
    ),
    "out-of-range": Label(
        "Det som står under {field} är utanför det tillåtna.", "What stands under {field} is out of range."
    ),
    "not-allowed": Label("{field} används inte för {kind}.", "{field} is not used for {kind}."),
}
"""What a refusal says of what the form asks for."""

_QUOTED = Label("”{}”", "“{}”")
_WITHIN = re.compile(r"\[.*")

_OF_FIELD: dict[tuple[str, str], Label] = {
    ("out-of-range", "report.stops"): _WALK,
    ("out-of-range", "stops"): _WALK,
    ("personal-number", "report.note"): Label(
        "Texten i anteckningen innehåller ett personnummer. Ta bort det, så skickas insatsen igen.",
        "The text in the note contains a personal identity number. Remove it and it will be sent again.",
    ),
    ("out-of-range", "report.occurred_at"): Label(
        f"Tiden då insatsen gjordes ligger utanför åren {YEARS}. Rätta den, så skickas insatsen igen.",
        f"The time when it was done lies outside the years {YEARS}. Correct it and it will be sent again.",
    ),
    ("unknown-period", "week"): Label(
        "Det finns ingen sådan vecka. En vecka skrivs som 2026-W19.",
        "There is no such week. A week is written like 2026-W19.",
    ),
}
"""What a refusal says where the field makes it another matter."""

FINDINGS: dict[str, Label] = {
    "number": Label("ett nummer som liknar ett personnummer", "a number much like a personal identity number"),
    "phone": Label("ett telefonnummer", "a phone number"),
    "email": Label("en e-postadress", "an e-mail address"),
    "plate": Label("ett registreringsnummer", "a registration plate"),
    "name": Label("ett namn", "a name"),
}
"""What `confirm` asks about, in words: the findings of citizen.py."""

_AND = Label(" och ", " and ")


def check_day(day: date | None, field: str) -> None:
    """Refused (`out-of-range`) for a day that nobody can mean; None is no day."""
    if day is not None and not may_be(day):
        raise Refused("out-of-range", field, detail=f" ({YEARS})")


def check_moment(moment: datetime, field: str) -> None:
    """The same of a moment."""
    if not may_be_at(moment):
        raise Refused("out-of-range", field, detail=f" ({YEARS})")


class Refused(Exception):
    """The answer is no. `field` is a path into what was handed in; `detail` never holds anybody's free text."""

    def __init__(self, code: str, field: str | None = None, **detail: Any) -> None:
        if code not in REFUSALS:
            raise KeyError(code)
        super().__init__(code, field)
        self.code, self.field, self.detail = code, field, detail

    @property
    def findings(self) -> tuple[str, ...]:
        """What `confirm` asks about: to be handed in as `confirmed` by whoever lets it stand."""
        return tuple(self.detail.get("findings", ()))

    def message(self, language: str = "sv") -> str:
        """Say it to a person, in Swedish or English."""
        *most, last = [FINDINGS[finding][language] for finding in self.findings] or [""]
        found = f"{', '.join(most)}{_AND[language]}{last}" if most else last
        field = self.field or ""
        asked = self._asked()
        said = _OF_FIELD.get((self.code, field)) or (asked and _OF_FORM.get(self.code)) or REFUSALS[self.code]
        if asked:
            field = _QUOTED[language].format(asked[language])
        text = TEXTS[self.field][language] if self.field in TEXTS else field
        words = {"text": text, "kind": "", "detail": "", **self.detail, "field": field, "findings": found}
        return said[language].format(**words)

    def _asked(self) -> Label | None:
        """What the form calls the field: by the catalogue, where a kind asks a question of its own."""
        named: Label | None = self.detail.get("asked")
        return named or ASKED.get(_WITHIN.sub("", self.field or ""))


class Later(Exception):
    """Not yet: what this builds on has not arrived. The phone keeps the letter."""

    def __init__(self, code: str = "unknown-activity") -> None:
        super().__init__(code)
        self.code = code
