"""The frames that Click puts around our own words, in Swedish like those: usage, headings, what an option lacks.

Click looks its texts up with gettext, which reads compiled files alone. A text that is not here stays as Click has it.
"""

from typing import Any

from click import core, decorators, exceptions, formatting, parser, types
from click.core import Argument, Command, Context, Group, Parameter

_ONE = {
    "Aborted!": "Avbrutet.",
    "Options": "Val",
    "Positional arguments": "Argument",
    "Commands": "Kommandon",
    "Usage:": "Så här:",
    "Missing command.": "Ange ett kommando.",
    "Error: {message}": "Fel: {message}",
    "Try '{command} {option}' for help.": "Skriv '{command} {option}' för hjälp.",
    "Invalid value: {message}": "Värdet går inte att använda: {message}",
    "Invalid value for {param_hint}: {message}": "Värdet för {param_hint} går inte att använda: {message}",
    "Missing argument": "Ange argumentet",
    "Missing option": "Ange valet",
    "Missing parameter": "Ange",
    "No such option {name!r}.": "Valet {name!r} finns inte.",
    "No such command {name!r}.": "Kommandot {name!r} finns inte.",
    "Could not open file {filename!r}: {message}": "Filen {filename!r} går inte att öppna: {message}",
    "Show the version and exit.": "Visa versionen.",
    "Show this message and exit.": "Visa den här hjälpen.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "Choose from:\n\t{choices}": "Välj bland:\n\t{choices}",
    "default: {default}": "annars: {default}",
    "required": "måste anges",
    "{value!r} is not a valid {number_type}.": "{value!r} är inget heltal.",
    "{value} is not in the range {range}.": "{value} ligger inte inom {range}.",
    "file": "filen",
    "directory": "mappen",
    "path": "sökvägen",
    "{name} {filename!r} does not exist.": "{name} {filename!r} finns inte.",
    "{name} {filename!r} is a file.": "{name} {filename!r} är en fil.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} är en mapp.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} går inte att läsa.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} går inte att skriva till.",
    "Argument {name!r} takes {nargs} values.": "Argumentet {name!r} tar {nargs} värden.",
    "Option {name!r} does not take a value.": "Valet {name!r} tar inget värde.",
}
_SEVERAL = {
    "Got unexpected extra argument ({args})": (
        "Det här argumentet är ett för mycket: {args}",
        "De här argumenten är för många: {args}",
    ),
    "Did you mean {possibility}?": ("Menade du {possibility}?", "(Menade du någon av {possibilities}?)"),
    "{value!r} is not {choice}.": ("{value!r} är inte {choice}.", "{value!r} är ingen av {choices}."),
    "{value!r} does not match the format {format}.": (
        "{value!r} är ingen dag som 2026-06-30.",
        "{value!r} är ingen dag som 2026-06-30.",
    ),
    "Option {name!r} requires an argument.": ("Valet {name!r} behöver ett värde.", "Valet {name!r} behöver {nargs}."),
}


def _said(words: str) -> str:
    return _ONE.get(words, words)


def _counted(one: str, many: str, n: int) -> str:
    single, several = _SEVERAL.get(one, (one, many))
    return single if n == 1 else several


def speak() -> None:
    """From now on, in this process."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        for name, says in (("_", _said), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, says)
    types.ParamType.get_missing_message = _missing  # type: ignore[method-assign, assignment]


def _missing(_type: Any, param: Parameter, ctx: Context | None) -> str | None:
    """What to write where something is left out; a choice lists its own words."""
    return getattr(param, "help", None)


_VALUES = (
    (types.Path, "FIL"),
    (types.DateTime, "ÅÅÅÅ-MM-DD"),
    (types.IntRange, "TAL"),
)
"""What stands for a value in a line of help; a text is a TEXT and a choice its words."""


def name_parts(command: Command) -> None:
    """The same for what stands in a usage line, of a command and all below it."""
    command.options_metavar = "[VAL]"
    for param in command.params:
        name = next((name for type_, name in _VALUES if isinstance(param.type, type_)), None)
        if name and param.metavar is None:
            param.metavar = f"[{name}]" if isinstance(param, Argument) and not param.required else name
    if isinstance(command, Group):
        command.subcommand_metavar = "KOMMANDO [ARGUMENT]..."
        for one in command.commands.values():
            name_parts(one)
