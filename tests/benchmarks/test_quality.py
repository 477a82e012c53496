"""The quality benchmark on a tiny data set: every model takes part, nothing leaks, and it repeats exactly."""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from benchmarks import collaborative, models
from benchmarks.dataset import read_dataset
from benchmarks.quality import PROTOCOLS, main
from benchmarks.quality_table import BASE
from recommenderr.evaluation.evaluation import EvalCase, eval_cases
from recommenderr.evaluation.splits import popularity_over_time
from recommenderr.model.evidence import profile_similarity

CATALOGUE = (
    *("item_id", "type", "title", "year", "runtime_min", "genres", "cast", "directors", "collections", "countries"),
    *("content_rating", "keywords", "summary", "imdb_id", "tmdb_id", "rating", "votes", "imdb_votes"),
)
PEOPLE, TITLES = 12, 60


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty titles, five of which nobody watched, and a dozen people."""
    folder, rng = tmp_path_factory.mktemp("data"), random.Random(0)
    with gzip.open(folder / "catalogue.csv.gz", "wt", newline="") as file:
        rows = csv.DictWriter(file, CATALOGUE, restval="")
        rows.writeheader()
        for number in range(TITLES):
            rows.writerow(
                {
                    "item_id": f"m:{number}",
                    "type": "show" if number % 7 == 0 else "movie",
                    "title": f"Title {number}",
                    "year": 1990.0 + number % 30,
                    "genres": "|".join(rng.sample(["Drama", "Crime", "Comedy", "War"], 2)),
                    "cast": f"Actor {number % 9}|Actor {number % 4}",
                    "summary": rng.choice(["A ghost on a train.", "The captain of a storm.", "A river, a garden."]),
                    "rating": rng.randrange(50, 90) / 10 if number % 5 else "",
                    "votes": rng.randrange(1000) if number % 3 else "",
                    "imdb_votes": 120.0,
                }
            )
    with gzip.open(folder / "events.csv.gz", "wt", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["user_id", "item_id", "ts", "rating"])
        for person in range(PEOPLE):
            watched = sorted(rng.sample(range(TITLES - 5), 25))
            for place, number in enumerate(watched):
                lines.writerow(
                    [f"u{person}", f"m:{number}", 1_000_000 * person + 500 * (place // 2), rng.choice([2, 4.5])]
                )
    return folder


def figures(data: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Any, str]:
    file = data / "figures.json"
    assert main(["--data", str(data), "--json", str(file), *words]) == 0
    document = json.loads(file.read_text())
    for row in document["rows"]:
        assert row.pop("seconds") >= 0
    return document, capsys.readouterr().out


@pytest.mark.parametrize("protocol", ["last", "rolling"])
def test_every_model_takes_part(data: Path, capsys: pytest.CaptureFixture[str], protocol: str) -> None:
    document, table = figures(data, capsys, "--protocol", protocol)
    names = [row["name"] for row in document["rows"]]
    assert len(names) == len(set(names)) == (20 if collaborative.has_implicit() else 18)
    assert all(name in table for name in names)
    assert f"of {PEOPLE} people, 55 titles, protocol {protocol}" in table
    for row in document["rows"]:
        assert all(m["low"] <= m["mean"] <= m["high"] for m in row["measures"].values())
        assert (row["ndcg@10 against the defaults"] is None) == (row["name"] == BASE)


def test_the_same_data_give_the_same_figures(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = figures(data, capsys)
    second, _ = figures(data, capsys)
    other, _ = figures(data, capsys, "--seed", "1")
    assert first == second
    assert first != other


def test_fewer_people_and_more_titles(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, _ = figures(data, capsys, "--users", "4", "--whole-catalogue")
    assert "4 cases of 4 people, 60 titles" in document["notes"][0]


def test_without_the_extra_it_says_what_is_left_out(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "implicit", None)
    document, table = figures(data, capsys)
    assert not any("implicit" in row["name"] for row in document["rows"])
    assert "item-kNN and ALS are left out" in table


def test_without_data_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 1
    assert "nothing was measured" in capsys.readouterr().err


def made(data: Path, protocol: str) -> list[EvalCase]:
    dataset = read_dataset(data)
    return list(eval_cases(dataset.blocks, dataset.acclaim, dataset.logs, PROTOCOLS[protocol]))


@pytest.mark.parametrize("protocol", ["last", "rolling"])
def test_no_model_is_trained_on_what_it_is_asked_for(data: Path, protocol: str) -> None:
    """Nobody's held-out titles are in the rows that the filters of the collaborative are trained on."""
    found = made(data, protocol)
    asked = []
    for places, known in models.rounds(found):
        matrix = models.training_matrix(known, 55).toarray()
        row_of = {person: row for row, person in enumerate(known)}
        asked += places
        for place in places:
            assert not matrix[row_of[found[place].person], found[place].held_out].any()
            assert (
                np.flatnonzero(matrix[row_of[found[place].person]]).tolist() == found[place].model.profile.rows.tolist()
            )
    assert sorted(asked) == list(range(len(found)))


def test_a_planted_leak_is_seen_by_that_test(data: Path) -> None:
    found = made(data, "last")
    known = {case.person: np.append(case.model.profile.rows, case.held_out) for case in found}
    matrix = models.training_matrix(known, 55).toarray()
    assert all(matrix[row, case.held_out].any() for row, case in enumerate(found))


def test_no_list_holds_what_was_seen_and_each_title_once(data: Path) -> None:
    found = made(data, "last")
    dataset = read_dataset(data)
    fitted, fits = models.tuned(0)
    compared = [
        *(models.random_order(0), models.by_weights(models.DEFAULTS), fitted),
        models.evidence_part(dataset.blocks, "closest"),
        models.with_mean_people(dataset.blocks, models.PLAIN, hard=True),
        models.trained_on_everyone(collaborative.ease, 0),
        models.popularity_at_the_time(popularity_over_time(dataset.logs.values(), 55)),
    ]
    for model in compared:
        for case, ranked in zip(found, model(found), strict=True):
            assert len(ranked) == len(set(ranked.tolist())) == 20
            assert case.model.candidates[ranked].all()
    assert len(fits) == 2


def test_ease_is_the_textbooks() -> None:
    watched = csr_matrix((np.random.default_rng(0).random((8, 20)) < 0.3).astype(np.float32))
    dense = watched.toarray().astype(np.float64)
    inverse = np.linalg.inv(dense.T @ dense + collaborative.EASE_REGULARISATION * np.eye(20))
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    trained = collaborative.ease(watched, 0)
    for person in range(8):
        unseen = dense[person] == 0
        assert trained(person)[unseen] == pytest.approx((dense[person] @ weights)[unseen])


def test_names_can_be_averaged_like_everything_else(data: Path) -> None:
    """And where names have no weight, how they are counted changes no list."""
    dataset, found = read_dataset(data), made(data, "last")
    block = models.averaged(dataset.blocks["people"])
    for case in found:
        table = block.matrix().toarray()
        shares = case.model.profile.profile_weight / np.abs(case.model.profile.profile_weight).sum()
        assert profile_similarity(block, case.model.profile) == pytest.approx(
            table @ (shares @ table[case.model.profile.rows]), abs=1e-6
        )
    no_people = models.PLAIN.changed({"people": 0.0})
    as_before = models.with_mean_people(dataset.blocks, no_people, hard=False)(found)
    for before, now in zip(as_before, models.by_weights(no_people)(found), strict=True):
        assert before.tolist() == now.tolist()


def test_hard_years_are_the_titles_own_buckets(data: Path) -> None:
    dataset = read_dataset(data)
    block = models.hard_years(dataset.blocks["year"])
    for item, row in zip(dataset.items, block.matrix().toarray(), strict=True):
        assert item.year is not None
        assert row.sum() == 1.0
        first, _, last = block.names[int(row.argmax())].partition(" to ")
        assert int(first) <= item.year <= int(last)
