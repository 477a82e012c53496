"""scripts/environment.py, which creates .venv before anything else is installed."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent / "scripts" / "environment.py"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script in a folder with two locks; records in `ran` what it would run."""
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ran = []

    def run(command: list[str], check: bool) -> None:
        assert check
        module.ran.append(command[1:3] if "venv" in command else command[-2:])
        (tmp_path / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(module, "subprocess", _Subprocess(run))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "requirements-dev.txt").write_text("a==1\nb==2\n")
    return module


class _Subprocess:
    CalledProcessError = subprocess.CalledProcessError

    def __init__(self, run: Any) -> None:
        self.run = run


MAKE, RUN, TEST, SELF = (
    ["-m", "venv"],
    ["-r", "requirements.txt"],
    ["-r", "requirements-dev.txt"],
    ["--editable", "."],
)


def test_run_creates_the_environment_once(environment: Any) -> None:
    assert environment.main("run") == 0
    assert environment.ran == [MAKE, RUN, SELF]
    assert environment.main("run") == 0
    assert len(environment.ran) == 3


def test_test_only_adds_to_the_environment_of_run(environment: Any) -> None:
    environment.main("run")
    environment.ran.clear()
    assert environment.main("test") == 0
    assert environment.ran == [TEST, SELF]
    environment.ran.clear()
    assert environment.main("test") == environment.main("run") == 0
    assert environment.ran == []


def test_test_alone_is_enough_for_run_too(environment: Any) -> None:
    environment.main("test")
    assert environment.ran == [MAKE, TEST, SELF]
    environment.main("run")
    assert len(environment.ran) == 3


def test_a_changed_lock_recreates_the_environment(environment: Any, tmp_path: Path) -> None:
    environment.main("test")
    environment.ran.clear()
    (tmp_path / "requirements.txt").write_text("a==2\n")
    (tmp_path / "requirements-dev.txt").write_text("a==2\nb==2\n")
    environment.main("test")
    assert environment.ran == [MAKE, TEST, SELF]


def test_a_changed_lock_of_the_tests_leaves_run_alone(environment: Any, tmp_path: Path) -> None:
    environment.main("test")
    environment.ran.clear()
    (tmp_path / "requirements-dev.txt").write_text("a==1\nb==3\n")
    environment.main("run")
    assert environment.ran == []
    environment.main("test")
    assert environment.ran == [TEST, SELF]


def test_a_moved_folder_recreates_the_environment(
    environment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.main("run")
    moved = tmp_path.with_name("moved")
    tmp_path.rename(moved)
    monkeypatch.chdir(moved)
    environment.ran.clear()
    monkeypatch.setattr(environment.subprocess, "run", lambda command, check: environment.ran.append(command[1:3]))
    environment.main("run")
    assert environment.ran[0] == MAKE


def test_a_failed_installation_is_repeated(
    environment: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: list[str], check: bool) -> None:
        raise subprocess.CalledProcessError(1, command)

    working = environment.subprocess.run
    monkeypatch.setattr(environment.subprocess, "run", fail)
    assert environment.main("run") == 1
    assert "Making .venv failed at" in capsys.readouterr().err
    monkeypatch.setattr(environment.subprocess, "run", working)
    assert environment.main("run") == 0
    assert environment.ran == [MAKE, RUN, SELF]


def test_an_old_python_is_refused_with_a_message(
    environment: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert environment.main("run") == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err
    assert environment.ran == []


def test_a_python_without_venv_is_refused_with_a_message(
    environment: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    assert environment.main("run") == 1
    assert "python3-venv" in capsys.readouterr().err


def test_an_old_python_can_parse_it() -> None:
    assert ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
