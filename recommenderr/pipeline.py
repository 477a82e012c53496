"""A refresh: read Plex into the store, then build a generation from it. One at a time; how it went is kept as a row."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from recommenderr.errors import ArtifactError, BusyError, RecommenderrError
from recommenderr.settings import Settings
from recommenderr.store import meta, refreshes
from recommenderr.store.connection import check_sound, open_store

if TYPE_CHECKING:
    from recommenderr.plex.reader import PlexReader

Progress = Callable[[str, int, int], None]
LOCK = "refresh.lock"
HOLDER = "refresh.holder"
PROGRESS_EVERY_S = 0.5
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that was set says less."""
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
        refresh_id = refreshes.start(conn, "starting")
        report = _reporter(conn, refresh_id, on_progress)
        try:
            generation, parts, warnings = _steps(conn, settings, ingest, build, report)
        except BaseException as err:
            _record_failure(conn, refresh_id, err)
            raise
        warnings += doubts_of_clock(datetime.now(UTC))
        summary = " ".join(parts)
        refreshes.finish(conn, refresh_id, "ok", None, summary)
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

        with _reader(conn, settings) as reader:
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


def doubts_of_clock(now: datetime) -> tuple[str, ...]:
    """A warning where the machine's clock was plainly never set; nothing breaks, but ages cannot be told."""
    if now >= EARLIEST:
        return ()
    return (
        f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, so everything counts as watched just now. "
        "Set it; the next refresh after that puts the ages right.",
    )


@contextlib.contextmanager
def _reader(conn: sqlite3.Connection, settings: Settings) -> Iterator[PlexReader]:
    from recommenderr.demo.embedded import plex_endpoint
    from recommenderr.plex.reader import PlexReader as Reader

    with plex_endpoint(settings) as endpoint:
        reader = Reader(
            endpoint.base,
            endpoint.token,
            tv_base=endpoint.tv_base,
            client_id=meta.client_id(conn),
            timeout_s=settings.plex_timeout_s,
            concurrency=settings.plex_concurrency,
        )
        with reader:
            yield reader


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


@contextlib.contextmanager
def locked(art_dir: Path) -> Iterator[None]:
    """Holds the lock that keeps refreshes apart; the operating system lets go of it however this process ends.

    Raises:
        BusyError: another process holds it; the sentence says which, and since when.
    """
    lock = FileLock(art_dir / LOCK, timeout=0)
    try:
        art_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        since = f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        (art_dir / HOLDER).write_text(since, encoding="utf-8")
    except Timeout as err:
        raise BusyError(f"A refresh is running already ({_holder(art_dir)}). Wait until it has ended.") from err
    except OSError as err:
        lock.release(force=True)
        remedy = "Make room on its disk" if err.errno == errno.ENOSPC else "Let this user write there"
        raise ArtifactError(f"{art_dir} cannot be written ({err.strerror or err}). {remedy}, and try again.") from err
    try:
        yield
    finally:
        lock.release()


def _holder(art_dir: Path) -> str:
    try:
        return (art_dir / HOLDER).read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
