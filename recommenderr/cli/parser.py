"""Which commands there are and which words each takes. Importing this loads nothing that a command needs to work."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass

from recommenderr import __version__
from recommenderr.errors import SettingsError
from recommenderr.settings import Settings

MAX_K = 1000

EPILOG = """\
Settings come from environment variables, NAME_FILE secrets or a .env file; README.md lists them.
Exit status: 0 done, 1 it failed, 2 wrong use."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, what it does in one line, its words, and the function that does it.

    `quiet` keeps stderr free of everything below a warning; `shows_library` says that the demo must be named as such;
    `settings_failed` says what else to do than to fail when a setting cannot be used.
    """

    name: str
    help: str
    run: Callable[[Settings, Namespace], int]
    arguments: Callable[[ArgumentParser], None] = lambda parser: None
    quiet: bool = False
    shows_library: bool = True
    settings_failed: Callable[[SettingsError], int] | None = None


class _Help(RawDescriptionHelpFormatter):
    """Leaves the epilog's lines as they are, and room for the longest command's name."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=16)
        self._action_max_length = 13  # argparse forgets that commands are indented once more than options


def commands() -> tuple[Command, ...]:
    """Every command, in the order of the documentation."""
    from recommenderr.cli.commands import access, data, evaluate, recommend, refresh, status, titles

    parts = (refresh, recommend, titles, evaluate, status, access, data)
    return tuple(command for part in parts for command in part.COMMANDS)


def build_parser() -> ArgumentParser:
    """The parser of the whole command line; the parsed `command` is a `Command`."""
    parser = ArgumentParser(
        prog="recommenderr",
        description="What do we watch tonight? An explained recommender for a Plex household.",
        epilog=EPILOG,
        formatter_class=_Help,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"recommenderr {__version__}")
    family = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in commands():
        child = family.add_parser(command.name, help=command.help, description=command.help, allow_abbrev=False)
        command.arguments(child)
        child.set_defaults(command=command)
    return parser


def add_output(parser: ArgumentParser, jsonl: str = "") -> None:
    """Adds `--output text|json`; with `jsonl`, which says what a line is, that as well."""
    choices = ("text", "json", "jsonl") if jsonl else ("text", "json")
    text = f"text for people, one JSON document, or {jsonl}" if jsonl else "text for people, or one JSON document"
    parser.add_argument("--output", choices=choices, default="text", help=text)


def add_length(parser: ArgumentParser) -> None:
    """Adds `--k N`."""
    parser.add_argument("--k", type=list_length, default=10, metavar="N", help="how many titles, 1 to 1000 (10)")


def list_length(text: str) -> int:
    """Reads `--k`: a whole number from 1 to 1000."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MAX_K:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MAX_K}")
    return int(text)
