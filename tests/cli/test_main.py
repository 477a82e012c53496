"""The edges: exit statuses, Ctrl-C, a pipe that closes, a fault of the program, where output goes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from recommenderr import __version__, cli
from recommenderr.artifacts import generation
from recommenderr.cli import parser as parsing
from recommenderr.cli.parser import Command
from recommenderr.errors import PlexUnreachableError, UsageError
from recommenderr.settings import DEMO_NOTICE
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_version(run: Run) -> None:
    assert run("--version").out == f"recommenderr {__version__}\n"


def test_a_setting_that_cannot_be_used_is_one_sentence(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEAT_W_TEXT", "much")
    ran = run("recommend", "Ana")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == ("recommenderr: FEAT_W_TEXT (from environment) is 'much'; it must be a number from 0 to 100.\n")


def fake(monkeypatch: pytest.MonkeyPatch, ends: Any, **more: Any) -> None:
    """Puts a command `fake` that ends in a given way in the place of all others."""

    def run(settings: object, arguments: object) -> int:
        print("begun")
        if isinstance(ends, BaseException):
            raise ends
        return int(ends)

    monkeypatch.setattr(parsing, "commands", lambda: (Command("fake", "for tests", run, **more),))


@pytest.mark.parametrize(
    ("ends", "status"),
    [(0, 0), (1, 1), (UsageError("Not so."), 2), (PlexUnreachableError("Gone."), 1), (KeyboardInterrupt(), 130)],
)
def test_each_way_to_end_has_its_status(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch, ends: Any, status: int
) -> None:
    fake(monkeypatch, ends)
    ran = run("fake")
    assert ran.status == status
    assert ran.out == "begun\n"
    assert "Traceback" not in ran.err


def test_a_fault_of_the_program_is_one_sentence_with_the_traceback_in_the_log(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_TOKEN", "token-of-tests")
    fake(monkeypatch, ZeroDivisionError("with token-of-tests"))
    ran = run("fake")
    assert ran.status == 1
    last = ran.err.splitlines()[-1]
    assert last.startswith("recommenderr: a fault of the program, not of its use (ZeroDivisionError: with [removed])")
    assert "Traceback" in (place / "log").read_text()
    assert "token-of-tests" not in ran.err + (place / "log").read_text()


def test_every_command_that_shows_the_library_says_that_it_is_the_demo(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, 0)
    assert run("fake").err == f"{DEMO_NOTICE}\n"
    monkeypatch.setenv("PLEX_TOKEN", "token-of-tests")
    assert run("fake").err == ""


def test_a_quiet_command_lets_warnings_through_and_logs_the_rest(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import logging

    def talk(settings: object, arguments: object) -> int:
        logging.getLogger("test").info("a detail")
        logging.getLogger("test").warning("a warning")
        return 0

    monkeypatch.setattr(parsing, "commands", lambda: (Command("fake", "for tests", talk, quiet=True),))
    ran = run("fake")
    assert "a warning" in ran.err
    assert "a detail" not in ran.err
    assert "a detail" in (place / "log").read_text()


def program(*words: str, place: Path, **settings: str) -> subprocess.Popen[str]:
    here = {"DB_PATH": str(place / "store.db"), "ART_DIR": str(place), "LOG_FILE": str(place / "log")}
    command = [sys.executable, "-m", "recommenderr", *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | here | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that started the tests in the background had Ctrl-C ignored, which would be inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.slow
def test_a_reader_that_has_enough_is_no_failure(demo: Path) -> None:
    with program("recommend", "Ana", "--k", "1000", "--explain", "--output", "json", place=demo) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        assert ran.stdout.read(1) == "["
        ran.stdout.close()
        err = ran.stderr.read()
    assert ran.returncode == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@pytest.mark.slow
def test_as_a_program_stdout_holds_one_json_document_and_nothing_else(demo: Path) -> None:
    with program("recommend", "Ana", "--output", "json", place=demo) as ran:
        out, err = ran.communicate(timeout=60)
    assert ran.returncode == 0
    assert len(json.loads(out)) == 10
    assert err == f"{DEMO_NOTICE}\n"


@pytest.mark.slow
def test_ctrl_c_ends_with_130_and_without_a_traceback(place: Path) -> None:
    """The refresh waits for a server that never answers; Ctrl-C comes once it has asked."""
    with socket.create_server(("127.0.0.1", 0), backlog=10) as silent:
        silent.settimeout(30)
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with program("refresh", place=place, PLEX_BASE=base, PLEX_TOKEN="token-of-tests") as ran:
            asking, _ = silent.accept()
            ran.send_signal(signal.SIGINT)
            out, err = ran.communicate(timeout=20)
            asking.close()
    assert ran.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err


def test_the_console_script_is_this_main() -> None:
    assert 'recommenderr = "recommenderr.cli:main"' in (ROOT / "pyproject.toml").read_text()
    assert callable(cli.main)


def test_a_generation_with_flipped_bits_is_no_fault_of_the_program(
    built_demo: Path, tmp_path: Path, place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built_demo, place, dirs_exist_ok=True)
    monkeypatch.setattr(generation, "_torn", set())
    name = (place / "current").read_text(encoding="utf-8").strip()
    kept = shutil.copytree(place / "generations" / name, place / "generations" / "00000000T000000Z-before")
    records = place / "generations" / name / "titles" / "records.letters.npy"
    content = records.read_bytes()
    records.write_bytes(content[:200] + bytes(len(content) - 200))
    ran = run("recommend", "Ana", "--k", "3")
    assert (ran.status, len(ran.out.splitlines()) >= 3) == (0, True)
    assert "fault of the program" not in ran.err
    shutil.rmtree(kept)
    ran = run("recommend", "Ana", "--k", "3")
    assert ran.status == 1
    assert "is not what was written. Run `recommenderr build`" in ran.err
