"""The documents agree with the program: settings, commands, make targets, locks."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from recommenderr.cli.parser import commands
from recommenderr.errors import RecommenderrError
from recommenderr.settings import Settings, default_text, specs
from scripts.documents import tables

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAMES = [spec.name.upper() for spec in specs()]


def test_the_generated_parts_are_those_of_today() -> None:
    assert tables.example() == EXAMPLE, "run make docs"
    assert tables.readme(README) == README, "run make docs"


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_stands_in_the_readme_and_in_the_example(name: str) -> None:
    assert len(re.findall(rf"^\| `{name}` \|.*\. \|$", README, re.MULTILINE)) == 1
    assert len(re.findall(rf"^# .*\n#?{name}=", EXAMPLE, re.MULTILINE)) == 1


def test_the_example_holds_no_other_setting() -> None:
    assert re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE) == NAMES


def test_the_example_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE)
    assert Settings.load({}, tmp_path / ".env") == Settings.load({}, None)


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.name)
def test_every_line_of_the_example_can_be_taken_by_removing_its_mark(spec: Any, tmp_path: Path) -> None:
    name, parse = spec.name.upper(), spec.metadata["parse"]
    value = dotenv_values(stream=StringIO(re.sub(r"^#([A-Z])", r"\1", EXAMPLE, flags=re.MULTILINE)))[name]
    if value:
        assert str(parse(value)) == str(parse(default_text(spec)))
    else:
        assert Settings.load({name: value or ""}, None) == Settings.load({}, None)


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_stands_in_the_readme(command: Any) -> None:
    name, told = command.name, command.help
    assert re.search(rf"^\| `{name}[ `].* \| {re.escape(told)} \|$", README, re.MULTILINE)


def test_make_alone_lists_every_target() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not here")
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    public = [name for name in re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE) if not name.startswith("for-")]
    assert set(re.findall(r"^  make ([a-z-]+) ", told, re.MULTILINE)) == set(public)
    assert all(len(line) > 25 for line in told.splitlines())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_pin_everything_with_checksums_and_name_no_place(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)==[^ ]+(?: ; .*?)? \\$", lock, re.MULTILINE)
    starts = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(starts) == len(pinned)
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert not re.search(r"(?m)^\s*[^#\s].*(file:|https?:|index-url|find-links)|file://|/(home|opt|tmp|root)/", lock)


def wanted(*extras: str) -> set[str]:
    """The packages that pyproject.toml asks for."""
    asked = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        asked += PROJECT["project"]["optional-dependencies"][extra]
    return {re.split(r"[>=<\[; ]", words)[0].lower() for words in asked}


def locked(name: str) -> dict[str, set[str]]:
    """Package to its versions (several where they depend on the Python)."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / name).read_text(), re.MULTILINE):
        found.setdefault(package, set()).add(version)
    return found


def test_the_locks_hold_what_the_project_asks_for() -> None:
    assert wanted("build") <= set(locked("requirements.txt")), "run make lock"
    assert wanted("build", "dev") <= set(locked("requirements-dev.txt")), "run make lock"


def test_both_locks_agree() -> None:
    run, dev = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {package: versions for package, versions in run.items() if not versions <= dev.get(package, set())} == {}


def test_what_make_test_needs_is_not_in_the_lock_of_make_run() -> None:
    assert set(locked("requirements.txt")) & {"pytest", "mypy", "ruff", "playwright", "hypothesis"} == set()


def test_every_error_says_in_its_docstring_what_it_means() -> None:
    def family(error: type[Exception]) -> list[type[Exception]]:
        return [error, *(member for child in error.__subclasses__() for member in family(child))]

    assert all(error.__doc__ and error.__doc__.endswith(".") for error in family(RecommenderrError))
