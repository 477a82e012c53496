"""A refresh: read Plex into the store, then build a generation from it. One at a time; how it went is kept as a row."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recommenderr.errors import RecommenderrError
from recommenderr.household import forgotten
from recommenderr.household.refresh_state import clock_warnings
from recommenderr.progress import Progress
from recommenderr.refresh_lock import locked
from recommenderr.settings import Settings
from recommenderr.store import meta, refreshes
from recommenderr.store.connection import check_sound, open_store

PROGRESS_EVERY_S = 0.5
INTERRUPTED = "The refresh was interrupted. The next one starts afresh."
UNEXPECTED = "The refresh failed for a reason that was not foreseen; the log says more."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What a refresh did."""

    refresh_id: int
    generation: str | None
    summary: str
    warnings: tuple[str, ...]
    seconds: float


def refresh(
    settings: Settings, *, ingest: bool = True, build: bool = True, on_progress: Progress | None = None
) -> RefreshResult:
    """Runs one or both steps under the lock, and records start, progress and outcome.

    Raises:
        BusyError: another refresh holds the lock; the sentence says which process, and since when.
        StoreDamagedError: pages of the store are torn; nothing has been written to it.
        RecommenderrError: a step failed. The store and the generation that serves are as before.
    """
    began = time.monotonic()
    with locked(settings.art_dir), _sound_store(settings.db_path) as conn:
        forgotten.erase_remembered(conn, settings.db_path)
        refresh_id = refreshes.start(conn, "starting")
        report = _reporter(conn, refresh_id, on_progress)
        try:
            generation, parts, warnings = _steps(conn, settings, ingest, build, report)
        except BaseException as err:
            _record_failure(conn, refresh_id, err)
            raise
        warnings += clock_warnings(datetime.now(UTC))
        summary = " ".join(parts)
        refreshes.finish(conn, refresh_id, "ok", None, summary)
        _checkpoint(conn)
    return RefreshResult(refresh_id, generation, summary, warnings, time.monotonic() - began)


@contextlib.contextmanager
def _sound_store(path: Path) -> Iterator[sqlite3.Connection]:
    check_sound(path)
    with open_store(path) as conn:
        yield conn


def _steps(
    conn: sqlite3.Connection, settings: Settings, ingest: bool, build: bool, report: Progress
) -> tuple[str | None, list[str], tuple[str, ...]]:
    parts: list[str] = []
    warnings: tuple[str, ...] = ()
    generation = None
    if ingest:
        from recommenderr.ingest import ingest as run_ingest  # plexapi, which a build does not need
        from recommenderr.plex.source import open_reader

        with open_reader(settings, meta.client_id(conn)) as reader:
            done = run_ingest(
                conn,
                reader,
                libraries=settings.plex_libraries,
                demo=settings.demo,
                on_progress=report,
                now=datetime.now(UTC),
            )
        parts.append(str(done))
        warnings = done.warnings
    if build:
        from recommenderr.build import build as run_build  # scikit-learn, which an ingest does not need

        built = run_build(conn, settings, datetime.now(UTC), report)
        parts.append(built.summary)
        generation = built.generation
    return generation, parts, warnings


def _checkpoint(conn: sqlite3.Connection) -> None:
    """Moves what SQLite keeps in its second file into the database, so that a plain copy of that holds everything."""
    try:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as err:
        log.warning("A plain copy of the database lacks the last refresh: %s", err)


def _record_failure(conn: sqlite3.Connection, refresh_id: int, err: BaseException) -> None:
    """Writes the failure down where that is still possible; the error itself goes on to the caller."""
    known = isinstance(err, RecommenderrError)
    sentence = str(err) if known else INTERRUPTED if isinstance(err, KeyboardInterrupt | SystemExit) else UNEXPECTED
    try:
        refreshes.finish(conn, refresh_id, "failed", sentence, "")
    except (RecommenderrError, sqlite3.Error) as second:
        log.warning("The failed refresh could not be recorded: %s", second)


def _reporter(conn: sqlite3.Connection, refresh_id: int, on_progress: Progress | None) -> Progress:
    """Passes progress on, and writes it down as often as somebody could read it."""
    last_phase, last_at = "", 0.0

    def report(phase: str, done: int, total: int) -> None:
        nonlocal last_phase, last_at
        if on_progress is not None:
            on_progress(phase, done, total)
        now = time.monotonic()
        if not conn.in_transaction and (phase != last_phase or now - last_at >= PROGRESS_EVERY_S):
            refreshes.progress(conn, refresh_id, phase, done, total)
            last_phase, last_at = phase, now

    return report
