"""`backup`, `restore`, `export`, `forget` and `adopt`: what a household does with its own data."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from recommenderr.cli.parser import Command
from recommenderr.errors import RecommenderrError, UsageError
from recommenderr.settings import Settings


def _backup(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household import backup

    summary = backup.back_up(settings, arguments.file)
    print(
        f"{arguments.file} holds {_content(summary.titles, summary.events, summary.server)} "
        f"({summary.size_bytes / 1e6:.1f} MB). Posters and artifacts are not in it, because they can be built again; "
        "neither are settings and secrets."
    )
    return 0


def _restore(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household import backup

    summary = backup.restore(settings, arguments.file)
    print(f"Brought back: {_content(summary.titles, summary.events, summary.server)}.")
    if summary.before is not None:
        print(f"What was there before is kept in {summary.before}.")
    print("The sidecar now builds from it; where none is running, run `recommenderr refresh`.")
    return 0


def _content(titles: int, events: int, server: str) -> str:
    return f"{titles:,} titles and {events:,} plays{f' of {server}' if server else ''}"


def _export(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household.export import export
    from recommenderr.recommender.service import Recommender

    recommender = Recommender(settings)
    exported = export(recommender, arguments.user, datetime.now(UTC))
    text = exported.as_csv() if arguments.format == "csv" else exported.as_json()
    if arguments.file is None:
        sys.stdout.write(text)
    else:
        _write(arguments.file, text)
    if exported.missing:
        print(exported.missing, file=sys.stderr)
    return 0


def _write(file: Path, text: str) -> None:
    """Into a new file, for its owner alone."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as target:
            target.write(text)
    except FileExistsError as err:
        raise RecommenderrError(f"{file} is there already and is not overwritten. Name another file.") from err
    except OSError as err:
        raise RecommenderrError(f"{file} cannot be written ({err.strerror}). Name another place.") from err


def _forget(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household import erasure
    from recommenderr.household.forgotten import forgotten_file

    if not arguments.yes:
        records = erasure.known(settings, arguments.user)
        name, number = records.person.name, records.person.account_id
        raise UsageError(
            f"This erases {name} (id {number}) for good: {_rows(records.rows)}, here and in {_copies(records.copies)} "
            f"of the database; later refreshes leave {name} out. "
            f"If that is meant, run: recommenderr forget {number} --yes"
        )
    records = erasure.forget(settings, arguments.user)
    print(
        f"{records.person.name} is forgotten: {_rows(records.rows)}, and what the artifacts, the log and "
        f"{_copies(records.copies)} of the database summary."
    )
    print(
        "Backups in other places still know this person; restoring one here erases them from it again. "
        "On another disk, where nothing remembers who was forgotten, it would bring them back: copy "
        f"{forgotten_file(settings.db_path)} there too, or forget them again."
    )
    return 0


def _adopt(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household import adoption

    if not arguments.yes:
        matches = adoption.matches(*adoption.preview(settings))
        raise UsageError(f"{matches} If that is meant, run: recommenderr adopt --yes")
    server, found = adoption.adopt(settings)
    print(
        f"The database belongs to {server.name} now, which has {found.watched_matched:,} of the {found.watched:,} "
        "watched titles. Run `recommenderr refresh`, or wait for the sidecar."
    )
    return 0


def _copies(count: int) -> str:
    return "1 copy" if count == 1 else f"{count} copies"


def _rows(rows: dict[str, int]) -> str:
    words = {"history": "plays", "states": "titles marked as watched", "presets": "presets", "accounts": "the name"}
    words |= {"access": "what they may see"}
    parts = [
        words[table] if table in ("access", "accounts") else f"{count:,} {words.get(table, table)}"
        for table, count in rows.items()
    ]
    return ", ".join(parts)


def _file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file for `backup`, that file for `restore`")


def _export_arguments(parser: ArgumentParser) -> None:
    _user(parser)
    parser.add_argument("--format", choices=("csv", "json"), default="json", help="one table, or one document (json)")
    parser.add_argument("--file", type=Path, metavar="FILE", help="a new file to write to (stdout)")


def _forget_arguments(parser: ArgumentParser) -> None:
    _user(parser)
    parser.add_argument("--yes", action="store_true", help="do it; without this it only says what would be erased")


def _adopt_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do it; without this it only says how many titles match")


def _user(parser: ArgumentParser) -> None:
    parser.add_argument("user", metavar="USER", help="a username, a display name or an account id (see: users)")


COMMANDS = (
    Command("backup", "write the whole database into one file, while everything runs", _backup, _file, quiet=True),
    Command("restore", "bring a backup back; what was there before is kept", _restore, _file, quiet=True),
    Command("export", "everything known of a person, to take along", _export, _export_arguments, quiet=True),
    Command("forget", "erase a person, and leave them out from now on", _forget, _forget_arguments, quiet=True),
    Command("adopt", "let a reinstalled server take over what is known", _adopt, _adopt_arguments, quiet=True),
)
