"""Backs the store up into one file and brings it back, while dashboard and sidecar go on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from recommenderr.errors import RecommenderrError, StoreError
from recommenderr.household.forgotten import remembered
from recommenderr.refresh_lock import locked
from recommenderr.settings import Settings
from recommenderr.store import copies, erasure, meta, migrations, people, refreshes, titles
from recommenderr.store.connection import BUSY_TIMEOUT_S, open_store, raw_store

RESTORED = "This was under way when the backup was made. The next refresh starts afresh."


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a backup holds. `before` is where the database lies that a restore replaced, None where there was none."""

    server: str
    titles: int
    events: int
    size_bytes: int
    before: Path | None = None


def back_up(settings: Settings, target: Path) -> BackupSummary:
    """Writes the store into a new file, that only its owner can read. Everything else is built from it again.

    Raises:
        StoreError: there is no store, or the file is there already or cannot be written.
    """
    with open_store(settings.db_path, read_only=True) as conn:
        copies.write_copy(conn, target)
    with open_store(target, read_only=True) as conn:
        return _summary(conn, target)


def restore(settings: Settings, source: Path) -> BackupSummary:
    """Brings a backup back, in one step; the previous one is kept next to it. A refresh is then requested.

    Whoever was forgotten stays forgotten, also if the backup still knows them.

    Raises:
        StoreError: the file is not a whole store of ours, or the store cannot be written; nothing has changed.
        StoreTooNewError: a newer program wrote the backup; nothing has changed.
        BusyError: a refresh is running.
    """
    path = settings.db_path
    if source.exists() and path.exists() and source.samefile(path):
        raise StoreError(f"{source} is the database itself. Name a backup of it.")
    with locked(settings.art_dir), _checked(source, path) as new:
        forgotten, newest = _known_now(path)
        forgotten |= remembered(path)
        with open_store(new) as conn:
            _make_ready(conn, forgotten, newest)
            summary = _summary(conn, new)
        return replace(summary, size_bytes=source.stat().st_size, before=_replace(path, new, source))


def _summary(conn: sqlite3.Connection, file: Path) -> BackupSummary:
    counted, server = meta.counts(conn), meta.server(conn)
    return BackupSummary(server.name if server else "", counted.titles, counted.events, file.stat().st_size)


@contextmanager
def _checked(source: Path, path: Path) -> Iterator[Path]:
    """A checked and migrated copy of the backup next to the store; removed at the end."""
    _check(source)
    new = path.with_name(f"{path.name}.restoring-{copies.timestamp()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with raw_store(source) as conn:
            copies.write_copy(conn, new)
        with raw_store(new, read_only=False) as conn:
            migrations.migrate(conn, new, copy=False)
        yield new
    finally:
        for file in (new, *_sqlite_files(new)):
            file.unlink(missing_ok=True)


def _check(source: Path) -> None:
    try:
        source.open("rb").close()
    except OSError as err:
        raise StoreError(f"The backup {source} cannot be read ({err.strerror}). Nothing was changed.") from err
    try:
        with raw_store(source) as conn:
            current = migrations.version(conn)
            whole = conn.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except StoreError as err:
        raise StoreError(f"{source} is not a whole backup of this program. Nothing was changed.") from err
    if not current or not whole:
        raise StoreError(f"{source} is not a whole backup of this program. Nothing was changed.")
    migrations.refuse_newer(source, current)


def _known_now(path: Path) -> tuple[frozenset[int], int]:
    """Who has been forgotten in the store that is replaced, and the count of its changes, as far as it can be read."""
    with suppress(RecommenderrError, ValueError):
        if path.exists():
            with raw_store(path) as conn:
                return people.forgotten(conn), int(meta.get(conn, "titles_stamp") or 0)
    return frozenset(), 0


def _make_ready(conn: sqlite3.Connection, forgotten: frozenset[int], newest: int) -> None:
    """Changes in the backup what would not be true any more once it is the store."""
    for account_id in sorted(forgotten | people.forgotten(conn)):
        erasure.erase(conn, account_id)
    last = refreshes.last(conn)
    if last is not None and last.outcome == "running":
        refreshes.finish(conn, last.refresh_id, "failed", RESTORED)
    # A number that no generation was made with: the same one may have stood for other titles since the backup.
    meta.put(conn, "titles_stamp", str(max(newest, int(meta.get(conn, "titles_stamp") or 0), int(time.time()))))
    titles.bump_version(conn)
    refreshes.request(conn)


def _replace(path: Path, new: Path, source: Path) -> Path | None:
    """Puts the new store in the place of the old one; where that is kept, None if there was nothing in it."""
    if not path.exists():
        new.replace(path)
        return None
    try:
        with raw_store(path, read_only=False) as conn:
            current = migrations.version(conn)
            before = copies.keep_copy(conn, path, current, spare=source) if current else None
            _write_over(conn, new, path)
            return before
    except StoreError as err:
        if not isinstance(err.__cause__, sqlite3.DatabaseError) or isinstance(err.__cause__, sqlite3.OperationalError):
            raise
    return _set_aside(path, new)


def _write_over(conn: sqlite3.Connection, new: Path, path: Path) -> None:
    """Writes the new store over the one that is open, as one transaction of SQLite's: readers see one or the other."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S

    def look(status: int, remaining: int, total: int) -> None:
        if status == sqlite3.SQLITE_BUSY and time.monotonic() > deadline:
            raise StoreError(
                f"The database {path} has been locked by another program for more than {BUSY_TIMEOUT_S:g} seconds. "
                "Wait until that program has finished, and try again."
            )

    with closing(sqlite3.connect(new)) as source:
        source.backup(conn, progress=look)
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set_aside(path: Path, new: Path) -> Path:
    """Moves a store that cannot be read out of the way, with the files that SQLite keeps next to it."""
    aside = path.with_name(f"{path.name}.damaged-{copies.timestamp()}")
    for file, target in zip((path, *_sqlite_files(path)), (aside, *_sqlite_files(aside)), strict=True):
        if file.exists():
            file.replace(target)
    new.replace(path)
    return aside


def _sqlite_files(path: Path) -> tuple[Path, Path]:
    """The two files that SQLite keeps next to an open store."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
