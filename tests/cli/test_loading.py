"""A command is only as quick as what it imports: which of the heavy packages each of them may load."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recommenderr.cli.parser import commands

ROOT = Path(__file__).parents[2]
HEAVY = (
    *("numpy", "scipy", "scipy.sparse", "pandas", "sklearn", "plexapi", "requests", "streamlit", "altair", "PIL"),
    *("joblib", "dask", "sqlite3", "dotenv", "rapidfuzz", "filelock", "schedule"),
)
PROGRAM = f"""
import json, sys
from recommenderr.cli import main
status = main(sys.argv[1:])
loaded = [name for name in {HEAVY} if name in sys.modules]
print(json.dumps([status, loaded]), file=sys.stderr)
"""

STORE = {"sqlite3"}
ASKING = STORE | {"numpy"}
SPARSE = ASKING | {"scipy", "scipy.sparse"}
READING = STORE | {"plexapi", "requests", "filelock", "PIL"}  # PIL draws the demo's posters
BUILDING = SPARSE | {"sklearn", "joblib", "pandas", "filelock"}  # pandas comes with scikit-learn
MAY_LOAD: dict[tuple[str, ...], set[str]] = {
    ("--help",): set(),
    ("--version",): set(),
    ("recommend", "--help"): set(),
    ("users",): ASKING,
    ("recommend", "Ana"): ASKING,
    ("recommend", "Ana", "--explain", "--type", "movie", "--output", "json"): ASKING,
    ("recommend", "--all"): SPARSE | {"joblib"},
    ("explain", "Ana", "Dune"): ASKING,
    ("similar", "Dune"): SPARSE,
    ("backtest", "Clara"): SPARSE,
    ("tune", "Clara"): SPARSE,
    ("status",): ASKING,
    ("doctor",): ASKING | READING,
    ("backup", "backup-file"): STORE | {"filelock"},
    ("export", "Ana"): ASKING,
    ("forget", "Ana", "--yes"): ASKING | {"filelock"},
    ("cap", "--list"): ASKING,
    ("ingest",): READING,
    ("build",): BUILDING,
    ("refresh",): READING | BUILDING,
}
NOT_RUN_HERE = {"serve", "restore", "adopt"}
"""`serve` runs until it is ended (tests/test_imports.py looks at what it loads); `restore` does what `backup` does;
`adopt` needs a real server."""


@pytest.fixture
def copy(demo_place: Path, tmp_path: Path) -> Path:
    """The built demo, for a command to change as it likes."""
    return shutil.copytree(demo_place, tmp_path / "copy")


@pytest.mark.slow
@pytest.mark.parametrize("words", MAY_LOAD, ids=" ".join)
def test_a_command_loads_nothing_heavy_that_it_can_do_without(copy: Path, words: tuple[str, ...]) -> None:
    places = {"DB_PATH": str(copy / "store.db"), "ART_DIR": str(copy), "LOG_FILE": str(copy / "log")}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        env=os.environ | places | {"PYTHONPATH": str(ROOT)},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    status, loaded = json.loads(ended.stderr.splitlines()[-1])
    assert status == 0, ended.stderr
    assert set(loaded) - MAY_LOAD[words] == set()


def test_every_command_has_its_line() -> None:
    listed = {words[0] for words in MAY_LOAD if not words[0].startswith("-")}
    assert {command.name for command in commands()} == listed | NOT_RUN_HERE
