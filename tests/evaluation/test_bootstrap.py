"""Intervals: as wide as they ought to be, the same every time, drawn over people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap as of_scipy

from recommenderr.evaluation.bootstrap import ENOUGH, Interval, bootstrap, compare, short


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1434, ".143"), (-0.0204, "-.020"), (10.143, "10.143"), (1.0, "1.000"), (0.0, ".000"), (-0.0001, ".000")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text


def test_an_interval_as_text() -> None:
    assert str(Interval(0.1431, 0.1, 10.5, 9)) == ".143 [.100, 10.500]"


def test_the_mean_is_that_of_the_people_not_of_the_cases() -> None:
    values, people = np.array([1.0, 1.0, 1.0, 0.0]), np.array([4, 4, 4, 9])
    assert bootstrap(values, people).mean == 0.5


def test_one_persons_cases_are_drawn_together() -> None:
    """Ten people, each all or nothing, are no surer for having a hundred cases each."""
    halves = np.array([0.0, 1.0] * 5)
    few = bootstrap(halves, np.arange(10))
    many = bootstrap(np.repeat(halves, 100), np.repeat(np.arange(10), 100))
    assert (many.mean, many.low, many.high, many.units) == pytest.approx((few.mean, few.low, few.high, 10))


def test_for_many_people_it_is_the_percentile_interval() -> None:
    values = np.random.default_rng(1).exponential(size=500)
    ours = bootstrap(values, np.arange(500), draws=20_000)
    theirs = of_scipy((values,), np.mean, method="percentile", n_resamples=20_000, rng=0).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)


@pytest.mark.parametrize("n", [6, 12, 40])
def test_it_holds_the_truth_as_often_as_it_says(n: int) -> None:
    rng = np.random.default_rng(n)
    drawn = [bootstrap(rng.normal(size=n), np.arange(n), seed=trial, draws=400) for trial in range(400)]
    held = np.mean([interval.low <= 0 <= interval.high for interval in drawn])
    assert 0.92 <= held <= 0.99


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(0).random(30)
    assert bootstrap(values, np.arange(30), seed=3) == bootstrap(values, np.arange(30), seed=3)
    assert bootstrap(values, np.arange(30), seed=3) != bootstrap(values, np.arange(30), seed=4)


def test_who_is_compared_does_not_matter_to_the_size() -> None:
    rng = np.random.default_rng(0)
    one, other, people = rng.random(40), rng.random(40), np.arange(40)
    there, back = compare(one, other, people), compare(other, one, people)
    assert (there.mean, there.low, there.high) == pytest.approx((-back.mean, -back.high, -back.low))
    assert there.mean == pytest.approx(other.mean() - one.mean())


def test_pairs_tell_what_two_intervals_do_not() -> None:
    rng = np.random.default_rng(0)
    easy, people = rng.random(50), np.arange(50)
    better = easy + 0.02 + 0.01 * rng.random(50)
    assert bootstrap(easy, people).high > bootstrap(better, people).low
    assert compare(easy, better, people).sign == 1
    assert compare(better, easy, people).sign == -1
    assert compare(easy, easy, people).sign == 0


def test_few_never_tell() -> None:
    few = ENOUGH - 1
    assert compare(np.zeros(few), np.ones(few), np.arange(few)).sign == 0
    assert compare(np.zeros(ENOUGH), np.ones(ENOUGH), np.arange(ENOUGH)).sign == 1


def test_one_and_none() -> None:
    assert bootstrap(np.array([0.4]), np.array([7])) == Interval(0.4, 0.4, 0.4, 1)
    assert bootstrap(np.zeros(0), np.zeros(0, np.int64)) == Interval(0.0, 0.0, 0.0, 0)


def test_other_cases_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same cases, got 3 and 4"):
        compare(np.zeros(3), np.zeros(4), np.arange(3))
