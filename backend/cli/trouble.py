"""What keeps a command from being done, in the words of the command line. Stores and settings tell it in English."""

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import click

from backend.house import Shut
from backend.log import Unavailable
from backend.log.copies import BadCopy
from backend.settings import BadSetting, Settings, variable
from backend.vault import Tampered
from projections.store import NotReady

OPENING = (ValueError, OSError, RuntimeError, Unavailable, Tampered)
"""What opening the stores raises."""
WORKING = (OSError, Unavailable, Tampered, BadCopy, NotReady)
"""What their owner can do something about later, too; anything else is a mistake of ours."""


@contextmanager
def in_words(*faults: type[Exception], settings: Settings | None = None) -> Iterator[None]:
    """End the command with words for any of these faults."""
    try:
        yield
    except faults as fault:
        raise click.ClickException(said(fault, settings)) from None


def said(fault: Exception, settings: Settings | None = None) -> str:
    """One sentence or two, in Swedish, for whoever runs the command."""
    match fault:
        case Shut() if settings is not None:
            return _shut(fault.setting, getattr(settings, fault.setting))
        case BadSetting():
            name, _, told = str(fault).partition(": ")
            return f"{name}: {_swedish(told)}"
        case NotReady():
            return "Vyerna byggs upp för första gången. Försök igen om en stund."
        case FileExistsError() if fault.errno is None:
            return _swedish(str(fault))
        case OSError() if fault.filename is not None:
            return f"{fault.filename}: {_OF_SYSTEM.get(fault.errno or 0, fault.strerror)}."
    return _swedish(str(fault))


def _shut(setting: str, url: str) -> str:
    name = variable(setting)
    if url.startswith("sqlite:"):
        return (
            f"Databasen {url.removeprefix('sqlite:///')} går inte att öppna. Ange en annan med {name}, eller laga den."
        )
    parts = urlsplit(url)
    where = f"{parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"  # without who and by what password
    return f"Databasen på {where} svarar inte. Se efter att den är igång, och att {name} är rätt."


def _swedish(told: str) -> str:
    return next((say(found) for how, say in _SAID if (found := re.fullmatch(how, told, re.DOTALL))), told)


_OF_SYSTEM = {
    errno.EACCES: "det är inte tillåtet",
    errno.EPERM: "det är inte tillåtet",
    errno.ENOENT: "finns inte",
    errno.EEXIST: "finns redan",
    errno.ENOTDIR: "är ingen mapp",
    errno.EISDIR: "är en mapp",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "går inte att skriva till",
}
_SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(.+) is there already", lambda m: f"{m[1]} finns redan. Ange en ny fil."),
    (
        r"the keys are kept apart from the log: .*",
        lambda _: "Nycklarna ska ligga åtskilda från loggen: ge dem en egen mapp.",
    ),
    (r"(.+) is no copy of a log: .*", lambda m: f"{m[1]} är ingen säkerhetskopia av en logg."),
    (r"(.+) is damaged: .*", lambda m: f"{m[1]} är skadad."),
    (r"(.+) is no backup of keys", lambda m: f"{m[1]} är ingen säkerhetskopia av nycklar."),
    (
        r"(.+) holds the master key, and others may read it: (.+)",
        lambda m: f"Andra kan läsa huvudnyckeln i {m[1]}. Kör: {m[2]}",
    ),
    (
        r"(.+) does not hold a master key \(64 hexadecimal digits\)",
        lambda m: f"Det står ingen huvudnyckel i {m[1]} (64 hexadecimala siffror).",
    ),
    (
        r"a key in the vault does not open under this master key",
        lambda _: f"Nycklarna hör till en annan huvudnyckel. Se {variable('master_key_file')} och {variable('keys')}.",
    ),
    (r"a key pair in the vault is of another kind", lambda _: "Ett nyckelpar i valvet är av en annan sort."),
    (r"a sealed text does not open where it stands", lambda _: "En förseglad text går inte att öppna där den står."),
    (
        r"POSTGRES_ENABLE_DB_FUNCTIONS is set: .*",
        lambda _: "POSTGRES_ENABLE_DB_FUNCTIONS är satt: då läser andra förbi händelser. Ta bort den ur miljön.",
    ),
    # Settings, after the name of the variable
    (r"give a whole number", lambda _: "ange ett heltal"),
    (r"give true or false", lambda _: "ange true eller false"),
    (r"give at least 16 characters", lambda _: "ange minst 16 tecken"),
    (r"Expected `int` >= (\d+)", lambda m: f"ange minst {m[1]}"),
    (r"Expected `int` <= (\d+)", lambda m: f"ange högst {m[1]}"),
    (r"give starttls, tls or none", lambda _: "ange starttls, tls eller none"),
    (r"give starttls or tls where there is a password", lambda _: "ange starttls eller tls där det finns ett lösenord"),
    (
        r"give sqlite:///path/to/file or postgresql://user@host/name",
        lambda _: "ange sqlite:///väg/till/filen eller postgresql://användare@värd/namn",
    ),
    (r"give another file than (.+)", lambda m: f"ange en annan fil än {m[1]}"),
    (
        r"give https://name or http://localhost:port, without a path",
        lambda _: "ange https://namn eller http://localhost:port, utan sökväg",
    ),
    (r"give the address that letters come from", lambda _: "ange adressen som breven kommer från"),
    (r"give one address, as (.+)", lambda m: f"ange en adress, som {m[1]}"),
    (r"give the file with that user's password", lambda _: "ange filen med den användarens lösenord"),
)
