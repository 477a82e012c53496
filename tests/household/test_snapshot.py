"""What a page reads of the store before it draws anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommenderr.household.snapshot import EMPTY, read_snapshot
from recommenderr.records import Account
from recommenderr.store import presets, refreshes
from recommenderr.store.connection import open_store
from tests.factories.records import ANA, SERVER, at, film, refill, seen

BEN = Account(2, "Ben", "ben.k", "home")


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_store(tmp_path / "store.db") as connection:
        yield connection


def test_before_the_first_refresh_there_is_nothing(conn: sqlite3.Connection) -> None:
    assert read_snapshot(conn) == EMPTY


def test_people_presets_libraries_and_refreshes_are_those_of_the_store(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Dune")], history=[seen("1", "Dune", at(0), item_id="1")], people=(ANA, BEN))
    presets.save(conn, 1, "Evening", {"genres": 2.0})
    refreshes.request(conn)
    snapshot = read_snapshot(conn)
    assert {account.name for account in snapshot.accounts} == {"Ana", "Ben"}
    assert snapshot.has_history == {1}
    assert [preset.name for preset in snapshot.presets[1]] == ["Evening"]
    assert snapshot.presets[2] == ()
    assert list(snapshot.libraries.values()) == ["Films", "Series", "Films 4K"]
    assert snapshot.server is not None and snapshot.server.machine_id == SERVER.machine_id
    assert (snapshot.requested, snapshot.last_refresh, snapshot.heartbeat_at) == (True, None, None)


def test_a_person_and_their_default_preset_are_looked_up_by_id(conn: sqlite3.Connection) -> None:
    refill(conn, people=(ANA, BEN))
    presets.save(conn, 1, "Evening", {"genres": 2.0})
    assert read_snapshot(conn).default_preset(1) is None
    presets.set_default(conn, 1, "Evening")
    snapshot = read_snapshot(conn)
    default = snapshot.default_preset(1)
    assert default is not None and default.name == "Evening"
    assert snapshot.default_preset(2) is None
    assert [snapshot.account(number) and snapshot.account(number).name for number in (1, 2, 3)] == ["Ana", "Ben", None]  # type: ignore[union-attr]
