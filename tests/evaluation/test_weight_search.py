"""Fits find the planted weights, stay near the start without evidence against it, and repeat exactly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import approx_fprime

from recommenderr.evaluation import weight_search
from recommenderr.evaluation.evaluation import eval_cases
from recommenderr.evaluation.splits import leave_last_out
from recommenderr.evaluation.weight_search import TrainingCase, fit_weights, training_case
from recommenderr.model.weights import SHOWN_GROUPS, Weights, default_weights
from tests.evaluation.test_evaluation import LIBRARY
from tests.factories.interactions import log_of

EQUAL = Weights(acclaim=1.0, new=1.0, countries=1.0, format=1.0)
PEOPLE, YEAR = SHOWN_GROUPS.index("people"), SHOWN_GROUPS.index("year")


def lessons_of(people: float, count: int, seed: int = 0) -> list[TrainingCase]:
    """Somebody who goes by people `people` times as much as by anything else, and not at all by the year."""
    rng = np.random.default_rng(seed)
    truth = np.ones(len(SHOWN_GROUPS))
    truth[PEOPLE], truth[YEAR] = people, 0.0
    found = []
    for _ in range(count):
        pieces = rng.random((60, len(SHOWN_GROUPS)))
        chosen = np.argsort(-(4 * pieces @ truth + rng.gumbel(size=60)))[:3]
        rest = np.setdiff1d(np.arange(60), chosen)
        found.append(TrainingCase(pieces[np.concatenate([chosen, rest])], 3))
    return found


def test_with_much_history_it_finds_what_was_planted() -> None:
    fitted = fit_weights(lessons_of(3.0, 400), EQUAL)
    others = np.mean([fitted.genres, fitted.text, fitted.collections, fitted.acclaim])
    assert fitted.people / others == pytest.approx(3.0, rel=0.15)
    assert fitted.year < 0.25 * others


def test_the_shorter_the_history_the_closer_it_stays() -> None:
    away = []
    for count in (1, 5, 20, 100):
        fitted = fit_weights(lessons_of(3.0, 100)[:count], EQUAL)
        values = np.array([fitted.of(group) for group in SHOWN_GROUPS])
        away.append(float(np.abs(values / values.mean() - 1.0).sum()))
    assert away == pytest.approx(sorted(away))
    assert away[0] < 0.5 < away[-1]


def test_without_history_nothing_moves() -> None:
    assert fit_weights([], EQUAL) == EQUAL


def test_an_endless_prior_keeps_everything() -> None:
    assert fit_weights(lessons_of(3.0, 20), default_weights(), prior_cases=1e9) == default_weights()


def test_weights_that_are_all_0_are_left_alone() -> None:
    nothing = Weights(0.0, 0.0, 0.0, 0.0, 0.0)
    assert fit_weights(lessons_of(3.0, 5), nothing) == nothing


def test_a_weight_of_0_may_rise() -> None:
    assert fit_weights(lessons_of(5.0, 200), EQUAL.changed({"people": 0.0})).people > 0.1


def test_breadth_diversity_and_scoring_are_not_fitted() -> None:
    base = EQUAL.changed({"breadth": 0.2, "diversity": 0.7})
    fitted = fit_weights(lessons_of(3.0, 50), base)
    assert (fitted.breadth, fitted.diversity, fitted.scoring) == (0.2, 0.7, "evidence")


def test_the_slope_is_that_of_the_loss() -> None:
    training_cases, point = lessons_of(2.0, 4), np.linspace(0.5, 2.0, len(SHOWN_GROUPS))

    def loss(weights: NDArray[np.float64]) -> float:
        return weight_search._loss(training_cases, weights)[0]

    assert weight_search._loss(training_cases, point)[1] == pytest.approx(approx_fprime(point, loss, 1e-6), abs=1e-4)


def test_a_training_case_shows_what_each_group_adds_at_weight_1() -> None:
    [case] = eval_cases(LIBRARY.blocks, LIBRARY.facts, {0: log_of([3, 1, 4, 0, 5])}, lambda log: leave_last_out(log, 2))
    seen = training_case(case, EQUAL.changed({"people": 7.0, "breadth": 0.3}))
    assert seen.n_held_out == 2
    assert len(seen.pieces) == case.model.n_candidates
    for weights in (EQUAL, default_weights()):
        weights = weights.changed({"breadth": 0.3})
        values = np.array([weights.of(group) for group in SHOWN_GROUPS])
        rows = np.concatenate([[0, 5], np.setdiff1d(np.flatnonzero(case.model.candidates), [0, 5])])
        expected = case.model.scorer(weights).contributions(rows)
        ratio = (seen.pieces * values).sum(axis=1) / expected.sum(axis=1)
        assert ratio == pytest.approx(np.full(len(rows), ratio[0]))  # the same but for Z


def test_the_sample_of_others_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight_search, "SAMPLED", 4)
    [case] = eval_cases(LIBRARY.blocks, LIBRARY.facts, {0: log_of([3, 1, 4, 0, 5])}, lambda log: leave_last_out(log, 2))
    one, again, other = (training_case(case, EQUAL, seed).pieces for seed in (1, 1, 2))
    assert len(one) == 6
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert fit_weights([training_case(case, EQUAL, 1)], EQUAL) == fit_weights([training_case(case, EQUAL, 1)], EQUAL)
