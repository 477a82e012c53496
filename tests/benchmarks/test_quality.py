"""The quality benchmark on tiny data sets: every model takes part, nothing leaks, and it repeats exactly."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks import collaborative
from benchmarks.cases import PROTOCOLS, Case, Protocol, all_cases, known_by_turn, user_model
from benchmarks.dataset import Dataset, read_dataset
from benchmarks.evaluate import evaluate_dataset, hit_measures
from benchmarks.models import BASE, DEFAULTS, RANKERS, Models
from benchmarks.quality import main, set_names
from recommenderr.model.user_model import recommend
from recommenderr.model.user_profile import MEMORY
from tests.factories.evaluation_data import write_data

PEOPLE, TITLES = 12, 60
NAMES = {
    *(*RANKERS, "as if nothing were known", "random"),
    *("reference: popularity before", "reference: popularity, later too"),
    *("reference: item-kNN", "reference: EASE"),
}
BEGIN = int(datetime(2012, 1, 1, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty titles, five of which nobody watched, and a dozen people."""
    rng = random.Random(0)
    titles = [
        {
            "item_id": f"m:{number}",
            "type": "show" if number % 7 == 0 else "movie",
            "title": f"Title {number}",
            "year": 1990.0 + number % 24,
            "genres": "|".join(rng.sample(["Drama", "Crime", "Comedy", "War"], 2)),
            "cast": f"Actor {number % 9}|Actor {number % 4}",
            "summary": rng.choice(["A ghost on a train.", "The captain of a storm.", "A river, a garden."]),
            "rating": rng.randrange(50, 90) / 10 if number % 5 else "",
        }
        for number in range(TITLES)
    ]
    events = [
        {
            "user_id": f"u{person}",
            "item_id": f"m:{number}",
            "ts": BEGIN + 1_000_000 * person + 500 * (place // 2),
            "rating": rng.choice([2, 4.5]),
        }
        for person in range(PEOPLE)
        for place, number in enumerate(rng.sample(range(TITLES - 5), 25))
    ]
    return write_data(tmp_path_factory.mktemp("data") / "tiny", titles, events)


def figures(folders: Sequence[Path], capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Any, str]:
    file = folders[0] / "figures.json"
    data = [word for folder in folders for word in ("--data", str(folder))]
    assert main([*data, "--json", str(file), *words]) == 0
    return json.loads(file.read_text()), capsys.readouterr().out


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_model_takes_part(data: Path, capsys: pytest.CaptureFixture[str], protocol: str) -> None:
    document, table = figures([data], capsys, "--protocol", protocol)
    assert {row["name"] for row in document["rows"]} == NAMES
    assert all(name in table for name in NAMES)
    assert f"of {PEOPLE} people, 60 titles, protocol {protocol}" in table
    assert "what was watched next" in table
    for row in document["rows"]:
        assert row["data"] == "tiny"
        assert all(m["low"] <= m["mean"] <= m["high"] for m in row["measures"].values())
        assert (row["ndcg@10 against the defaults"] is None) == (row["name"] == BASE)


def test_data_sets_stand_side_by_side(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The second has one title less, no series, no ratings, and numbers for ids."""
    titles = [{"item_id": number, "title": f"T {number}", "year": 2000, "genres": "Drama"} for number in range(20)]
    events = [{"user_id": "a", "item_id": number, "ts": BEGIN + number} for number in range(12)]
    other = write_data(tmp_path / "other", titles, events)
    document, table = figures([data, other], capsys)
    assert [row["data"] for row in document["rows"]] == ["tiny"] * len(NAMES) + ["other"] * len(NAMES)
    assert "tiny: 12 cases of 12 people" in table
    assert "other: 1 cases of 1 people" in table
    assert set(document["watched next"]) == {"tiny", "other"}
    assert "series: none" not in document["rows"][-1]["segments"]


def test_the_same_data_give_the_same_figures(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = figures([data], capsys)
    second, _ = figures([data], capsys)
    other, _ = figures([data], capsys, "--seed", "1")
    assert first == second
    assert first != other


def test_fewer_people_are_judged_by_the_same_cases(data: Path) -> None:
    """The others remain: as neighbours, and in what collaborative filters are trained on."""
    dataset = read_dataset(data)
    everyone, four = (evaluate_dataset(dataset, Protocol(), users=users).models for users in (None, 4))
    for name in NAMES:
        assert four[name].people.tolist() == [0, 1, 2, 3]
        assert four[name].values["ndcg@20"].tolist() == everyone[name].values["ndcg@20"][:4].tolist()


def test_the_whole_catalogue_has_titles_that_nobody_watched(data: Path) -> None:
    dataset = read_dataset(data)
    [case] = all_cases(dataset, Protocol("last"), 1)
    [whole] = all_cases(dataset, Protocol("last", whole_catalogue=True), 1)
    known = np.isin(np.arange(TITLES), case.known)
    released = dataset.years <= 2012
    assert case.candidates.tolist() == np.flatnonzero(released & ~known & dataset.watched).tolist()
    assert whole.candidates.tolist() == np.flatnonzero(released & ~known).tolist()
    assert np.count_nonzero(released & ~dataset.watched) > 0


def test_what_is_wrong_is_said(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 1
    assert "nothing was measured" in capsys.readouterr().err
    assert main(["--data", str(tmp_path), "--data", str(data), "--users", "2"]) == 1
    out, err = capsys.readouterr()
    assert "tiny: 2 cases" in out
    assert "There is no events.csv.gz" in err
    short = write_data(tmp_path / "short", [{"item_id": "a"}], [{"user_id": "u", "item_id": "a", "ts": 1}])
    assert main(["--data", str(short)]) == 1
    assert "short: no one has watched more than 5 titles" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--users", "0"), ("--known-at-most", "-1"), ("--protocol", "best")])
def test_what_makes_no_sense_is_refused(data: Path, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(data), *words])


def test_folders_of_the_same_name_are_told_apart() -> None:
    assert set_names([Path("/a/data"), Path("/a/more")]) == ["data", "more"]
    assert set_names([Path("/a/data"), Path("/b/data")]) == ["a/data", "b/data"]
    assert set_names([Path("/a/data"), Path("/a/data")]) == ["data (1)", "data (2)"]


@pytest.mark.parametrize("n_titles", [0, 1, 7, 100])
def test_only_what_was_watched_last_is_known(data: Path, n_titles: int) -> None:
    """The library, the moment and what was watched next stay the same."""
    dataset = read_dataset(data)
    for case, whole in zip(
        all_cases(dataset, Protocol(known_at_most=n_titles)), all_cases(dataset, Protocol()), strict=True
    ):
        assert len(case.known) == min(n_titles, len(whole.known))
        assert np.isin(case.known, whole.log.rows[whole.known_events - len(case.known) : whole.known_events]).all()
        assert case.moment == whole.moment
        assert case.candidates.tolist() == whole.candidates.tolist()
        assert case.held_out.tolist() == whole.held_out.tolist()


def test_with_nothing_known_everyone_still_gets_a_list(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, table = figures([data], capsys, "--known-at-most", "0")
    assert {row["name"] for row in document["rows"]} == {*RANKERS, "random", "reference: popularity before"}
    assert all(set(row["segments"]) >= {"0 known"} for row in document["rows"])
    assert "at most 0 known" in table


def shown(dataset: Dataset, protocol: Protocol) -> list[tuple[Case, Any]]:
    cases = list(all_cases(dataset, protocol))
    return list(Models(dataset, protocol, MEMORY, RANKERS).lists(cases))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_lists_hold_released_candidates_each_once(data: Path, protocol: str) -> None:
    dataset = read_dataset(data)
    for case, lists in shown(dataset, Protocol(protocol)):
        assert set(lists.rows) == NAMES
        assert not np.isin(case.candidates, case.known).any()
        assert np.isin(case.held_out, case.candidates).all()
        assert not (dataset.years[case.candidates] > 2012).any()
        for rows in lists.rows.values():
            assert len(rows) == len(set(rows.tolist())) == min(20, len(case.candidates))
            assert np.isin(rows, case.candidates).all()


def test_the_list_is_the_products_own_for_this_library(data: Path) -> None:
    dataset, protocol = read_dataset(data), Protocol()
    for case, lists in shown(dataset, protocol)[:3]:
        model, titles = user_model(dataset, case, MEMORY)
        assert titles[model.candidates].tolist() == case.candidates.tolist()
        assert titles[model.profile.rows].tolist() == case.known.tolist()
        assert lists.rows[BASE].tolist() == titles[recommend(model, DEFAULTS, 20).rows].tolist()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_future_changes_no_list(data: Path, protocol: str) -> None:
    """All that each person did after the moment is undone, except for what decides the library."""
    dataset = read_dataset(data)
    cases = list(all_cases(dataset, Protocol(protocol)))
    models = Models(dataset, Protocol(protocol), MEMORY, RANKERS)
    forgetful = []
    for case in cases:
        end = case.known_events
        at = case.log.at.copy()
        at[end + 1 :] += 10**6
        rows = np.concatenate([case.log.rows[:end], case.log.rows[end:][::-1]])
        forgetful.append(replace(case, log=replace(case.log, rows=rows, at=at)))
    for (_, before), (_, after) in zip(models.lists(cases), models.lists(forgetful), strict=True):
        assert {name: rows.tolist() for name, rows in before.rows.items()} == {
            name: rows.tolist() for name, rows in after.rows.items()
        }


@pytest.mark.parametrize("protocol", ["household", "rolling"])
def test_no_filter_is_trained_on_what_it_is_asked_for(data: Path, protocol: str) -> None:
    dataset, rules = read_dataset(data), Protocol(protocol)
    for case in all_cases(dataset, rules):
        known = known_by_turn(dataset, rules, case.turn)[case.person]
        assert known.tolist() == case.known.tolist()
        assert not np.isin(case.held_out, known).any()


def test_hits_by_hand(data: Path) -> None:
    [case] = all_cases(read_dataset(data), Protocol("last"), 1)
    asked = replace(case, held_out=np.array([3, 4], dtype=np.int32))
    measured = hit_measures(asked, np.array([9, 3, *range(20, 29), 4], dtype=np.int32))
    ideal = 1 + 1 / np.log2(3)
    assert measured == {
        "hit_rate@10": 1.0,
        "recall@10": 0.5,
        "ndcg@10": pytest.approx(1 / np.log2(3) / ideal),
        "mrr@10": 0.5,
        "hit_rate@20": 1.0,
        "recall@20": 1.0,
        "ndcg@20": pytest.approx((1 / np.log2(3) + 1 / np.log2(13)) / ideal),
        "mrr@20": 0.5,
    }


def watched_at_random() -> csr_array:
    return csr_array((np.random.default_rng(0).random((8, 20)) < 0.3).astype(np.float64))


def test_ease_is_the_textbooks() -> None:
    watched = watched_at_random()
    dense = watched.toarray()
    inverse = np.linalg.inv(dense.T @ dense + collaborative.EASE_REGULARISATION * np.eye(20))
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    trained = collaborative.ease(watched)
    for row in dense:
        unseen = row == 0
        assert trained(np.flatnonzero(row))[unseen] == pytest.approx((row @ weights)[unseen])


def test_neighbours_are_the_cosines_of_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    dense = watched_at_random().toarray()
    dense[:, 5] = 0.0
    norms = np.linalg.norm(dense, axis=0)
    cosines = (dense.T @ dense) / np.maximum(np.outer(norms, norms), 1e-9)
    np.fill_diagonal(cosines, 0.0)
    known = np.array([1, 2, 5])
    assert collaborative.item_knn(csr_array(dense))(known) == pytest.approx(cosines[known].sum(axis=0))
    monkeypatch.setattr(collaborative, "NEIGHBOURS", 3)
    nearest = np.where(cosines >= np.sort(cosines, axis=1)[:, [-3]], cosines, 0.0)
    assert collaborative.item_knn(csr_array(dense))(known) == pytest.approx(nearest[known].sum(axis=0))


def test_of_very_many_people_a_sample_is_trained_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collaborative, "MOST_PEOPLE", 3)
    known = {person: np.array([person], dtype=np.int32) for person in range(9)} | {9: np.zeros(0, np.int32)}
    matrix = collaborative.training_matrix(known, 12)
    assert matrix.shape == (3, 12)
    assert matrix.sum() == 3.0
    assert matrix.toarray().tolist() == collaborative.training_matrix(known, 12).toarray().tolist()
