"""What each piece is worth: the same pieces give the same lists, and those that say nothing are worth nothing."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks.cases import Protocol
from benchmarks.dataset import read_dataset
from benchmarks.evaluate import evaluate_dataset
from benchmarks.models import BASE
from benchmarks.steps import PIECES, main, without_group, without_lift
from tests.factories.evaluation_data import write_data

YEAR_S = 31_556_952


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty films without ids, and six people."""
    rng = random.Random(0)
    titles = [
        {
            "item_id": f"{number}",
            "title": f"Title {number}",
            "year": 1990 + number % 20,
            "genres": rng.choice(["Drama", "Crime|Drama", "Comedy"]),
            "countries": rng.choice(["France", "Japan"]),
            "cast": f"Actor {number % 9}",
            "rating": rng.randrange(50, 90) / 10,
        }
        for number in range(50)
    ]
    events = [
        {"user_id": f"u{person}", "item_id": f"{number}", "ts": 42 * YEAR_S + 90_000 * place}
        for person in range(6)
        for place, number in enumerate(rng.sample(range(50), 20))
    ]
    return write_data(tmp_path_factory.mktemp("fifty"), titles, events)


def test_every_piece_has_its_worth_in_every_column(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "steps.json"
    assert main(["--data", str(data), "--json", str(file)]) == 0
    document = json.loads(file.read_text())
    name = data.name
    assert list(document) == [f"{name}, household", f"{name}, household-new"]
    assert all(list(cells) == [piece for piece in PIECES if piece != BASE] for cells in document.values())
    nothing = {"mean": 0.0, "low": 0.0, "high": 0.0}
    for cells in document.values():
        for piece in ("renown, with its lift", "lift of renown", "lift of certificate", "group collections"):
            assert cells[piece] == {"hit_rate@10": nothing, "ndcg@10": nothing}
    assert "renown, with its lift" in capsys.readouterr().out


def test_a_group_that_is_one_lift_is_worth_as_much_as_it(data: Path) -> None:
    rankers = {"lift": without_lift("country"), "group": without_group("countries")}
    models = evaluate_dataset(read_dataset(data), Protocol(), rankers=rankers, with_references=False).models
    assert models["lift"].values["ndcg@20"].tolist() == models["group"].values["ndcg@20"].tolist()
    assert models["lift"].values["diversity"].tolist() == models["group"].values["diversity"].tolist()


def test_what_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 1
    assert "nothing was measured" in capsys.readouterr().err
