from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import schedule
from filelock import FileLock

from recommenderr import refresh_lock
from recommenderr.errors import StoreError
from recommenderr.household.nightly_backup import backup_files
from recommenderr.records import Server
from recommenderr.refresh.process import RefreshEnd
from recommenderr.refresh.sidecar import STOPPED, Sidecar, serve
from recommenderr.settings import Settings
from recommenderr.store import meta, refreshes
from recommenderr.store.connection import open_store
from recommenderr.store.sql import transaction
from tests.refresh.conftest import last

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OK = RefreshEnd("ok", "40 titles", 3.0)
FAILED = RefreshEnd("failed", "Nothing answered at http://plex:32400.", 1.0)
BUSY = RefreshEnd("busy", "A refresh is running already (process 7).")


@dataclass
class Clock:
    """A clock that tests set."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class FakeRun:
    """A refresh that ends when a test says so."""

    ended: RefreshEnd | None = None
    was_ended: bool = False

    def result(self) -> RefreshEnd | None:
        return self.ended

    def end(self) -> None:
        self.was_ended = True


@dataclass
class Runner:
    """Starts runs that tests end, and remembers them."""

    runs: list[FakeRun] = field(default_factory=list)

    def __call__(self, settings: Settings) -> FakeRun:
        self.runs.append(FakeRun())
        return self.runs[-1]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the sidecar and of the `schedule` library, which has no other way to be given one."""
    clock = Clock()

    class Now(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return clock.now.astimezone().replace(tzinfo=None)

    monkeypatch.setattr(schedule, "datetime", SimpleNamespace(datetime=Now, timedelta=timedelta))
    return clock


@pytest.fixture
def runner() -> Runner:
    return Runner()


def make(settings: Settings, runner: Runner, clock: Clock) -> Sidecar:
    return Sidecar(settings, runner=runner, clock=clock)


def press_the_button(settings: Settings) -> None:
    with open_store(settings.db_path) as conn:
        refreshes.request(conn)


def test_it_refreshes_at_its_start(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    assert len(runner.runs) == 1
    assert sidecar.next_refresh_at == START + timedelta(hours=1)


def test_without_autostart_the_first_refresh_comes_after_the_interval(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(replace(settings, disable_autostart=True), runner, clock)
    sidecar.look()
    assert runner.runs == []
    clock.forward(minutes=59, seconds=59)
    sidecar.look()
    assert runner.runs == []
    clock.forward(seconds=1)
    sidecar.look()
    assert len(runner.runs) == 1


def test_the_interval_is_kept_from_start_to_start(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    clock.forward(minutes=25)
    runner.runs[0].ended = OK
    sidecar.look()
    assert sidecar.next_refresh_at == START + timedelta(minutes=60)
    clock.forward(minutes=35)
    sidecar.look()
    assert len(runner.runs) == 2


def test_the_night_is_backed_up_once_and_not_during_a_refresh(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(settings.db_path) as conn:
        meta.put_server(conn, Server("m1", "Films", "1.43"), demo=False)
    sidecar = make(settings, runner, clock)
    sidecar.look()
    clock.forward(minutes=11)
    sidecar.look()
    sidecar.wait_for_backup(60)
    assert backup_files(settings.db_path) == []
    runner.runs[0].ended = OK
    sidecar.look()
    for _ in range(3):
        clock.forward(minutes=11)
        sidecar.look()
        sidecar.wait_for_backup(60)
    (backup,) = backup_files(settings.db_path)
    sidecar.close()
    with open_store(backup, read_only=True) as conn:
        assert meta.server(conn) is not None


def test_a_backup_that_fails_is_reported_and_stops_nothing(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(settings.db_path) as conn:
        meta.put_server(conn, Server("m1", "Films", "1.43"), demo=False)
    settings.db_path.with_name("backups").write_text("in the way")
    sidecar = make(replace(settings, disable_autostart=True), runner, clock)
    clock.forward(minutes=11)
    sidecar.look()
    sidecar.wait_for_backup(60)
    assert "The nightly backup cannot be written to" in caplog.text
    clock.forward(minutes=50)
    sidecar.look()
    assert len(runner.runs) == 1


def test_a_turn_that_comes_while_a_refresh_runs_is_left_out(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    clock.forward(minutes=61)
    sidecar.look()
    assert len(runner.runs) == 1
    runner.runs[0].ended = OK
    clock.forward(minutes=1)
    sidecar.look()
    assert len(runner.runs) == 1
    assert sidecar.next_refresh_at == START + timedelta(minutes=121)


def test_after_a_night_of_sleep_there_is_one_turn(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    runner.runs[0].ended = OK
    sidecar.look()
    clock.forward(hours=9)
    for _ in range(5):
        sidecar.look()
        runner.runs[-1].ended = OK
    assert len(runner.runs) == 2
    assert sidecar.next_refresh_at == START + timedelta(hours=10)


def test_a_clock_that_is_set_back_does_not_stop_the_refreshes(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    runner.runs[0].ended = OK
    clock.now = START - timedelta(days=400)
    sidecar.look()
    assert sidecar.next_refresh_at == clock.now + timedelta(hours=1)
    clock.forward(hours=1)
    sidecar.look()
    assert len(runner.runs) == 2


def test_the_button_starts_a_refresh_and_the_interval_counts_from_it(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(replace(settings, disable_autostart=True), runner, clock)
    clock.forward(minutes=20)
    press_the_button(settings)
    sidecar.look()
    assert len(runner.runs) == 1
    assert sidecar.next_refresh_at == START + timedelta(minutes=80)
    runner.runs[0].ended = OK
    sidecar.look()
    sidecar.look()
    assert len(runner.runs) == 1, "a request is taken once"


def test_the_button_pressed_during_a_refresh_starts_one_after_it(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    press_the_button(settings)
    sidecar.look()
    assert len(runner.runs) == 1
    runner.runs[0].ended = OK
    sidecar.look()
    assert len(runner.runs) == 2


def test_failures_back_off_up_to_the_interval_and_success_ends_that(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    waits = []
    for _ in range(8):
        runner.runs[-1].ended = FAILED
        sidecar.look()
        waits.append((sidecar.next_refresh_at - clock.now).total_seconds() / 60)
        clock.now = sidecar.next_refresh_at
        sidecar.look()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert "Refresh failed (3 in a row): Nothing answered at http://plex:32400. Next try at" in caplog.text
    runner.runs[-1].ended = OK
    sidecar.look()
    clock.now = sidecar.next_refresh_at
    sidecar.look()
    runner.runs[-1].ended = FAILED
    sidecar.look()
    assert sidecar.next_refresh_at - clock.now == timedelta(minutes=1)


def test_a_short_interval_is_never_made_longer_by_a_failure(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(replace(settings, pull_interval_min=1), runner, clock)
    sidecar.look()
    clock.forward(seconds=10)
    runner.runs[0].ended = FAILED
    sidecar.look()
    assert sidecar.next_refresh_at == START + timedelta(minutes=1)


def test_another_refresh_under_way_is_no_failure(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sidecar = make(settings, runner, clock)
    sidecar.look()
    runner.runs[0].ended = BUSY
    sidecar.look()
    assert sidecar.next_refresh_at == START + timedelta(hours=1)
    assert "Left this turn out" in caplog.text
    assert "failed" not in caplog.text


def test_a_request_that_meets_another_refresh_is_answered_after_it(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(replace(settings, disable_autostart=True), runner, clock)
    press_the_button(settings)
    sidecar.look()
    for _ in range(3):
        runner.runs[-1].ended = BUSY
        sidecar.look()
        sidecar.look()
        clock.forward(seconds=5)
        sidecar.look()
        sidecar.look()
    assert len(runner.runs) == 4, "tried every five seconds, not more often"
    runner.runs[-1].ended = OK
    for _ in range(5):
        sidecar.look()
        clock.forward(seconds=5)
    assert len(runner.runs) == 4


def test_a_request_that_a_turn_has_answered_meanwhile_is_not_put_back(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(replace(settings, disable_autostart=True, pull_interval_min=1), runner, clock)
    press_the_button(settings)
    sidecar.look()
    clock.forward(seconds=59)
    runner.runs[-1].ended = BUSY
    sidecar.look()
    clock.forward(seconds=1)
    sidecar.look()
    assert len(runner.runs) == 2
    runner.runs[-1].ended = OK
    sidecar.look()
    clock.forward(seconds=10)
    sidecar.look()
    sidecar.look()
    assert len(runner.runs) == 2


def test_a_request_whose_refresh_was_cut_off_by_the_end_of_the_sidecar_waits_for_the_next_one(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    settings = replace(settings, disable_autostart=True)
    sidecar = make(settings, runner, clock)
    press_the_button(settings)
    sidecar.look()
    sidecar.close()
    make(settings, runner, clock).look()
    assert len(runner.runs) == 2


def test_each_refresh_leaves_one_line_with_its_summary(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sidecar = make(settings, runner, clock)
    sidecar.look()
    runner.runs[0].ended = OK
    sidecar.look()
    sidecar.look()
    lines = [record.getMessage() for record in caplog.records if "Refresh done" in record.getMessage()]
    assert lines == ["Refresh done in 3 s: 40 titles. Next at 13:00 UTC."]


def test_a_refresh_of_another_day_is_named_with_its_date(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sidecar = make(replace(settings, pull_interval_min=1440), runner, clock)
    sidecar.look()
    runner.runs[0].ended = OK
    sidecar.look()
    assert "Next at 2026-03-02 12:00 UTC." in caplog.text


def test_its_sign_of_life_says_when_the_next_refresh_comes(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    clock.forward(seconds=6)
    sidecar.look()
    with open_store(settings.db_path, read_only=True) as conn:
        beat = refreshes.heartbeat(conn)
    assert beat is not None
    assert beat[1] == START + timedelta(hours=1)


def test_a_refresh_that_a_crash_left_running_is_closed_at_the_start(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    with open_store(settings.db_path) as conn:
        refreshes.start(conn, "history")
    make(settings, runner, clock)
    row = last(settings)
    assert row is not None
    assert row.outcome == "failed"
    assert row.error is not None
    assert "cut off" in row.error


def test_a_refresh_of_another_process_is_left_alone(settings: Settings, runner: Runner, clock: Clock) -> None:
    with open_store(settings.db_path) as conn:
        refreshes.start(conn, "history")
    settings.art_dir.mkdir()
    with FileLock(settings.art_dir / refresh_lock.LOCK):
        make(settings, runner, clock)
    row = last(settings)
    assert row is not None
    assert row.outcome == "running"


def test_a_failure_that_left_no_row_is_written_down(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    runner.runs[0].ended = FAILED
    sidecar.look()
    row = last(settings)
    assert row is not None
    assert (row.refresh_id, row.outcome, row.error) == (1, "failed", FAILED.sentence)


def test_a_failure_that_the_refresh_has_written_down_itself_stays_as_it_is(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    with open_store(settings.db_path) as conn:
        refreshes.finish(conn, refreshes.start(conn, "people"), "failed", "Its own words.")
    runner.runs[0].ended = FAILED
    sidecar.look()
    row = last(settings)
    assert row is not None
    assert (row.refresh_id, row.error) == (1, "Its own words.")


def test_a_failure_is_written_down_once_the_store_lets_it(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    with open_store(settings.db_path) as conn:
        refreshes.start(conn, "history")
        with transaction(conn):
            runner.runs[0].ended = FAILED
            sidecar.look()
    row = last(settings)
    assert row is not None and row.outcome == "running"
    clock.forward(seconds=5)
    sidecar.look()
    row = last(settings)
    assert row is not None and row.error == FAILED.sentence


def test_closing_ends_the_refresh_under_way_and_writes_it_down(
    settings: Settings, runner: Runner, clock: Clock
) -> None:
    sidecar = make(settings, runner, clock)
    sidecar.look()
    with open_store(settings.db_path) as conn:
        refreshes.start(conn, "history")
    sidecar.close()
    assert runner.runs[0].was_ended
    row = last(settings)
    assert row is not None
    assert (row.outcome, row.error) == ("failed", STOPPED)


def test_a_database_that_was_replaced_is_reopened(settings: Settings, runner: Runner, clock: Clock) -> None:
    sidecar = make(replace(settings, disable_autostart=True), runner, clock)
    for file in settings.db_path.parent.glob("store.db*"):
        file.unlink()
    press_the_button(settings)
    sidecar.look()
    assert len(runner.runs) == 1


def test_a_database_that_breaks_later_is_reported_once_and_the_refreshes_go_on(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    sidecar = make(settings, runner, clock)
    for file in settings.db_path.parent.glob("store.db*"):
        file.unlink()
    settings.db_path.write_text("this is no database, " * 100)
    for _ in range(3):
        sidecar.look()
        clock.forward(seconds=10)
    assert len(runner.runs) == 1
    assert caplog.text.count("The sidecar cannot use its database") == 1


def test_a_full_disk_is_reported_once_although_looking_goes_on(
    settings: Settings, runner: Runner, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    sidecar = make(replace(settings, disable_autostart=True), runner, clock)
    with open_store(settings.db_path) as conn:  # fails as a write does on a full disk, while reads go on
        conn.execute("CREATE TRIGGER full BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        for _ in range(4):
            clock.forward(seconds=6)
            sidecar.look()
        assert caplog.text.count("The sidecar cannot use its database: disk is full") == 1
        conn.execute("DROP TRIGGER full")
        clock.forward(seconds=6)
        sidecar.look()
        conn.execute("CREATE TRIGGER full BEFORE INSERT ON meta BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        clock.forward(seconds=6)
        sidecar.look()
    assert caplog.text.count("The sidecar cannot use its database: disk is full") == 2


def test_a_database_that_cannot_be_opened_at_the_start_is_an_error(settings: Settings) -> None:
    settings.db_path.mkdir()
    with pytest.raises(StoreError, match="is a directory"):
        serve(settings, stop=threading.Event())


# The child process


@pytest.mark.slow
def test_a_refresh_that_hung_is_reported_on_status(settings: Settings, hanging_server: str) -> None:
    hanging = replace(
        settings,
        plex_base=hanging_server,
        plex_token="token-of-tests",
        plex_timeout_s=600,
        refresh_timeout_min=0.02,
    )
    sidecar = Sidecar(hanging)

    def told() -> bool:
        sidecar.look()
        row = last(settings)
        return row is not None and row.outcome == "failed"

    assert until(told, 60)
    sidecar.close()
    row = last(settings)
    assert row is not None and row.error is not None
    assert row.error.startswith("The refresh hung and was ended after 0.02 minutes.")


# The whole sidecar


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_sidecar_ends_within_five_seconds_even_during_a_refresh(
    settings: Settings, hanging_server: str, number: signal.Signals
) -> None:
    environ = os.environ | {
        "PLEX_BASE": hanging_server,
        "PLEX_TOKEN": "token-of-tests",
        "PLEX_TIMEOUT_S": "600",
        "DB_PATH": str(settings.db_path),
        "ART_DIR": str(settings.art_dir),
        "LOG_FILE": str(settings.log_file),
    }
    command = [sys.executable, "-m", "recommenderr", "serve"]
    with subprocess.Popen(command, env=environ, cwd=ROOT, stderr=subprocess.PIPE, text=True) as sidecar:
        try:
            assert until(lambda: settings.db_path.exists() and (row := last(settings)) and row.outcome == "running")
            began = time.monotonic()
            sidecar.send_signal(number)
            told = sidecar.communicate(timeout=20)[1]
            assert time.monotonic() - began < 5
        finally:
            sidecar.kill()
    assert sidecar.returncode == 0, told
    assert "The sidecar has ended." in told
    assert "Traceback" not in told
    row = last(settings)
    assert row is not None
    assert (row.outcome, row.error) == ("failed", STOPPED)


def until(true: object, seconds: float = 30) -> bool:
    """Whether it came true in time."""
    never, end = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if true():  # type: ignore[operator]
                return True
        except StoreError:
            pass
        never.wait(0.05)
    return False
