"""A database that is lost on any day comes back as it was in the night before."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recommenderr.errors import StoreError
from recommenderr.household.backup import restore
from recommenderr.household.erasure import forget
from recommenderr.household.nightly_backup import (
    backup_files,
    is_due,
    newest_backup_at,
    partial_files,
    write_backup,
)
from recommenderr.settings import Settings
from recommenderr.store import people, presets
from recommenderr.store.connection import open_store
from tests.factories.small_library import OWNER
from tests.household.test_backup import change, rows

NOON = datetime(2026, 3, 1, 12, 0).astimezone()


def test_a_lost_database_comes_back_from_the_nights_backup(settings: Settings) -> None:
    with open_store(settings.db_path) as conn:
        presets.save(conn, OWNER, "Sunday", {"genres": 1.5})
    wanted = rows(settings.db_path)
    backup = write_backup(settings, NOON)
    change(settings)
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        settings.db_path.with_name(name).unlink(missing_ok=True)
    restore(settings, backup)
    assert rows(settings.db_path) == wanted


def test_a_backup_and_its_folder_are_private(settings: Settings) -> None:
    backup = write_backup(settings, NOON)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (backup.parent, backup)] == [0o700, 0o600]


def test_the_last_seven_stay(settings: Settings) -> None:
    made = [write_backup(settings, NOON + timedelta(days=day)) for day in range(9)]
    assert backup_files(settings.db_path) == made[2:]
    assert newest_backup_at(settings.db_path) == NOON + timedelta(days=8)
    before = write_backup(settings, NOON - timedelta(days=300))
    assert before in backup_files(settings.db_path), "the one just made stays, whatever the clock says"
    assert len(backup_files(settings.db_path)) == 7


def test_one_is_due_after_each_night(settings: Settings) -> None:
    assert is_due(settings, NOON)
    write_backup(settings, NOON)
    tomorrow = NOON + timedelta(days=1)
    assert not is_due(settings, NOON + timedelta(minutes=1))
    assert not is_due(settings, tomorrow.replace(hour=2, minute=59))
    assert is_due(settings, tomorrow.replace(hour=3))
    assert is_due(settings, tomorrow + timedelta(days=40)), "a night that was missed is made up for"
    assert is_due(settings, NOON - timedelta(days=400)), "a backup of a clock that was wrong does not count"


def test_nothing_is_due_before_a_server_was_read(tmp_path: Path) -> None:
    empty = Settings(db_path=tmp_path / "store.db", art_dir=tmp_path)
    assert not is_due(empty, NOON)
    with open_store(empty.db_path):
        assert not is_due(empty, NOON)
    assert newest_backup_at(empty.db_path) is None


def test_one_that_was_cut_off_is_removed_and_never_counts(settings: Settings) -> None:
    folder = settings.db_path.with_name("backups")
    folder.mkdir()
    (folder / "nightly-20260301T030000Z.db.partial").write_bytes(b"half")
    (folder / "of my own.db").write_bytes(b"not ours")
    assert is_due(settings, NOON)
    backup = write_backup(settings, NOON)
    assert partial_files(settings.db_path) == []
    assert backup_files(settings.db_path) == [backup]
    assert (folder / "of my own.db").exists()


def test_one_that_cannot_be_written_costs_no_other(settings: Settings) -> None:
    settings.db_path.with_name("backups").write_text("a file")
    with pytest.raises(StoreError, match="nightly backup cannot be written"):
        write_backup(settings, NOON)


def test_whoever_is_forgotten_is_erased_from_them(settings: Settings) -> None:
    backup = write_backup(settings, datetime.now(UTC))
    (backup.parent / "nightly-20260301T030000Z.db.partial").write_bytes(b"Quillon")
    forget(settings, "Quillon")
    assert b"quill" not in backup.read_bytes().lower()
    assert partial_files(settings.db_path) == []
    with open_store(backup, read_only=True) as conn:
        assert [person.name for person in people.accounts(conn)] == ["Ana", "Jonas", "Mila"]
