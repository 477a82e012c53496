"""Copies of a store: whole, private, made while others write, and never over something."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from recommenderr.errors import StoreError
from recommenderr.store import meta
from recommenderr.store.connection import check_sound, open_store
from recommenderr.store.copies import copies, keep_copy, write_copy
from recommenderr.store.sql import transaction
from tests.factories.records import film, refill


def test_a_copy_holds_what_is_committed_and_is_private(path: Path, conn: sqlite3.Connection, tmp_path: Path) -> None:
    refill(conn, [film("1", "Heat")])
    with open_store(path) as other, transaction(other):
        meta.put(other, "colour", "not yet")
        write_copy(conn, tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    with open_store(tmp_path / "copy.db", read_only=True) as copy:
        assert meta.get(copy, "colour") is None
        assert copy.execute("SELECT title FROM items").fetchall() == [("Heat",)]


def test_nothing_is_written_over(conn: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"of value")
    with pytest.raises(StoreError, match="is there already and is not overwritten"):
        write_copy(conn, tmp_path / "photo.jpg")
    assert (tmp_path / "photo.jpg").read_bytes() == b"of value"


def test_a_place_that_cannot_be_written_is_one_sentence(conn: sqlite3.Connection, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/copy.db cannot be written \(No such file or directory\)\."):
        write_copy(conn, tmp_path / "nowhere" / "copy.db")


def test_what_cannot_be_copied_leaves_nothing(conn: sqlite3.Connection, tmp_path: Path) -> None:
    with transaction(conn), pytest.raises(StoreError, match=r"The copy .* cannot be written \("):
        write_copy(conn, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_the_last_three_stay_and_the_one_that_is_spared(path: Path, conn: sqlite3.Connection) -> None:
    made = [keep_copy(conn, path, 1) for _ in range(3)]
    made += [keep_copy(conn, path, 1, spare=made[0]), keep_copy(conn, path, 1, spare=made[0])]
    assert copies(path) == [made[0], *made[3:]] or copies(path) == [made[0], *made[2:]]


def test_a_copy_made_before_the_clock_was_set_is_not_taken_for_the_oldest(
    path: Path, conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        keep_copy(conn, path, 1)
    monkeypatch.setattr("recommenderr.store.copies.timestamp", lambda: "19700101T000007000000")
    new = keep_copy(conn, path, 1)
    assert new in copies(path)
    assert len(copies(path)) == 3


def test_only_copies_of_this_store_are_its_copies(tmp_path: Path) -> None:
    for name in ("store[1].db.v1-20260101T000000.bak", "store.db.v1-20260101T000000.bak", "store.db.v1-x.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in copies(tmp_path / "store[1].db")] == ["store[1].db.v1-20260101T000000.bak"]
    assert copies(tmp_path / "nowhere" / "store.db") == []


def test_a_sound_store_and_none_at_all_pass(path: Path, conn: sqlite3.Connection, tmp_path: Path) -> None:
    check_sound(path)
    check_sound(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
