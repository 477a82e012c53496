"""What the sidecar reads from and writes to the store: its heartbeat, requests, and refreshes that ended unrecorded."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import TypeVar

from filelock import FileLock, Timeout

from recommenderr import refresh_lock
from recommenderr.errors import StoreError
from recommenderr.refresh import run
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store

CUT_OFF = "The refresh was cut off (the program or the machine stopped). The next one starts afresh."

BUSY_TIMEOUT_S = 1.0
"""Shorter than elsewhere: SIGTERM is heard only when SQLite has ended its waiting."""

Answer = TypeVar("Answer")
_log = logging.getLogger(__name__)


class SidecarStore:
    """One connection, kept open between the looks, and reopened if the file was replaced.

    Opening raises a StoreError. Later failures are logged once, until a heartbeat can be written again.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._conn: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._failing = False
        self._connection()

    def write_heartbeat(self, next_refresh_at: datetime) -> None:
        """Records that the sidecar is running, and when it refreshes next."""
        if self._try(lambda conn: _write_heartbeat(conn, next_refresh_at), False):
            self._failing = False  # a look that reads nothing works on a full disk, too

    def take_request(self) -> bool:
        """Whether the dashboard has asked for a refresh; the request is taken."""
        return self._try(lambda conn: refreshes.requested(conn) and refreshes.take_request(conn), False)

    def put_back_request(self) -> bool:
        """Leaves a request that was taken and could not be answered, and says whether that could be written."""
        return self._try(_request, False)

    def last_id(self) -> int:
        """The number of the last refresh, 0 before the first or where the store cannot be read."""
        return self._try(_last_id, 0)

    def close_abandoned(self, sentence: str = CUT_OFF) -> None:
        """Writes down a refresh as failed that is recorded as running while nobody holds the lock."""
        self._while_nobody_refreshes(lambda conn: _close(conn, sentence))

    def record_failure(self, sentence: str, after: int) -> bool:
        """Writes down how a refresh failed that began after the one of this number; whether that could be done.

        One that was ended could say no more than that, and one that failed early has not even begun a row.
        """
        return self._while_nobody_refreshes(lambda conn: _fail(conn, sentence, after))

    def _while_nobody_refreshes(self, work: Callable[[sqlite3.Connection], bool]) -> bool:
        try:
            self._settings.art_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(self._settings.art_dir / refresh_lock.LOCK, timeout=0):
                return self._try(work, False)
        except Timeout:
            _log.info("A refresh by another process is under way.")
            return True  # it closes what is left open
        except OSError as err:  # where nobody can take the lock, nobody has it
            _log.warning("The lock in %s cannot be taken (%s).", self._settings.art_dir, err.strerror)
            return self._try(work, False)

    def close(self) -> None:
        """Closes the connection."""
        self._open.close()
        self._conn = None

    def _try(self, work: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        try:
            answer = work(self._connection())
        except (StoreError, sqlite3.Error) as err:
            if _busy(err):  # a refresh writes; the next look comes soon
                return otherwise
            if not self._failing:
                _log.warning("The sidecar cannot use its database: %s", err)
            self._failing = True
            self.close()
            return otherwise
        return answer

    def _connection(self) -> sqlite3.Connection:
        if self._conn is None or self._identity != self._file():
            self.close()
            self._conn = self._open.enter_context(open_store(self._settings.db_path, busy_timeout_s=BUSY_TIMEOUT_S))
            self._identity = self._file()
        return self._conn

    def _file(self) -> tuple[int, int] | None:
        try:
            status = os.stat(self._settings.db_path)  # noqa: PTH116 - the pair is what counts
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino


def _write_heartbeat(conn: sqlite3.Connection, next_refresh_at: datetime) -> bool:
    refreshes.write_heartbeat(conn, next_refresh_at)
    return True


def _request(conn: sqlite3.Connection) -> bool:
    refreshes.request(conn)
    return True


def _busy(err: Exception) -> bool:
    return getattr(err, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _last_id(conn: sqlite3.Connection) -> int:
    last = refreshes.last(conn)
    return last.refresh_id if last else 0


def _close(conn: sqlite3.Connection, sentence: str) -> bool:
    last = refreshes.last(conn)
    if last is not None and last.outcome == "running":
        refreshes.finish(conn, last.refresh_id, "failed", sentence, "")
    return True


def _fail(conn: sqlite3.Connection, sentence: str, after: int) -> bool:
    last = refreshes.last(conn)
    if last is None or last.refresh_id <= after:
        refreshes.finish(conn, refreshes.start(conn, "starting"), "failed", sentence, "")
    elif last.outcome == "running" or last.error == run.INTERRUPTED:
        refreshes.finish(conn, last.refresh_id, "failed", sentence, "")
    return True
