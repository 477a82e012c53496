"""The package runs as a program."""

from __future__ import annotations

import subprocess
import sys

import pytest

from recommenderr import __version__


@pytest.mark.slow
def test_the_package_is_the_command() -> None:
    command = [sys.executable, "-m", "recommenderr", "--version"]
    assert subprocess.check_output(command, text=True) == f"recommenderr {__version__}\n"
