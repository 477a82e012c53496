from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import get_args

import pytest

from recommenderr.cli.commands import batch
from recommenderr.recommender.batch import Backend
from tests.cli.conftest import Run

NAMES = ["Ana", "Bruno", "Clara", "Jonas", "Mila", "Tom"]


def test_everybody_gets_one_line_of_json(demo: Path, run: Run) -> None:
    ran = run("recommend", "--all", "--k", "3", "--output", "jsonl")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 0
    assert [line["name"] for line in lines] == NAMES
    assert {tuple(line) for line in lines} == {("account_id", "name", "note", "items")}
    assert [line["note"] is None for line in lines] == [True] * 4 + [False] * 2  # Mila has an age limit, Tom no history
    for line in lines:
        assert line["items"] == run("recommend", line["name"], "--k", "3", "--output", "json").document
    assert re.search(r"Ranked for 6 people in \d+ (s|min)\.\n$", ran.err)


def test_one_person_may_have_their_line_too(demo: Path, run: Run) -> None:
    words = ("--k", "2", "--type", "show", "--explain", "--output", "jsonl")
    everybodys = run("recommend", "--all", *words).out.splitlines()
    assert run("recommend", "Bruno", *words).out.splitlines() == [everybodys[1]]
    assert "explain" in json.loads(everybodys[1])["items"][0]


def test_as_one_document_it_is_a_list_of_these_objects(demo: Path, run: Run) -> None:
    ran = run("recommend", "--all", "--k", "2", "--output", "json")
    lines = run("recommend", "--all", "--k", "2", "--output", "jsonl").out.splitlines()
    assert ran.document == [json.loads(line) for line in lines]


def test_as_text_one_list_stands_below_the_other(demo: Path, run: Run) -> None:
    out = run("recommend", "--all", "--k", "2").out
    starts = [out.index(f"For {name}, of ") for name in NAMES]
    assert starts == sorted(starts)
    assert run("recommend", "Clara", "--k", "2").out in out


def test_several_processes_give_the_same(demo: Path, run: Run) -> None:
    alone = run("recommend", "--all", "--output", "jsonl")
    for words in (("--jobs", "2"), ("--jobs", "-1", "--joblib-backend", "threading")):
        ran = run("recommend", "--all", "--output", "jsonl", *words)
        assert (ran.status, ran.out) == (0, alone.out)


def test_on_a_terminal_a_bar_shows_how_far_it_is(demo: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    ran = run("recommend", "--all", "--output", "jsonl")
    assert "ranking  6 of 6" in ran.err
    assert len(ran.out.splitlines()) == 6


@pytest.mark.parametrize("words", [("Ana", "--all"), ("--all", "Ana"), ()])
def test_either_somebody_or_everybody(demo: Path, run: Run, words: tuple[str, ...]) -> None:
    ran = run("recommend", *words)
    assert (ran.status, ran.out) == (2, "")
    assert ("not allowed with argument" if words else "one of the arguments USER --all is required") in ran.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Ana", "--jobs", "2"), "--jobs says how everybody is ranked. Leave it out, or write --all instead of"),
        (("Ana", "--joblib-backend", "threading"), "--joblib-backend says how everybody is ranked."),
        (("--all", "--joblib-backend", "dask"), "--joblib-backend dask and --dask-address belong together."),
        (("--all", "--dask-address", "tcp://127.0.0.1:1"), "--joblib-backend dask and --dask-address belong together."),
        (("--all", "--jobs", "0"), "'0' is neither a number of processes nor -1, which is one for each core"),
        (("--all", "--jobs", "-2"), "'-2' is neither a number of processes nor -1"),
        (("--all", "--joblib-backend", "ray"), "invalid choice: 'ray'"),
    ],
)
def test_words_that_do_not_fit_together_are_wrong_use(
    demo: Path, run: Run, words: tuple[str, ...], sentence: str
) -> None:
    ran = run("recommend", *words)
    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.err


def test_where_nothing_is_built_it_says_what_to_run(server: object, run: Run) -> None:
    assert run("ingest").status == 0
    ran = run("recommend", "--all", "--output", "jsonl")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "recommenderr: Nothing has been built yet. Run `recommenderr refresh` first.\n"


def test_the_command_knows_every_backend() -> None:
    assert get_args(Backend) == batch.BACKENDS
