"""The sidecar: refreshes at its start, then at every interval, and when the dashboard asks for it.

The interval runs from start to start. A turn that comes due while a refresh is running is skipped, and after the
machine has slept or its clock has changed there is one turn, not many. A failed refresh is retried after a minute, then
two, four and so on up to the interval.

It also backs the database up once a night, in a thread, because that takes seconds with a large one.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import schedule

from recommenderr.errors import StoreDamagedError, StoreError
from recommenderr.household import nightly_backup
from recommenderr.refresh.process import RefreshEnd, RefreshProcess
from recommenderr.refresh.sidecar_store import SidecarStore
from recommenderr.settings import Settings
from recommenderr.store.connection import check_sound

LOOK_S = 0.5
"""How often the sidecar looks whether a refresh has ended or the dashboard has asked for one."""
HEARTBEAT_S = 5
FIRST_RETRY = timedelta(minutes=1)
BUSY_S = 5
"""So long a request waits where another program's refresh was in its way."""

BACKUP_LOOK_S = 600
"""How often the sidecar looks whether the night's backup is due; so long it waits after one that failed, too."""
BACKUP_GRACE_S = 1.0
"""How long the end of the sidecar waits for a backup; a partial one is removed before the next."""

STOPPED = "The sidecar was stopped during the refresh. The next one starts afresh."

_log = logging.getLogger(__name__)


class Run(Protocol):
    """A refresh under way."""

    def result(self) -> RefreshEnd | None:
        """How it ended, or None while it runs."""

    def end(self) -> None:
        """Ends it within a few seconds."""


Runner = Callable[[Settings], Run]


def serve(settings: Settings, *, stop: threading.Event | None = None) -> None:
    """Runs the sidecar until SIGTERM, SIGINT or `stop`, and then ends within five seconds, even during a refresh.

    Raises:
        RecommenderrError: the database is damaged or cannot be opened at the start; nothing has been written to it.
            Later failures are logged and retried, except a damaged database, which ends the sidecar, too.
    """
    stop = stop or _stopped_by_signal()
    _refuse_damaged(settings)
    sidecar = Sidecar(settings)
    _log.info("The sidecar has started: a refresh every %g minutes.", settings.pull_interval_min)
    try:
        while not stop.wait(LOOK_S):
            sidecar.look()
    finally:
        sidecar.close()
    _log.info("The sidecar has ended.")


class Sidecar:
    """Decides when a refresh starts. `look` does whatever is due now and returns at once."""

    def __init__(
        self, settings: Settings, *, runner: Runner = RefreshProcess, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._settings, self._runner = settings, runner
        self._clock = clock or (lambda: datetime.now(UTC))
        self._store = SidecarStore(settings)
        self._run: Run | None = None
        self._before = 0  # the number of the refresh before the one under way
        self._unrecorded = ""  # the sentence of a failure that could not be written down yet
        self._failures = 0
        self._owed = False  # a request was taken, and no refresh has answered it yet
        self._plan = schedule.Scheduler()
        self._interval = timedelta(minutes=settings.pull_interval_min)
        self._turn = self._plan.every(round(self._interval.total_seconds())).seconds.do(self._start)
        self._plan.every(HEARTBEAT_S).seconds.do(self._heartbeat)
        self._plan.every(BACKUP_LOOK_S).seconds.do(self._back_up)
        self._backup: threading.Thread | None = None
        if not settings.disable_autostart:
            self._turn.next_run = self._naive(self._clock())
        self._store.close_abandoned()
        self._heartbeat()

    @property
    def next_refresh_at(self) -> datetime:
        """When the next turn comes."""
        planned: datetime = self._turn.next_run
        return planned.astimezone(UTC)

    def look(self) -> None:
        """Notes a refresh that has ended, starts one that is due or requested, and sends the heartbeat."""
        self._keep_plan_in_reach()
        ended = self._run.result() if self._run else None
        if ended:
            self._run = None
            self._take_note(ended)
        if self._run is None and self._store.take_request():
            _log.info("The dashboard asks for a refresh.")
            self._owed = True
            self._turn.run()
        self._plan.run_pending()

    def close(self) -> None:
        """Ends a refresh under way and writes down that it was ended; a request that it was to answer waits again."""
        if self._run:
            self._run.end()
            self._run = None
            self._store.record_failure(STOPPED, self._before)
        if self._owed:
            self._store.put_back_request()
        self.wait_for_backup(BACKUP_GRACE_S)

    def wait_for_backup(self, timeout_s: float) -> None:
        """Waits until no backup is being written, at most this long."""
        if self._backup:
            self._backup.join(timeout_s)

    def _back_up(self) -> None:
        """Starts the night's backup if it is due and nothing else is under way."""
        now = self._clock()
        is_free = self._run is None and not (self._backup and self._backup.is_alive())
        if is_free and nightly_backup.is_due(self._settings, now):
            self._backup = threading.Thread(target=_write_backup, args=(self._settings, now), daemon=True)
            self._backup.start()

    def _start(self) -> None:
        if self._run is None:
            self._before, self._unrecorded = self._store.last_id(), ""
            self._run = self._runner(self._settings)

    def _heartbeat(self) -> None:
        self._store.write_heartbeat(self.next_refresh_at)
        self._record_failure()

    def _record_failure(self) -> None:
        """Writes a failure down; a store that is locked or full takes it later."""
        if self._unrecorded and self._run is None and self._store.record_failure(self._unrecorded, self._before):
            self._unrecorded = ""

    def _put_back(self) -> type[schedule.CancelJob] | None:
        """Lets an unanswered request be taken once more; tried again where the store is locked."""
        if self._owed and not self._store.put_back_request():
            return None
        self._owed = False
        return schedule.CancelJob

    def _take_note(self, ended: RefreshEnd) -> None:
        if ended.outcome == "busy":
            _log.info("Left this turn out: %s Next turn at %s.", ended.sentence, self._next_text())
            if self._owed:
                self._plan.every(BUSY_S).seconds.do(self._put_back)
            return
        self._owed = False
        if ended.outcome == "failed":
            _refuse_damaged(self._settings)  # before anything else is written to it
            self._failures += 1
            self._unrecorded = ended.sentence
            self._record_failure()
            wait = min(FIRST_RETRY * 2 ** min(self._failures - 1, 20), self._interval)
            self._turn.next_run = min(self._turn.next_run, self._naive(self._clock() + wait))
            message = f"Refresh failed ({self._failures} in a row): {ended.sentence}"
            _log.error("%s Next try at %s.", message, self._next_text())
            return
        self._failures = 0
        summary = ended.sentence.rstrip(".")
        _log.info("Refresh done in %.0f s: %s. Next at %s.", ended.seconds, summary, self._next_text())
        self._back_up()

    def _next_text(self) -> str:
        due = self.next_refresh_at
        return f"{due:%H:%M} UTC" if due.date() == self._clock().date() else f"{due:%Y-%m-%d %H:%M} UTC"

    def _keep_plan_in_reach(self) -> None:
        """No turn lies further away than its period, whatever was done to the machine's clock meanwhile."""
        now = self._naive(self._clock())
        for job in self._plan.jobs:
            assert job.next_run is not None
            job.next_run = min(job.next_run, now + timedelta(seconds=job.interval))

    @staticmethod
    def _naive(moment: datetime) -> datetime:
        """The moment as `schedule` writes it: local time without a zone."""
        return moment.astimezone().replace(tzinfo=None)


def _write_backup(settings: Settings, now: datetime) -> None:
    try:
        _log.info("The night's backup is %s.", nightly_backup.write_backup(settings, now))
    except StoreError as err:
        _log.error("%s", err)


def _refuse_damaged(settings: Settings) -> None:
    try:
        check_sound(settings.db_path)
    except StoreDamagedError as err:
        _log.error("%s", err)  # the log is what the Status page shows
        raise
    except StoreError as err:
        _log.debug("Whether the database is sound cannot be told now: %s", err)


def _stopped_by_signal() -> threading.Event:
    stop = threading.Event()

    def ask(signum: int, frame: object) -> None:
        # In a thread: the main thread may hold the event's own lock when the signal comes.
        threading.Thread(target=stop.set, daemon=True).start()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
