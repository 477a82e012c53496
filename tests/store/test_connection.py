"""Opening the store, and every way in which that can go wrong: one sentence each."""

from __future__ import annotations

import os
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from recommenderr.errors import StoreError, StoreTooNewError
from recommenderr.store import meta, presets
from recommenderr.store.connection import open_store
from recommenderr.store.sql import transaction
from tests.factories.records import film, refill


def sentence(path: Path, **how: bool | float) -> str:
    with pytest.raises(StoreError) as caught, open_store(path, **how) as conn:  # type: ignore[arg-type]
        meta.put(conn, "written", "yes")
    assert str(path) in str(caught.value) or str(path.parent) in str(caught.value)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    return str(caught.value)


def test_a_new_store_has_its_folder_its_tables_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "store.db"
    with open_store(path) as conn:
        assert meta.client_id(conn)
        meta.put(conn, "a", "b")
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert conn.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
        assert conn.execute("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 "
                            "AND schema = 'main' AND name NOT LIKE 'sqlite%'").fetchone() == (0,)  # fmt: skip
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def test_what_was_written_is_there_at_the_next_opening(path: Path) -> None:
    with open_store(path) as conn:
        made = meta.client_id(conn)
        meta.put(conn, "colour", "green")
    with open_store(path) as conn:
        assert (meta.get(conn, "colour"), meta.client_id(conn)) == ("green", made)
        meta.put(conn, "colour", None)
        assert meta.get(conn, "colour") is None


def test_a_place_with_odd_letters_works(tmp_path: Path) -> None:
    path = tmp_path / "what? 100% #1 é" / "my store?mode=memory.db"
    with open_store(path) as conn:
        meta.put(conn, "a", "b")
    with open_store(path, read_only=True) as conn:
        assert meta.get(conn, "a") == "b"
    assert path.is_file()


def test_a_reader_reads_while_a_writer_is_in_the_middle_of_writing(path: Path) -> None:
    with open_store(path) as writer, transaction(writer):
        meta.put(writer, "a", "new")
        with open_store(path, read_only=True, busy_timeout_s=0) as reader:
            assert meta.get(reader, "a") is None


def test_a_reader_cannot_write(path: Path) -> None:
    with open_store(path):
        pass
    assert "cannot be written" in sentence(path, read_only=True)


def test_a_missing_store_is_not_made_by_a_reader(path: Path) -> None:
    assert "There is no database" in sentence(path, read_only=True)
    assert not path.exists()


def test_an_empty_file_becomes_a_store_but_says_nothing_to_a_reader(path: Path) -> None:
    path.touch()
    assert "still empty" in sentence(path, read_only=True)
    with open_store(path) as conn:
        assert meta.client_id(conn)


def test_a_directory_is_not_a_store(tmp_path: Path) -> None:
    for read_only in (True, False):
        assert "is a directory" in sentence(tmp_path, read_only=read_only)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "Give this user the right" in sentence(tmp_path / "file" / "store.db")
    assert "Give this user the right" in sentence(Path("/proc/nowhere/store.db"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(path: Path) -> None:
    with open_store(path):
        pass
    path.parent.chmod(0o500)
    try:
        assert "Give this user the right" in sentence(path)
    finally:
        path.parent.chmod(0o700)


@pytest.mark.parametrize("content", [b"just a text file, long enough for a header of SQLite" * 9, b"\x00" * 8192])
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for read_only in (True, False):
        assert "is not a database" in sentence(path, read_only=read_only)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photos (name)")
    before = path.read_bytes()
    for read_only in (True, False):
        assert "another program" in sentence(path, read_only=read_only)
    assert path.read_bytes() == before


def test_a_torn_file_is_called_damaged(path: Path) -> None:
    with open_store(path) as conn:
        refill(conn, [film(str(n), f"Film {n}", summary="long " * 50) for n in range(500)])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match="is damaged"), open_store(path, read_only=True) as conn:
        conn.execute("SELECT sum(length(summary)) FROM items").fetchall()


def test_pages_of_noise_are_called_damaged(path: Path) -> None:
    with open_store(path) as conn:
        refill(conn, [film(str(n), f"Film {n}", summary="long " * 50) for n in range(500)])
    whole = bytearray(path.read_bytes())
    whole[8192:] = os.urandom(len(whole) - 8192)
    path.write_bytes(whole)
    with pytest.raises(StoreError, match="is damaged"), open_store(path, read_only=True) as conn:
        conn.execute("SELECT * FROM items ORDER BY summary").fetchall()


def test_a_store_that_stays_locked_is_called_locked(path: Path) -> None:
    with open_store(path) as other, transaction(other):
        said = sentence(path, busy_timeout_s=0.05)
    assert "has been locked by another program for more than 0.05 seconds" in said


def test_a_failed_transaction_leaves_nothing_and_the_lock_free(path: Path) -> None:
    def write_and_fail() -> None:
        with transaction(conn):
            meta.put(conn, "a", "b")
            raise ZeroDivisionError

    with open_store(path) as conn:
        with pytest.raises(ZeroDivisionError):
            write_and_fail()
        assert meta.get(conn, "a") is None
        with open_store(path, busy_timeout_s=0) as other:
            meta.put(other, "a", "c")
        assert meta.get(conn, "a") == "c"


def test_errors_of_the_program_itself_keep_their_name(path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), open_store(path) as conn:
        presets.save(conn, 99, "of nobody", {})


def test_a_newer_store_is_refused_by_writers_and_readers(path: Path) -> None:
    with open_store(path) as conn:
        conn.execute("INSERT INTO migrations VALUES (999, 'from the future', 0)")
    before = path.read_bytes()
    for read_only in (True, False):
        opened = open_store(path, read_only=read_only)
        with pytest.raises(StoreTooNewError, match=r"newer version of this program .*999.* Update the program"), opened:
            pass
    assert path.read_bytes() == before


def test_several_may_open_a_new_store_at_once(path: Path) -> None:
    together = Barrier(6)

    def first_words(_: int) -> str:
        together.wait()
        with open_store(path) as conn:
            return meta.client_id(conn)

    with ThreadPoolExecutor(6) as pool:
        (client_id,) = set(pool.map(first_words, range(6)))
    with open_store(path, read_only=True) as conn:
        assert meta.client_id(conn) == client_id
