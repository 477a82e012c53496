"""Similar titles against what the same people watch, in a town that watches either crime or fairy tales."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.dataset import read_dataset
from benchmarks.similar import DEFAULTS, fitted, main, truth
from tests.factories.evaluation_data import write_data

KINDS = ("Crime", "Fantasy")
OF_A_KIND = 40


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty titles of each kind, all watched by 20 people; and one more that hardly anyone did.

    Years are those of the other kind's titles, so that they mislead.
    """
    titles = [
        {"item_id": f"{kind}{number}", "title": f"{kind} {number}", "genres": kind, "year": 1950 + number}
        for kind in KINDS
        for number in range(OF_A_KIND)
    ]
    events = [
        {"user_id": f"{kind}{person}", "item_id": f"{kind}{number}", "ts": 1000 * number}
        for kind in KINDS
        for person in range(20)
        for number in range(OF_A_KIND)
    ]
    folder = tmp_path_factory.mktemp("town")
    return write_data(folder, [*titles, {"item_id": "odd"}], [*events, {"user_id": "u", "item_id": "odd", "ts": 1}])


def test_the_nearest_are_those_that_the_same_people_watched(data: Path) -> None:
    town = truth(read_dataset(data))
    assert len(town.titles) == len(town.asked) == 2 * OF_A_KIND
    kinds = np.array([town.dataset.items[row].genres for row in town.titles.tolist()]).ravel()
    for position, near in zip(town.asked.tolist(), town.near, strict=True):
        assert set(np.flatnonzero(near).tolist()) == set(np.flatnonzero(kinds == kinds[position]).tolist()) - {position}


def test_the_share_is_that_of_the_first_ten(data: Path) -> None:
    town = truth(read_dataset(data))
    by_genre = DEFAULTS.changed({"year": 0.0, "text": 0.0})
    by_year = DEFAULTS.changed({"genres": 0.0, "text": 0.0})
    assert town.shares(by_genre).tolist() == [1.0] * 2 * OF_A_KIND
    assert town.shares(by_year).mean() == pytest.approx(0.5, abs=0.1)


def test_a_search_finds_weights_that_do_better(data: Path) -> None:
    town = truth(read_dataset(data))
    start = DEFAULTS.changed({"genres": 0.02, "text": 0.0})
    found = fitted([town.part(town.half)], start)
    other = town.part(~town.half)
    assert other.shares(found).mean() > other.shares(start).mean()


def test_the_table_and_the_file(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "similar.json"
    assert main(["--data", str(data), "--json", str(file)]) == 0
    assert "80 titles among 80" in capsys.readouterr().out
    [figures] = json.loads(file.read_text()).values()
    assert figures["genres alone"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert figures["any titles"]["mean"] == pytest.approx(39 / 80)


def test_with_too_few_viewers_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_data(tmp_path, [{"item_id": "a"}], [{"user_id": "u", "item_id": "a", "ts": 1}])
    assert main(["--data", str(folder)]) == 1
    assert "too few titles" in capsys.readouterr().err
