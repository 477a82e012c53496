"""A refresh as a child process: its outcome, and what ends it."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace

import pytest
from filelock import FileLock

from recommenderr import refresh_lock
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.refresh.process import RefreshEnd, RefreshProcess
from recommenderr.settings import Settings
from tests.refresh.conftest import last


def wait_for(run: RefreshProcess, seconds: float = 60) -> RefreshEnd:
    """Looks as the sidecar does, with an event that nobody sets."""
    never, end = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < end:
        if ended := run.result():
            return ended
        never.wait(0.05)
    run.end()
    raise AssertionError("the refresh did not end")


@pytest.mark.slow
def test_a_refresh_of_the_demo_runs_in_a_child_process(settings: Settings) -> None:
    ended = wait_for(RefreshProcess(settings))
    assert ended.outcome == "ok", ended.sentence
    assert "titles" in ended.sentence
    row = last(settings)
    assert row is not None
    assert row.outcome == "ok"


@pytest.mark.slow
def test_a_refresh_that_has_answered_puts_its_things_away_in_peace(
    settings: Settings, plex: DemoServer, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ended while it closes its locks and connections, it would print tracebacks, and could leave them half closed."""
    small = replace(settings, plex_base=plex.base, plex_tv_base=plex.base, plex_token=plex.token)
    for _ in range(3):
        run = RefreshProcess(small)
        while (ended := run.result()) is None:
            time.sleep(0.001)
        assert ended.outcome == "ok", ended.sentence
        assert run.exit_code == 0
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.slow
def test_a_failure_in_the_child_comes_back_as_its_sentence(settings: Settings) -> None:
    nowhere = replace(settings, plex_base="http://127.0.0.1:9", plex_token="token-of-tests", plex_timeout_s=0.2)
    ended = wait_for(RefreshProcess(nowhere), 120)
    assert ended.outcome == "failed"
    assert "http://127.0.0.1:9" in ended.sentence
    assert "token-of-tests" not in ended.sentence


@pytest.mark.slow
def test_a_refresh_that_finds_another_one_is_busy(settings: Settings) -> None:
    settings.art_dir.mkdir()
    with FileLock(settings.art_dir / refresh_lock.LOCK):
        ended = wait_for(RefreshProcess(settings))
    assert ended.outcome == "busy"


@pytest.mark.slow
def test_a_refresh_that_hangs_is_ended_after_its_time(settings: Settings, hanging_server: str) -> None:
    hanging = replace(
        settings,
        plex_base=hanging_server,
        plex_token="token-of-tests",
        plex_timeout_s=600,
        refresh_timeout_min=0.02,
    )
    ended = wait_for(RefreshProcess(hanging), 30)
    assert ended.outcome == "failed"
    assert "REFRESH_TIMEOUT_MIN" in ended.sentence
    assert ended.seconds < 10


@pytest.mark.slow
def test_a_refresh_that_is_killed_is_reported_as_such(settings: Settings, hanging_server: str) -> None:
    run = RefreshProcess(replace(settings, plex_base=hanging_server, plex_token="token-of-tests", plex_timeout_s=600))
    os.kill(run.process_id, signal.SIGKILL)
    ended = wait_for(run)
    assert ended.outcome == "failed"
    assert "killed" in ended.sentence
