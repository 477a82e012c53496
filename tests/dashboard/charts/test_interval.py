from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.dashboard.charts import interval
from recommenderr.evaluation.backtest import EvalResult
from recommenderr.recommender.service import Recommender
from tests.dashboard.charts.sending import assert_fits, sent
from tests.factories.director_household import settle
from tests.factories.libraries import only

pytestmark = pytest.mark.slow  # the fixture's build asks the system for its cores


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[EvalResult]:
    folder: Path = tmp_path_factory.mktemp("viewers")
    backtest = Recommender(settle(folder)).backtest([1])
    return [backtest.evaluate(only(group)) for group in ("people", "year")]


def test_each_measure_has_a_bar_and_an_interval_for_both_settings(results: list[EvalResult]) -> None:
    frame = interval.frame(results)
    assert_fits(interval.spec(), frame)
    rows = sent(frame)
    assert [(row["measure"], row["side"]) for row in rows] == [
        (name, side) for name in interval.NAMES.values() for side in "AB"
    ]
    assert all(row["low"] <= row["mean"] <= row["high"] for row in rows)
    assert rows[6]["mean"] == results[0].interval("ndcg@10").mean


def test_the_words_name_each_measure_with_both_intervals(results: list[EvalResult]) -> None:
    words = interval.in_words(results).split(". ")
    first, second = (result.interval("hit_rate@10") for result in results)
    assert words[0] == f"Lists of 10 with a hit: A {first}, B {second}"
    assert len(words) == len(interval.NAMES)


def test_the_bars_are_drawn_below_their_intervals() -> None:
    bars, intervals = interval.spec()["layer"]
    assert (bars["mark"]["type"], intervals["mark"]["type"]) == ("bar", "rule")
    assert (intervals["encoding"]["x"]["field"], intervals["encoding"]["x2"]["field"]) == ("low", "high")
