from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.lift import label_lift, lift_by_watched, recent_weight
from tests.factories.libraries import LAW, Case, cases

# Three labels: of what is watched, half has the first and half the first two; the library offers all three alike.
KNOWN = np.array([[1.0, 0, 0], [0.5, 0.5, 0]])
LIBRARY = np.full(3, 1 / 3)


def test_the_formula_in_numbers() -> None:
    lift = label_lift(KNOWN, np.array([1.0, 0.5]), LIBRARY, prior=1.5)
    assert lift.profile == pytest.approx([1.75 / 3, 0.75 / 3, 0.5 / 3])
    assert lift.lifts == pytest.approx([math.log(1.75), math.log(0.75), math.log(0.5)])


def test_nothing_watched_is_nothing_known() -> None:
    assert (label_lift(np.zeros((0, 3)), np.zeros(0), LIBRARY).lifts == 0).all()


def test_a_title_without_a_label_says_nothing() -> None:
    alone = label_lift(KNOWN[:1], np.ones(1), LIBRARY).lifts
    assert label_lift(np.vstack([KNOWN[:1], np.zeros((1, 3))]), np.ones(2), LIBRARY).lifts.tolist() == alone.tolist()


def test_a_label_that_the_library_does_not_offer_has_no_lift() -> None:
    assert label_lift(KNOWN, np.ones(2), np.array([0.5, 0.0, 0.5])).lifts[1] == 0


def test_a_title_counts_less_for_each_title_after_it() -> None:
    weight = recent_weight(np.array([1.0, 1.0, 0.5]), np.array([30.0, 10.0, 20.0]))
    assert weight == pytest.approx([1, math.exp(-0.1), 0.5 * math.exp(-0.05)])
    assert len(recent_weight(np.zeros(0), np.zeros(0))) == 0


@LAW
@given(st.floats(0.1, 100), st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_the_expected_lift_over_the_library_is_never_above_0(prior: float, weight: list[float]) -> None:
    """Jensen's inequality: a person watches some labels more than the library offers only by watching others less."""
    lift = label_lift(KNOWN, np.array(weight), LIBRARY, prior)
    assert lift.profile.sum() == pytest.approx(1)
    assert float(LIBRARY @ lift.lifts) <= 1e-12


def test_a_positive_lift_is_divided_among_the_titles_with_the_label() -> None:
    weight = np.array([1.0, 0.5])
    lift = label_lift(KNOWN, weight, LIBRARY, prior=1.5)
    shared = lift_by_watched(np.array([0.5, 0.0, 0.5]), KNOWN, weight, lift)
    assert shared == pytest.approx([0.5 * math.log(1.75) * 0.8, 0.5 * math.log(1.75) * 0.2])


@LAW
@given(cases(min_items=2))
def test_watched_titles_have_the_positive_parts_exactly(case: Case) -> None:
    for kind, lift in case.lifts.lifts.items():
        known = case.lifts.known[kind]
        for labels in case.lifts.labels[kind].table:
            shared = lift_by_watched(labels, known, case.profile.recent_weight, lift)
            assert (shared >= 0).all()
            assert float(shared.sum()) == pytest.approx(float(np.maximum(labels * lift.lifts, 0).sum()), abs=1e-12)


def test_titles_watched_at_the_same_time_count_the_same() -> None:
    weight = recent_weight(np.ones(4), np.array([5.0, 9.0, 5.0, 1.0]), memory_titles=2.0)
    assert weight.tolist() == pytest.approx(np.exp(-np.array([1.5, 0.0, 1.5, 3.0]) / 2).tolist())
