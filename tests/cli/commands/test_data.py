"""`backup`, `restore`, `export` and `forget` as they are typed: sentences, files, exit statuses."""

from __future__ import annotations

import csv
import json
import stat
from io import StringIO
from pathlib import Path

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from tests.cli.conftest import Run


@pytest.fixture
def home(server: DemoServer, run: Run, place: Path) -> Path:
    """Ana's household, read and built."""
    assert run("refresh").status == 0
    return place


def test_there_and_back(home: Path, run: Run) -> None:
    made = run("backup", "b.db")
    assert made.status == 0
    assert made.out.startswith("b.db holds 61 titles and ")
    assert " plays of Small (0." in made.out
    back = run("restore", "b.db")
    assert back.status == 0
    assert back.out.startswith("Brought back: 61 titles and ")
    assert f"What was there before is kept in {home / 'store.db.v'}" in back.out
    assert run("users").status == 0


def test_a_backup_is_not_overwritten(home: Path, run: Run) -> None:
    run("backup", "b.db")
    ran = run("backup", "b.db")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "recommenderr: b.db is there already and is not overwritten. Name another file.\n"


def test_there_is_nothing_to_back_up_yet(server: DemoServer, run: Run, place: Path) -> None:
    ran = run("backup", "b.db")
    assert ran.status == 1
    assert "There is no database" in ran.err
    assert not (place / "b.db").exists()


def test_what_is_no_backup_is_not_restored(home: Path, run: Run) -> None:
    (home / "letter").write_text("Dear all")
    ran = run("restore", "letter")
    assert ran.status == 1
    assert ran.err == "recommenderr: letter is not a whole backup of this program. Nothing was changed.\n"


def test_an_export_is_one_document_or_one_table(home: Path, run: Run) -> None:
    assert run("export", "bruno").document["name"] == "Bruno"
    ran = run("export", "bruno", "--format", "csv")
    assert ran.status == 0
    rows = list(csv.DictReader(StringIO(ran.out, newline="")))
    assert {row["list"] for row in rows} == {"history", "watched", "recommendations"}


def test_an_export_goes_into_a_new_private_file(home: Path, run: Run) -> None:
    assert run("export", "bruno", "--file", "mine.json").out == ""
    assert json.loads((home / "mine.json").read_text(encoding="utf-8"))["account_id"] == 101
    assert stat.S_IMODE((home / "mine.json").stat().st_mode) == 0o600
    again = run("export", "bruno", "--file", "mine.json")
    assert again.status == 1
    assert "is there already and is not overwritten" in again.err
    assert "cannot be written (No such file" in run("export", "bruno", "--file", "no/where.json").err


def test_forgetting_asks_first(home: Path, run: Run) -> None:
    ran = run("forget", "bruno")
    assert (ran.status, ran.out) == (2, "")
    assert "This erases Bruno (id 101) for good: " in ran.err
    assert ran.err.endswith("If that is meant, run: recommenderr forget 101 --yes\n")
    assert run("export", "bruno").status == 0


def test_forgetting_is_done_with_yes(home: Path, run: Run) -> None:
    ran = run("forget", "101", "--yes")
    assert ran.status == 0
    assert ran.out.startswith("Bruno is forgotten: ")
    assert "Backups in other places still know this person" in ran.out
    run("refresh")
    assert [person["name"] for person in run("users", "--output", "json").document] == ["Ana", "Jonas", "Mila"]


@pytest.mark.parametrize("words", [("export", "nobody"), ("forget", "nobody", "--yes")])
def test_nobody_of_that_name_is_wrong_use(home: Path, run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "Nobody is called 'nobody'. There are: Ana, Bruno, Jonas, Mila." in ran.err


@pytest.mark.parametrize(
    "words", [("backup",), ("restore",), ("export",), ("forget",), ("export", "a", "--format", "x")]
)
def test_wrong_use_says_so(run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.status, ran.out) == (2, "")
    assert "usage: recommenderr" in ran.err
