"""A person is taken out of the store: rows, mentions, and free pages of the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from recommenderr.records import Account
from recommenderr.store import people, refreshes
from recommenderr.store.erasure import erase, mentions_of, rows_of
from tests.factories.records import ANA, at, film, refill, seen

QUILLON = Account(2, "Quillon", "quill", "home")


@pytest.fixture
def household(conn: sqlite3.Connection) -> sqlite3.Connection:
    history = [
        seen("1", "Dune", at(0), item_id="1001", account_id=1),
        seen("2", "Dune", at(0), item_id="1001", account_id=2),
        seen("3", "Dune", at(9_000), item_id="1001", account_id=2),
    ]
    refill(conn, [film("1001", "Dune")], history=history, people=(ANA, QUILLON))
    refreshes.finish(conn, refreshes.start(conn, "people"), "failed", "Quillon (account 2) has no token.", "")
    return conn


def test_every_row_of_the_person_goes_and_no_other(household: sqlite3.Connection) -> None:
    before = rows_of(household, 1)
    assert rows_of(household, 2)["history"] == 2
    assert erase(household, 2) == 3
    assert rows_of(household, 2) == {}
    assert rows_of(household, 1) == before
    assert people.forgotten(household) == {2}


def test_mentions_of_the_person_go(household: sqlite3.Connection, path: Path) -> None:
    erase(household, 2)
    last = refreshes.last(household)
    assert last is not None
    assert last.error == "somebody (somebody) has no token."
    assert b"Quillon" not in path.read_bytes()


@pytest.mark.parametrize("text", ["Quillon", "QUILL", "account 2"])
def test_a_mention_is_a_whole_word_in_any_case(text: str) -> None:
    assert mentions_of(QUILLON).sub("x", f"({text})") == "(x)"
    assert mentions_of(QUILLON).sub("x", f"{text}3") == f"{text}3"
