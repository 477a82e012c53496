from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from recommenderr.errors import UsageError
from recommenderr.records import Account, Preset
from recommenderr.store import presets
from tests.factories.records import ANA, refill


@pytest.fixture(autouse=True)
def people(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, Account(2, "Bo", "bo", "home")])


def names(conn: sqlite3.Connection, account_id: int = 1) -> list[str]:
    return [preset.name for preset in presets.list(conn, account_id)]


def test_a_preset_comes_back_as_it_was_saved(conn: sqlite3.Connection) -> None:
    presets.save(conn, 1, "  Friday  night ", {"w_text": 0.5, "scoring": "classic"})
    assert presets.list(conn, 1) == (Preset("Friday night", {"w_text": 0.5, "scoring": "classic"}, is_default=False),)
    assert presets.list(conn, 2) == ()


def test_saving_again_replaces_and_case_makes_no_difference(conn: sqlite3.Connection) -> None:
    presets.save(conn, 1, "Friday", {"w_text": 0.5})
    presets.set_default(conn, 1, "Friday")
    presets.save(conn, 1, "FRIDAY", {"w_text": 2.0})
    assert presets.list(conn, 1) == (Preset("FRIDAY", {"w_text": 2.0}, is_default=True),)


def test_habits_of_typing_make_no_difference(conn: sqlite3.Connection) -> None:
    presets.save(conn, 1, "Ana’s  Café", {"w_text": 0.5})
    presets.set_default(conn, 1, "ana's cafe")
    presets.delete(conn, 1, "ANA´S CAFÉ")
    assert presets.list(conn, 1) == ()


def test_one_preset_of_a_person_is_the_default(conn: sqlite3.Connection) -> None:
    for account_id, name in ((1, "a"), (1, "b"), (2, "a")):
        presets.save(conn, account_id, name, {name: float(account_id)})
        presets.set_default(conn, account_id, name)
    assert (presets.default(conn, 1), presets.default(conn, 2)) == ({"b": 1.0}, {"a": 2.0})
    presets.set_default(conn, 1, None)
    assert (presets.default(conn, 1), presets.default(conn, 2)) == (None, {"a": 2.0})


def test_renaming_keeps_values_and_default(conn: sqlite3.Connection) -> None:
    presets.save(conn, 1, "a", {"x": 1.0})
    presets.set_default(conn, 1, "a")
    presets.rename(conn, 1, "A", "Z")
    assert presets.list(conn, 1) == (Preset("Z", {"x": 1.0}, is_default=True),)
    presets.rename(conn, 1, "Z", "z")
    assert names(conn) == ["z"]


def test_a_preset_can_be_deleted(conn: sqlite3.Connection) -> None:
    for name in ("b", "a"):
        presets.save(conn, 1, name, {})
    assert names(conn) == ["a", "b"]
    presets.delete(conn, 1, "A")
    assert names(conn) == ["b"]


def test_a_name_that_is_taken_is_refused(conn: sqlite3.Connection) -> None:
    for name in ("a", "b"):
        presets.save(conn, 1, name, {})
    with pytest.raises(UsageError, match="'B' already"):
        presets.rename(conn, 1, "a", "B")
    assert names(conn) == ["a", "b"]


@pytest.mark.parametrize(
    "act",
    [
        lambda conn: presets.rename(conn, 1, "none", "other"),
        lambda conn: presets.delete(conn, 1, "none"),
        lambda conn: presets.set_default(conn, 1, "none"),
    ],
)
def test_a_preset_that_is_not_there_is_named(
    conn: sqlite3.Connection, act: Callable[[sqlite3.Connection], None]
) -> None:
    presets.save(conn, 1, "kept", {})
    presets.set_default(conn, 1, "kept")
    with pytest.raises(UsageError, match="no preset 'none'"):
        act(conn)
    assert presets.default(conn, 1) == {}


@pytest.mark.parametrize(("name", "value"), [("", 1.0), ("  ", 1.0), ("x" * 61, 1.0), ("nan", float("nan"))])
def test_names_and_values_are_checked(conn: sqlite3.Connection, name: str, value: float) -> None:
    with pytest.raises(UsageError):
        presets.save(conn, 1, name, {"w": value})
    assert names(conn) == []
