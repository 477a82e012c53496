"""Copies of a whole store: those kept next to it before a migration, and the files of backups."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from recommenderr.errors import StoreError

KEPT_COPIES = 3
"""How many copies are kept next to the store."""


def copies(path: Path) -> list[Path]:
    """The copies of this store next to it, oldest first."""
    files = _siblings(path, f"{path.name}.v")
    return sorted((file for file in files if file.suffix == ".bak"), key=lambda file: file.name.rsplit("-", 1)[-1])


def strays(path: Path) -> list[Path]:
    """Other files that may hold rows of this store: damaged files set aside, and interrupted restores."""
    return sorted(_siblings(path, f"{path.name}.damaged-") + _siblings(path, f"{path.name}.restoring-"))


def _siblings(path: Path, start: str) -> list[Path]:
    try:
        return [file for file in path.parent.iterdir() if file.name.startswith(start)]
    except OSError:
        return []


def keep_copy(conn: sqlite3.Connection, path: Path, version: int, *, spare: Path | None = None) -> Path:
    """Copies the store, whose tables are of this version, next to itself; the last three copies are kept.

    `spare` is kept in any case.

    Raises:
        StoreError: the copy cannot be written.
    """
    copy = path.with_name(f"{path.name}.v{version}-{timestamp()}.bak")
    write_copy(conn, copy)
    # The one just made stays, even if a clock that was not set yet makes it look like the oldest.
    for old in [other for other in copies(path) if other != copy][: 1 - KEPT_COPIES]:
        if spare is None or not old.samefile(spare):
            old.unlink(missing_ok=True)
    return copy


def write_copy(conn: sqlite3.Connection, target: Path) -> None:
    """Writes the committed state of the store into a new file that only its owner can read. Blocks nobody.

    The copy holds the rows and nothing else: not what was deleted before, and no second file.

    Raises:
        StoreError: the file is there already, or cannot be written.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as err:
        raise StoreError(f"{target} is there already and is not overwritten. Name another file.") from err
    except OSError as err:
        raise StoreError(
            f"{target} cannot be written ({err.strerror}). Name a folder that this user may write to."
        ) from err
    try:
        conn.execute("VACUUM INTO ?", (str(target.absolute()),))
        flush(target)
    except BaseException as err:
        target.unlink(missing_ok=True)
        if isinstance(err, sqlite3.OperationalError):
            raise StoreError(f"The copy {target} cannot be written ({err}). Check the disk that holds it.") from err
        raise


def flush(file: Path) -> None:
    """Forces a file to disk before anything relies on it."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def timestamp() -> str:
    """The time as it stands in the name of a copy: sortable, and different at each call."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
