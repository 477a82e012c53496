"""Named slider positions of a person, and which of them apply by default."""

from __future__ import annotations

import json
import sqlite3

from recommenderr.errors import UsageError
from recommenderr.records import Preset, PresetValues
from recommenderr.store.sql import transaction
from recommenderr.text import normalize_name

MAX_NAME_LENGTH = 60


def save(conn: sqlite3.Connection, account_id: int, name: str, values: PresetValues) -> str:
    """Saves the values under this name, replacing a preset of that name; returns the name as it is stored.

    Raises:
        UsageError: the name is empty or too long, or a value is not a number.
    """
    name = _checked(name)
    try:
        text = json.dumps(dict(values), allow_nan=False, sort_keys=True)
    except ValueError as err:
        raise UsageError(f"The preset {name!r} has a value that is not a number. Set every slider again.") from err
    conn.execute(
        "INSERT INTO presets (account_id, name, folded, settings) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (account_id, folded) DO UPDATE SET name = excluded.name, settings = excluded.settings",
        (account_id, name, normalize_name(name), text),
    )
    return name


def rename(conn: sqlite3.Connection, account_id: int, name: str, new_name: str) -> str:
    """Gives a preset another name; it stays the default if it was. Returns the name as it is stored.

    Raises:
        UsageError: there is no preset of the old name, or one of the new name already.
    """
    new_name = _checked(new_name)
    try:
        renamed = conn.execute(
            "UPDATE presets SET name = ?, folded = ? WHERE account_id = ? AND folded = ?",
            (new_name, normalize_name(new_name), account_id, normalize_name(name)),
        ).rowcount
    except sqlite3.IntegrityError as err:
        raise UsageError(f"There is a preset {new_name!r} already. Choose another name, or delete that one.") from err
    if not renamed:
        raise _missing(name)
    return new_name


def delete(conn: sqlite3.Connection, account_id: int, name: str) -> None:
    """Takes a preset away.

    Raises:
        UsageError: there is none of this name.
    """
    removed = conn.execute(
        "DELETE FROM presets WHERE account_id = ? AND folded = ?", (account_id, normalize_name(name))
    )
    if not removed.rowcount:
        raise _missing(name)


def set_default(conn: sqlite3.Connection, account_id: int, name: str | None) -> None:
    """Makes this preset the default; None: none of them.

    Raises:
        UsageError: there is none of this name.
    """
    with transaction(conn):
        conn.execute("UPDATE presets SET is_default = 0 WHERE account_id = ?", (account_id,))
        if name is None:
            return
        chosen = conn.execute(
            "UPDATE presets SET is_default = 1 WHERE account_id = ? AND folded = ?", (account_id, normalize_name(name))
        )
        if not chosen.rowcount:
            raise _missing(name)


def default(conn: sqlite3.Connection, account_id: int) -> PresetValues | None:
    """The values of this person's default preset, None where there is none."""
    return next((preset.values for preset in list(conn, account_id) if preset.is_default), None)


def list(conn: sqlite3.Connection, account_id: int) -> tuple[Preset, ...]:
    """This person's presets by name."""
    rows = conn.execute(
        "SELECT name, settings, is_default FROM presets WHERE account_id = ? ORDER BY folded", (account_id,)
    )
    return tuple(Preset(name, json.loads(values), bool(is_default)) for name, values, is_default in rows)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME_LENGTH:
        raise UsageError(f"A preset's name has 1 to {MAX_NAME_LENGTH} characters. Choose another name.")
    return name


def _missing(name: str) -> UsageError:
    return UsageError(f"There is no preset {name!r}. It may have been renamed or deleted; look at the list again.")
