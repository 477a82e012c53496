"""Who was forgotten, in a file next to the database: a backup that is restored, or copied back, cannot undo that."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

from recommenderr.errors import StoreError
from recommenderr.store import copies, erasure, people

FILE = "forgotten.json"


def forgotten_file(db_path: Path) -> Path:
    """The file of this database. It holds account ids and nothing else."""
    return db_path.with_name(FILE)


def remembered(db_path: Path) -> frozenset[int]:
    """The account ids in the file, none without it.

    Raises:
        StoreError: the file is there and cannot be read, so nobody knows who must stay erased.
    """
    file = forgotten_file(db_path)
    try:
        return frozenset(int(account_id) for account_id in json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, TypeError) as err:
        raise StoreError(
            f"{file}, which holds the ids of the people who were forgotten, cannot be read ({err}). Correct it, such as"
            " [101, 102], or remove it and forget them again."
        ) from err


def remember(db_path: Path, account_ids: Iterable[int]) -> None:
    """Adds account ids to the file, which is replaced in one step.

    Raises:
        StoreError: the file cannot be read or written.
    """
    known = remembered(db_path)
    wanted = known | frozenset(account_ids)
    if wanted == known:
        return
    file = forgotten_file(db_path)
    try:
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f".{FILE}-", delete=False) as new:
            new.write(json.dumps(sorted(wanted)) + "\n")
        copies.flush(Path(new.name))
        os.replace(new.name, file)  # noqa: PTH105 - a name, not a path
    except OSError as err:
        with contextlib.suppress(OSError, UnboundLocalError):
            Path(new.name).unlink(missing_ok=True)
        raise StoreError(f"{file} cannot be written ({err.strerror}). Let this user write there.") from err


def erase_remembered(conn: sqlite3.Connection, db_path: Path) -> int:
    """Erases whoever the file names and the store has not forgotten, as in an old copy; returns how many people."""
    again = remembered(db_path) - people.forgotten(conn)
    for account_id in sorted(again):
        erasure.erase(conn, account_id)
    return len(again)
