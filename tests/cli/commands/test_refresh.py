from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from recommenderr import refresh_lock
from recommenderr.demo.plex_server.server import DemoServer
from tests.cli.conftest import Run


def test_refresh_reads_and_builds_and_says_what_it_did(server: DemoServer, run: Run) -> None:
    ran = run("refresh")
    assert ran.status == 0, ran.err
    assert "61 titles" in ran.out
    assert len(ran.out.splitlines()) == 1
    assert "refresh" not in ran.err


def test_ingest_and_build_are_its_halves(server: DemoServer, run: Run) -> None:
    assert run("ingest").status == 0
    assert run("status", "--output", "json").document["generation"] is None
    assert run("build").status == 0
    assert run("status", "--output", "json").document["generation"] is not None


def test_what_a_refresh_could_not_read_is_said_once(
    server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_TV_BASE", "http://127.0.0.1:9")
    ran = run("refresh")
    assert ran.status == 0
    assert "Warning" not in ran.out and "61 titles" in ran.out
    lines = ran.err.splitlines()
    assert lines and all(line.startswith("Warning: ") and "PLEX_TV_BASE" in line for line in lines)


def test_a_server_that_is_not_there_fails_with_one_sentence(
    server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_BASE", "http://127.0.0.1:9")
    monkeypatch.setenv("PLEX_TIMEOUT_S", "0.2")
    ran = run("refresh")
    assert (ran.status, ran.out) == (1, "")
    assert "recommenderr: " in ran.err
    assert "http://127.0.0.1:9" in ran.err
    assert "Traceback" not in ran.err
    assert server.token not in ran.err


def test_a_token_that_is_not_accepted_fails_and_is_not_told(
    server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_TOKEN", "a-wrong-token")
    ran = run("refresh")
    assert (ran.status, ran.out) == (1, "")
    assert "token" in ran.err
    assert "a-wrong-token" not in ran.err + (Path("log").read_text())


def test_another_refresh_under_way_is_named(server: DemoServer, run: Run, place: Path) -> None:
    with FileLock(place / refresh_lock.LOCK):
        ran = run("refresh")
    assert ran.status == 1
    assert "running already" in ran.err
