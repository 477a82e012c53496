"""A backup brings back what was there, at once, and never costs what is there now."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from recommenderr.artifacts import open_current
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import BusyError, StoreError, StoreTooNewError
from recommenderr.household.backup import back_up, restore
from recommenderr.household.erasure import forget
from recommenderr.refresh import run
from recommenderr.refresh_lock import locked
from recommenderr.settings import Settings
from recommenderr.store import meta, people, presets, refreshes, titles
from recommenderr.store.connection import check_sound, open_store
from recommenderr.store.copies import copies, strays
from recommenderr.store.sql import transaction
from tests.factories.records import dump
from tests.factories.small_library import HOME, OWNER

CHANGED_BY_A_RESTORE = {"meta", "refreshes", "sqlite_sequence"}


def rows(path: Path) -> dict[str, object]:
    """Every row but those that a restore changes on purpose."""
    with open_store(path, read_only=True) as conn:
        return {name: found for name, found in dump(conn).items() if name not in CHANGED_BY_A_RESTORE}


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    with open_store(settings.db_path) as conn:
        presets.save(conn, OWNER, "Sunday", {"genres": 1.5})
    back_up(settings, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def change(settings: Settings) -> None:
    with open_store(settings.db_path) as conn:
        presets.save(conn, OWNER, "Monday", {"genres": 0.5})
        conn.execute("UPDATE items SET title = 'Changed' WHERE item_id = (SELECT min(item_id) FROM items)")


def test_a_backup_is_the_whole_store_and_private(settings: Settings, backup: Path) -> None:
    assert rows(backup) == rows(settings.db_path)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_says_what_it_holds(settings: Settings, tmp_path: Path) -> None:
    kept = back_up(settings, tmp_path / "b")
    assert (kept.server, kept.titles) == ("Small", 61)
    assert kept.events > 40
    assert kept.size_bytes == (tmp_path / "b").stat().st_size


def test_a_backup_is_made_while_somebody_writes(settings: Settings, tmp_path: Path) -> None:
    with open_store(settings.db_path) as conn, transaction(conn):
        meta.put(conn, "colour", "half written")
        back_up(settings, tmp_path / "b")
    with open_store(tmp_path / "b", read_only=True) as conn:
        assert meta.get(conn, "colour") is None


def test_a_restore_brings_everything_back_and_keeps_what_it_replaced(settings: Settings, backup: Path) -> None:
    wanted = rows(backup)
    change(settings)
    replaced = rows(settings.db_path)
    kept = restore(settings, backup)
    assert rows(settings.db_path) == wanted
    assert kept.before is not None
    assert copies(settings.db_path) == [kept.before]
    assert rows(kept.before) == replaced
    check_sound(settings.db_path)
    left = {file.name for file in settings.db_path.parent.iterdir() if "restoring" in file.name}
    assert left == set()


def test_who_reads_and_writes_meanwhile_goes_on_with_the_new_one(settings: Settings, backup: Path) -> None:
    change(settings)
    with open_store(settings.db_path) as writer, open_store(settings.db_path, read_only=True) as reader:
        assert len(presets.list(reader, OWNER)) == 2
        restore(settings, backup)
        assert [preset.name for preset in presets.list(reader, OWNER)] == ["Sunday"]
        presets.save(writer, OWNER, "Friday", {})
        assert len(presets.list(reader, OWNER)) == 2
    assert stat.S_IMODE(settings.db_path.stat().st_mode) == 0o600


def test_a_build_is_due_afterwards(settings: Settings, backup: Path) -> None:
    """Also where the same count of changes stands for other titles by now."""
    change(settings)
    with open_store(settings.db_path) as conn:
        titles.bump_version(conn)
        before = titles.version(conn)
    restore(settings, backup)
    with open_store(settings.db_path) as conn:
        assert refreshes.requested(conn)
        assert int(titles.version(conn).split("-")[-1]) > int(before.split("-")[-1])
    first = open_current(settings.art_dir)
    run.refresh(settings, ingest=False)
    assert open_current(settings.art_dir).titles_version != first.titles_version


def test_a_refresh_that_ran_during_the_backup_is_not_running_after_the_restore(
    settings: Settings, tmp_path: Path
) -> None:
    with open_store(settings.db_path) as conn:
        refresh_id = refreshes.start(conn, "history")
        back_up(settings, tmp_path / "b")
        refreshes.finish(conn, refresh_id, "ok")
    restore(settings, tmp_path / "b")
    with open_store(settings.db_path) as conn:
        last = refreshes.last(conn)
    assert last is not None
    assert last.outcome == "failed"


def test_a_restore_onto_nothing_needs_no_copy(settings: Settings, backup: Path, tmp_path: Path) -> None:
    elsewhere = Settings(db_path=tmp_path / "new" / "store.db", art_dir=tmp_path / "new")
    assert restore(elsewhere, backup).before is None
    assert rows(elsewhere.db_path) == rows(backup)
    assert [file.name for file in copies(elsewhere.db_path)] == []


def test_a_restore_waits_for_no_refresh(settings: Settings, backup: Path) -> None:
    before = rows(settings.db_path)
    with locked(settings.art_dir), pytest.raises(BusyError, match=f"process {os.getpid()}"):
        restore(settings, backup)
    assert rows(settings.db_path) == before


def test_a_copy_next_to_the_store_can_be_brought_back_and_stays(settings: Settings, backup: Path) -> None:
    first = restore(settings, backup).before
    assert first is not None
    for _ in range(3):
        restore(settings, first)
    assert first.exists()


def refused(settings: Settings, source: Path, how: type[StoreError] = StoreError) -> str:
    before = rows(settings.db_path)
    with pytest.raises(how) as caught:
        restore(settings, source)
    assert rows(settings.db_path) == before
    assert copies(settings.db_path) == []
    assert str(source) in str(caught.value)
    return str(caught.value)


def test_half_a_backup_is_refused(settings: Settings, backup: Path) -> None:
    whole = backup.read_bytes()
    for part in (len(whole) // 2, 4096, 100, 0):
        backup.write_bytes(whole[:part])
        assert "is not a whole backup of this program" in refused(settings, backup)


def test_a_backup_with_a_torn_page_is_refused(settings: Settings, backup: Path) -> None:
    whole = bytearray(backup.read_bytes())
    whole[-4096:] = os.urandom(4096)
    backup.write_bytes(whole)
    assert "is not a whole backup of this program" in refused(settings, backup)


def test_what_is_no_backup_is_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all, " * 200)
    with closing(sqlite3.connect(tmp_path / "photos.db")) as conn:
        conn.execute("CREATE TABLE photos (name)")
    for name in ("letter", "photos.db"):
        assert "is not a whole backup of this program" in refused(settings, tmp_path / name)
    assert "No such file or directory" in refused(settings, tmp_path / "nothing")
    assert "Is a directory" in refused(settings, tmp_path)
    assert "is the database itself" in refused(settings, settings.db_path)


def test_a_newer_backup_is_refused(settings: Settings, backup: Path) -> None:
    with open_store(backup) as conn:
        conn.execute("INSERT INTO migrations VALUES (999, 'from the future', 0)")
    assert "newer version of this program" in refused(settings, backup, StoreTooNewError)


def test_the_way_back_from_a_newer_program_is_its_copy(settings: Settings, backup: Path) -> None:
    """A newer program has migrated the store; the older one refuses it, and the copy made before still opens."""
    with open_store(settings.db_path) as conn:
        conn.execute("INSERT INTO migrations VALUES (999, 'from the future', 0)")
    kept = restore(settings, backup)
    assert rows(settings.db_path) == rows(backup)
    assert kept.before is not None
    assert ".v999-" in kept.before.name


def test_a_damaged_store_is_set_aside_as_it_is(settings: Settings, backup: Path) -> None:
    noise = os.urandom(40_960)
    settings.db_path.write_bytes(noise)
    kept = restore(settings, backup)
    assert rows(settings.db_path) == rows(backup)
    assert kept.before in strays(settings.db_path)
    assert kept.before is not None
    assert kept.before.read_bytes() == noise


def test_a_store_torn_in_the_middle_leaves_nothing_next_to_the_new_one(settings: Settings, backup: Path) -> None:
    whole = bytearray(settings.db_path.read_bytes())
    whole[8192:] = os.urandom(len(whole) - 8192)
    settings.db_path.write_bytes(whole)
    wal = settings.db_path.with_name("store.db-wal")
    wal.write_bytes(b"of the old one")
    kept = restore(settings, backup)
    assert rows(settings.db_path) == rows(backup)
    assert kept.before is not None
    assert kept.before.read_bytes() == whole
    assert not wal.exists() or wal.read_bytes() != b"of the old one"


def test_another_programs_database_is_left_alone(settings: Settings, backup: Path) -> None:
    settings.db_path.unlink()
    with closing(sqlite3.connect(settings.db_path)) as conn:
        conn.execute("CREATE TABLE photos (name)")
    before = settings.db_path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        restore(settings, backup)
    assert settings.db_path.read_bytes() == before


def test_a_store_that_stays_locked_is_left_alone(
    settings: Settings, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("household.backup", "store.connection"):
        monkeypatch.setattr(f"recommenderr.{module}.BUSY_TIMEOUT_S", 0.05)
    change(settings)
    before = rows(settings.db_path)
    with (
        open_store(settings.db_path) as other,
        transaction(other),
        pytest.raises(StoreError, match="has been locked by another program"),
    ):
        restore(settings, backup)
    assert rows(settings.db_path) == before


def test_a_store_that_is_locked_for_a_moment_is_waited_for(settings: Settings, backup: Path) -> None:
    with open_store(settings.db_path) as other:
        change(settings)
        with transaction(other):
            work = Thread(target=restore, args=(settings, backup))
            work.start()
            work.join(0.2)
            assert work.is_alive()
        work.join()
    assert rows(settings.db_path) == rows(backup)


def test_who_was_forgotten_stays_forgotten(settings: Settings, backup: Path) -> None:
    forget(settings, "quill")
    restore(settings, backup)
    with open_store(settings.db_path) as conn:
        assert HOME not in {person.account_id for person in people.accounts(conn)}
        assert people.forgotten(conn) == {HOME}
    assert b"quill" not in settings.db_path.read_bytes().lower()


def test_a_backup_of_a_household_that_lost_somebody_brings_nobody_back(
    settings: Settings, tmp_path: Path, plex: DemoServer
) -> None:
    forget(settings, "quill")
    back_up(settings, tmp_path / "b")
    elsewhere = Settings(
        plex_base=plex.base,
        plex_tv_base=plex.base,
        plex_token=plex.token,
        db_path=tmp_path / "new" / "store.db",
        art_dir=tmp_path / "new",
        log_file=tmp_path / "new" / "log",
    )
    restore(elsewhere, tmp_path / "b")
    run.refresh(elsewhere)
    with open_store(elsewhere.db_path) as conn:
        assert [person.name for person in people.accounts(conn)] == ["Ana", "Jonas", "Mila"]
