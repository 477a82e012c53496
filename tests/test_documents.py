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


def test_the_generated_parts_are_up_to_date() -> None:
    assert tables.example() == EXAMPLE, "run make docs"
    assert tables.readme(README) == README, "run make docs"


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_in_the_readme_and_in_the_example(name: str) -> None:
    assert len(re.findall(rf"^\| `{name}` \|.*\. \|$", README, re.MULTILINE)) == 1
    assert len(re.findall(rf"^# .*\n#?{name}=", EXAMPLE, re.MULTILINE)) == 1


def test_the_example_has_no_other_setting() -> None:
    assert re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE) == NAMES


def test_the_unchanged_example_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE)
    assert Settings.load({}, tmp_path / ".env") == Settings.load({}, None)


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.name)
def test_every_line_of_the_example_is_valid_without_its_comment_sign(spec: Any, tmp_path: Path) -> None:
    name, parse = spec.name.upper(), spec.metadata["parse"]
    value = dotenv_values(stream=StringIO(re.sub(r"^#([A-Z])", r"\1", EXAMPLE, flags=re.MULTILINE)))[name]
    if value:
        assert str(parse(value)) == str(parse(default_text(spec)))
    else:
        assert Settings.load({name: value or ""}, None) == Settings.load({}, None)


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_is_in_the_readme(command: Any) -> None:
    name, text = command.name, command.help
    assert re.search(rf"^\| `{name}[ `].* \| {re.escape(text)} \|$", README, re.MULTILINE)


@pytest.mark.slow
def test_make_alone_lists_every_target() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not here")
    output = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    public = [name for name in re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE) if not name.startswith("for-")]
    assert set(re.findall(r"^  make ([a-z-]+) ", output, re.MULTILINE)) == set(public)
    assert all(len(line) > 25 for line in output.splitlines())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_pin_everything_with_checksums_and_no_location(name: str) -> None:
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
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / name).read_text(), re.MULTILINE):
        versions.setdefault(package, set()).add(version)
    return versions


def test_the_locks_have_the_dependencies_of_the_project() -> None:
    assert wanted("build") <= set(locked("requirements.txt")), "run make lock"
    assert wanted("build", "dev") <= set(locked("requirements-dev.txt")), "run make lock"


def test_both_locks_agree() -> None:
    run, dev = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {package: versions for package, versions in run.items() if not versions <= dev.get(package, set())} == {}


def test_development_tools_are_not_in_the_lock_of_make_run() -> None:
    assert set(locked("requirements.txt")) & {"pytest", "mypy", "ruff", "playwright", "hypothesis"} == set()


def test_every_error_has_a_docstring() -> None:
    def family(error: type[Exception]) -> list[type[Exception]]:
        return [error, *(member for child in error.__subclasses__() for member in family(child))]

    assert all(error.__doc__ and error.__doc__.endswith(".") for error in family(RecommenderrError))
