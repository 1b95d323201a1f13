"""The settings, read from the environment once. Every variable says what it is for, as does the README's table."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

PREFIX = "FALTLOGG_"
DATA = "data"  # beside where the server was started


class BadSetting(ValueError):
    """A variable has a value that cannot be used. The message names it and what is allowed; it quotes no secret."""


_Token = Annotated[str, Meta(min_length=16)]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs between installations. `Settings.read(os.environ)` fills in what is not given."""

    data: Annotated[Path, Meta(description="The folder for everything that is not given a place of its own.")]
    database: Annotated[
        str,
        Meta(description="The log: `sqlite:///path` or `postgresql://…`. Default: `log.sqlite` in the data folder."),
    ]
    keys: Annotated[
        str,
        Meta(
            description="The wrapped keys of the vault, backed up apart from the log: a database URL like the log's. "
            "Default: `keys.sqlite` in the data folder."
        ),
    ]
    erasures: Annotated[
        str,
        Meta(
            description="The list of erasures, kept apart from both backups: a database URL like the log's. "
            "Default: `erasures.sqlite` in the data folder."
        ),
    ]
    views: Annotated[
        str,
        Meta(
            description="The views, disposable and never backed up: a database URL like the log's. "
            "Default: `views.sqlite` in the data folder, or a schema of its own in the log's PostgreSQL."
        ),
    ]
    master_key_file: Annotated[
        Path,
        Meta(
            description="The file with the master key, readable by its owner only and made at the first start. "
            "Default: `master.key` in the data folder."
        ),
    ]
    host: Annotated[str, Meta(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port to listen on.")] = 8000
    base_url: Annotated[
        str,
        Meta(
            description="How people reach the server, without a path: `https://logg.example.se`. "
            "Default: `http://localhost` with the port; for commands that make links, the address last served from the "
            "data folder, unless the port is given."
        ),
    ]
    metrics_token: Annotated[
        _Token | None,
        Meta(
            description="With it, `/metrics` answers whoever sends it as a bearer token; without it, on loopback only. "
            "At least 16 characters."
        ),
    ] = None
    workers: Annotated[int, Meta(ge=1, le=64, description="How many server processes share the work.")] = 1
    threads: Annotated[int, Meta(ge=1, le=256, description="Threads per process that work on requests.")] = 16
    demonstration: Annotated[bool, Meta(description="`true` marks every page as a demonstration.")] = False
    smtp_host: Annotated[
        str | None, Meta(description="The mail server that `faltlogg digest` hands letters to; without it, none go.")
    ] = None
    smtp_port: Annotated[int, Meta(ge=1, le=65535, description="The mail server's port.")] = 587
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(description="`starttls`, `tls` (from the first byte) or `none`, for a mail server without a password."),
    ] = "starttls"
    smtp_user: Annotated[str | None, Meta(description="Who signs in to the mail server, where it wants that.")] = None
    smtp_password_file: Annotated[
        Path | None, Meta(description="The file whose first line is that user's password, readable by its owner only.")
    ] = None
    smtp_sender: Annotated[str | None, Meta(description="The address that letters come from.")] = None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of an environment. Raises BadSetting naming the variable."""
        given = {name: environment[variable(name)] for name in cls.__struct_fields__ if environment.get(variable(name))}
        data = Path(given.get("data", DATA)).absolute()
        values: dict[str, Any] = {
            "database": _file(data / "log.sqlite"),
            "keys": _file(data / "keys.sqlite"),
            "erasures": _file(data / "erasures.sqlite"),
            "master_key_file": str(data / "master.key"),
            **given,
            "data": str(data),
        }
        values.setdefault("views", _beside(values["database"], data))
        values.setdefault("base_url", f"http://localhost:{values.get('port', 8000)}")
        settings = _struct(values)
        for name in _DATABASES:
            _check_database(name, getattr(settings, name))
        _check_apart(settings)
        _check_base(settings.base_url)
        _check_mail(settings)
        return settings


_DATABASES = ("database", "keys", "erasures", "views")


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def described() -> list[tuple[str, str, str]]:
    """(variable, plain default or "", description) of every setting, in order: the rows of the README's table."""
    return [
        (variable(f.name), DATA if f.name == "data" else _plain(f.default), _description(f.type))
        for f in msgspec.structs.fields(Settings)
    ]


def table() -> str:
    """The README's table of settings, in Markdown: `python -c 'from backend.settings import table; print(table())'`."""
    rows = [f"| `{name}` | {f'`{default}`' if default else ''} | {told} |" for name, default, told in described()]
    return "\n".join(["| variable | default | what it is for |", "|---|---|---|", *rows])


def _plain(default: Any) -> str:
    if default is msgspec.NODEFAULT or default is None:
        return ""
    return str(default).lower() if isinstance(default, bool) else str(default)


def _description(type_: Any) -> str:
    return next(str(m.description) for m in type_.__metadata__ if m.description)


def _struct(values: dict[str, Any]) -> Settings:
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        said, _, path = str(error).rpartition(" - at `$.")
        name = path.rstrip("`")
        raise BadSetting(f"{variable(name)}: {_ONE_OF.get(name) or _PLAINLY.get(said, said)}") from None


_PLAINLY = {
    "Expected `int`, got `str`": "give a whole number",
    "Expected `bool`, got `str`": "give true or false",
    "Expected `str` of length >= 16": "give at least 16 characters",
}


_ONE_OF = {"smtp_security": "give starttls, tls or none"}


def _path(_: type, value: str) -> Path:
    """A path is the only kind of value that msgspec does not read by itself."""
    return Path(value).absolute()


def _file(path: Path) -> str:
    return f"sqlite:///{path}"


def _beside(database: str, data: Path) -> str:
    return _file(data / "views.sqlite") if database.startswith("sqlite:") else database


def _check_database(name: str, url: str) -> None:
    sqlite = url.startswith("sqlite:///") and len(url) > len("sqlite:///") and ":memory:" not in url
    if not sqlite and not url.startswith(("postgresql://", "postgres://")):
        raise BadSetting(f"{variable(name)}: give sqlite:///path/to/file or postgresql://user@host/name")


def _check_apart(settings: Settings) -> None:
    """A file each: one backup must not hold both a sealed text and its key."""
    seen: dict[Path, str] = {}
    for name in _DATABASES:
        url = getattr(settings, name)
        if url.startswith("sqlite:"):
            file = Path(url.removeprefix("sqlite:///")).resolve()
            if file in seen:
                raise BadSetting(f"{variable(name)}: give another file than {variable(seen[file])}")
            seen[file] = name


def _check_base(url: str) -> None:
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        raise BadSetting(f"{variable('base_url')}: give https://name or http://localhost:port, without a path")


def _check_mail(settings: Settings) -> None:
    """Everything that a letter needs, or nothing; and no password in clear."""
    if settings.smtp_host and not settings.smtp_sender:
        raise BadSetting(f"{variable('smtp_sender')}: give the address that letters come from")
    if settings.smtp_sender is not None and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", settings.smtp_sender):
        raise BadSetting(f"{variable('smtp_sender')}: give one address, as faltlogg@example.se")
    if settings.smtp_user and settings.smtp_password_file is None:
        raise BadSetting(f"{variable('smtp_password_file')}: give the file with that user's password")
    if settings.smtp_user and settings.smtp_security == "none":
        raise BadSetting(f"{variable('smtp_security')}: give starttls or tls where there is a password")
