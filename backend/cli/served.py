"""Where this installation is reached, and how it is worked on: for commands given beside a running server.

The address that was last served is kept in the data folder, so that `invite` makes links that lead there.
"""

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from backend.settings import Settings, variable

_FILE = "address"
_TOLD_BY = ("base_url", "port")
_STORES = ("data", "database", "keys", "erasures", "views", "master_key_file")


def remember(settings: Settings) -> None:
    """From now on links lead to this address. A folder that cannot be written to is the server's to complain about."""
    with contextlib.suppress(OSError):
        (settings.data / _FILE).write_text(f"{settings.base_url}\n", encoding="utf-8")


def as_last_served(settings: Settings) -> Settings:
    """The settings with the address that was last served, unless the environment tells another."""
    if any(os.environ.get(variable(name)) for name in _TOLD_BY):
        return settings
    try:
        address = (settings.data / _FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return settings
    if not address.startswith(("http://", "https://")):
        return settings
    return msgspec.structs.replace(settings, base_url=address)


def command(*arguments: str) -> str:
    """The whole line that gives a command to this installation, from the folder that this one was given in."""
    return " ".join([*_environment(), _program(), *(shlex.quote(a) if " " in a else a for a in arguments)])


def _environment() -> Iterator[str]:
    for name in _STORES:
        if told := os.environ.get(variable(name)):
            shown = "…" if urlsplit(told).password else told  # no password on a screen
            yield f"{variable(name)}={shlex.quote(_near(shown)) if shown != '…' else shown}"


def _program() -> str:
    found = shutil.which("faltlogg")
    same = found is not None and Path(found).resolve() == Path(sys.argv[0]).resolve()
    return "faltlogg" if same else shlex.quote(_near(sys.argv[0]))


def _near(path: str) -> str:
    """A path below this folder from here."""
    with contextlib.suppress(ValueError):
        return str(Path(path).relative_to(Path.cwd()))
    return path
