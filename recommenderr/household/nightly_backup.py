"""One backup a night, in a folder next to the database: when it is due, how it is written, and which ones stay."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recommenderr.errors import RecommenderrError, StoreError
from recommenderr.settings import Settings
from recommenderr.store import meta
from recommenderr.store.connection import open_store

FOLDER = "backups"
MAX_BACKUPS = 7
NIGHT_HOUR = 3
"""The local hour after which the night's backup is due; one that was missed is made as soon as possible."""

_PARTIAL = ".partial"
_NAME = re.compile(r"nightly-(\d{8}T\d{6})Z\.db")


def backup_files(db_path: Path) -> list[Path]:
    """The nightly backups of this database, oldest first."""
    return [file for file in _entries(db_path) if _NAME.fullmatch(file.name)]


def partial_files(db_path: Path) -> list[Path]:
    """Backups that were cut off while they were written."""
    return [file for file in _entries(db_path) if file.name.endswith(_PARTIAL)]


def newest_backup_at(db_path: Path) -> datetime | None:
    """When the newest nightly backup was made, None without one."""
    files = backup_files(db_path)
    return _made_at(files[-1]) if files else None


def is_due(settings: Settings, now: datetime) -> bool:
    """Whether no backup has been made since the last night, and there is something to back up.

    A backup from a time to come was made while the clock was wrong, and does not count.
    """
    made = (_made_at(file) for file in backup_files(settings.db_path))
    return not any(_last_night(now) <= at <= now + timedelta(days=1) for at in made) and _was_read(settings)


def write_backup(settings: Settings, now: datetime) -> Path:
    """Writes the night's backup, and removes all but the last seven. Blocks nobody.

    Raises:
        StoreError: it cannot be written; no other backup was removed.
    """
    from recommenderr.household.backup import back_up  # loads filelock, which a question about the age does not need

    folder = settings.db_path.with_name(FOLDER)
    target = folder / f"nightly-{now.astimezone(UTC):%Y%m%dT%H%M%S}Z.db"
    partial = target.with_name(f"{target.name}{_PARTIAL}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in partial_files(settings.db_path):
            left.unlink(missing_ok=True)
        back_up(settings, partial)
        os.replace(partial, target)  # noqa: PTH105 - the old name must be gone
        others = [file for file in backup_files(settings.db_path) if file != target]
        for old in others[: 1 - MAX_BACKUPS]:
            old.unlink(missing_ok=True)
    except OSError as err:
        raise StoreError(
            f"The nightly backup cannot be written to {folder} ({err.strerror}). Let this user write there."
        ) from err
    return target


def _entries(db_path: Path) -> list[Path]:
    try:
        return sorted(db_path.with_name(FOLDER).iterdir())
    except OSError:
        return []


def _made_at(file: Path) -> datetime:
    match = _NAME.fullmatch(file.name)
    assert match is not None
    return datetime.strptime(match.group(1), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _last_night(now: datetime) -> datetime:
    """The last time that the clock on the wall showed `NIGHT_HOUR`."""
    local = now.astimezone()
    tonight = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight <= local else tonight - timedelta(days=1)


def _was_read(settings: Settings) -> bool:
    """Whether a server has been read into the store."""
    with contextlib.suppress(RecommenderrError), open_store(settings.db_path, read_only=True) as conn:
        return meta.server(conn) is not None
    return False
