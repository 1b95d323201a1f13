"""The words that many pages share: states, organisations, roles, owners."""

from backend.domain.member import Role
from backend.domain.rule import Status
from backend.web.pages.tongue import Tongue

STATUSES: tuple[Status, ...] = ("met", "on-track", "behind", "missed", "ongoing", "reported", "unreported")
"""In the order the pages show them."""


def status_word(t: Tongue, status: str) -> str:
    """A state in one or two words."""
    return {
        "met": t._("Uppfyllt"),
        "on-track": t._("I fas"),
        "behind": t._("Efter"),
        "missed": t._("Missat"),
        "ongoing": t._("Pågår"),
        "reported": t._("Redovisat"),
        "unreported": t._("Ej redovisat"),
    }[status]


def organisation(t: Tongue, code: str) -> str:
    """`polisen`, `kommunen`, in running text."""
    return {"polisen": t._("polisen"), "kommunen": t._("kommunen")}.get(code, code)


def Organisation(t: Tongue, code: str) -> str:  # noqa: N802 - the same word, as it begins a sentence
    """`Polisen`, `Kommunen`, by itself."""
    return {"polisen": t._("Polisen"), "kommunen": t._("Kommunen")}.get(code, code)


def role(t: Tongue, role: Role) -> str:
    """What a role is called."""
    return {
        Role.FIELD: t._("i fält"),
        Role.LEAD: t._("gruppchef"),
        Role.MANAGEMENT: t._("ledning"),
        Role.COORDINATOR: t._("samordnare"),
        Role.AUDITOR: t._("granskare"),
        Role.ADMIN: t._("administratör"),
    }[role]


def stranger(t: Tongue, organisation_code: str) -> str:
    """A member of the other organisation, who is never named."""
    return t._("fältare, kommunen") if organisation_code == "kommunen" else t._("polis, polisen")


def right_word(t: Tongue, right: str) -> str:
    """By what right something is erased."""
    return {
        "names-somebody": t._("Det pekar ut en enskild"),
        "time-is-up": t._("Det behövs inte längre"),
        "mistake": t._("Det skulle inte ha skrivits"),
    }[right]


def text_word(t: Tongue, what: str, version: int) -> str:
    """A free text of an activity, in running text: what it is, and of which version."""
    return {
        "note": t._("anteckningen i version %(version)s", version=version),
        "correction": t._("skälet till rättelsen i version %(version)s", version=version),
        "withdrawal": t._("skälet till återtagandet"),
        "reading": t._("ett skäl att läsa anteckningen"),
    }[what]


def first_up(words: str) -> str:
    """A sentence's first letter as a capital, the rest untouched."""
    return words[:1].upper() + words[1:]


def short(text: str, longest: int = 150) -> str:
    """A pledge's words for the overview: whole, or cut between two words with an ellipsis."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"
