"""The command line's words: commands, help and wrong use."""

from __future__ import annotations

import pytest

from recommenderr.cli.parser import commands
from tests.cli.conftest import Run

OF_THE_DESIGN = {"ingest", "build", "refresh", "users", "recommend", "explain", "serve", "status", "cap", "doctor"} | {
    *("similar", "backtest", "tune", "backup", "restore", "export", "forget", "adopt"),
}


def test_the_commands_are_those_of_the_design() -> None:
    assert {command.name for command in commands()} == OF_THE_DESIGN


def test_the_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.status == 0
    assert all(f"    {name} " in ran.out for name in OF_THE_DESIGN)


@pytest.mark.parametrize("name", sorted(OF_THE_DESIGN))
def test_every_command_has_help(run: Run, name: str) -> None:
    ran = run(name, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert f"usage: recommenderr {name}" in ran.out


@pytest.mark.parametrize("words", [(), ("dance",), ("users", "--loud"), ("recommend",), ("status", "--output", "xml")])
def test_wrong_use_ends_with_2_and_says_so_on_stderr(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "usage: recommenderr" in ran.err


def test_the_parser_takes_no_abbreviations(run: Run) -> None:
    assert run("status", "--out", "json").status == 2
