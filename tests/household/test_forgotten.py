"""Whoever is forgotten stays forgotten, whatever copy of the database comes back."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from recommenderr.errors import StoreError
from recommenderr.household.backup import back_up, restore
from recommenderr.household.erasure import forget
from recommenderr.household.forgotten import forgotten_file, remember, remembered
from recommenderr.refresh import run
from recommenderr.settings import Settings
from recommenderr.store import people
from recommenderr.store.connection import open_store
from tests.factories.small_library import HOME


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    """A backup from before Quillon is forgotten; the database is lost after it."""
    back_up(settings, tmp_path / "before.db")
    forget(settings, "Quillon")
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        settings.db_path.with_name(name).unlink(missing_ok=True)
    return tmp_path / "before.db"


def names(settings: Settings) -> list[str]:
    with open_store(settings.db_path, read_only=True) as conn:
        return [person.name for person in people.accounts(conn)]


def test_a_backup_restored_after_the_database_was_lost(settings: Settings, backup: Path) -> None:
    restore(settings, backup)
    assert names(settings) == ["Ana", "Jonas", "Mila"]
    assert b"quill" not in settings.db_path.read_bytes().lower()


def test_a_backup_copied_back_by_hand_is_erased_by_the_next_refresh(settings: Settings, backup: Path) -> None:
    shutil.copy(backup, settings.db_path)
    assert "Quillon" in names(settings)
    run.refresh(settings)
    assert names(settings) == ["Ana", "Jonas", "Mila"]


def test_a_new_database_does_not_get_to_know_them(settings: Settings, backup: Path) -> None:
    run.refresh(settings)
    assert names(settings) == ["Ana", "Jonas", "Mila"]


def test_a_failed_write_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        remember(tmp_path / "missing" / "store.db", [1])


def test_the_file_holds_ids_alone_and_is_private(tmp_path: Path) -> None:
    db_path = tmp_path / "store.db"
    assert remembered(db_path) == frozenset()
    remember(db_path, [HOME])
    remember(db_path, [7, HOME])
    assert forgotten_file(db_path).read_text() == f"[7, {HOME}]\n"
    assert stat.S_IMODE(forgotten_file(db_path).stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["forgotten.json"]


@pytest.mark.parametrize("text", ["", "{", "5", '["x"]', "null"])
def test_a_file_that_cannot_be_read_stops_what_could_bring_someone_back(text: str, tmp_path: Path) -> None:
    forgotten_file(tmp_path / "store.db").write_text(text)
    with pytest.raises(StoreError, match="cannot be read"):
        remembered(tmp_path / "store.db")
