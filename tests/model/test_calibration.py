from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.calibration import FREE, Mix, calibrate, distances, target_shares

NONE = np.full(6, FREE)
SCORES = np.array([1.0, 0.9, 0.8, 0.7, 0.6, 0.0])
DRAMA, COMEDY = [1.0, 0.0], [0.0, 1.0]
LABELS = np.array([DRAMA, DRAMA, DRAMA, DRAMA, COMEDY, COMEDY])
HALF = Mix(LABELS, np.array([0.5, 0.5]), 1.0)


def test_targets_are_what_was_watched_and_three_titles_as_the_library_offers() -> None:
    found = target_shares(np.array([DRAMA]), np.array([2.0]), np.array([0.5, 0.5]))
    assert found == pytest.approx([3.5 / 5, 1.5 / 5])
    assert target_shares(np.zeros((0, 2)), np.zeros(0), np.zeros(2)).tolist() == [0, 0]


def test_distances_in_bits() -> None:
    one, *_, other = distances(HALF, np.array([1.0, 0.0])).tolist()
    assert one == pytest.approx(0.5 * math.log2(0.5 / (3 / 4)) + 0.5 * math.log2(0.5 / (1 / 4)))
    assert other == pytest.approx(0)


def test_strength_0_is_the_order_by_score() -> None:
    assert calibrate(SCORES, 6, [HALF], 0.0, NONE).tolist() == [0, 1, 2, 3, 4, 5]


def test_a_list_comes_close_to_the_proportions() -> None:
    chosen = calibrate(SCORES, 4, [HALF], 0.95, NONE)
    assert chosen[0] == 0
    assert LABELS[chosen].sum(axis=0).tolist() == [2, 2]


def test_a_mix_without_labels_changes_nothing() -> None:
    unknown = Mix(np.zeros((6, 2)), np.array([0.5, 0.5]), 1.0)
    assert calibrate(SCORES, 6, [unknown], 0.9, NONE).tolist() == [0, 1, 2, 3, 4, 5]


def test_a_later_part_waits_for_the_earlier_one() -> None:
    waits = NONE.copy()
    waits[0], waits[1] = 3, 6
    assert calibrate(SCORES, 6, [], 0.0, waits).tolist() == [2, 3, 0, 4, 5, 1]


@given(st.integers(0, 30), st.integers(1, 12), st.floats(0, 1), st.randoms(use_true_random=False))
def test_a_shorter_list_begins_a_longer_one(n: int, k: int, strength: float, rng: object) -> None:
    random = np.random.default_rng(rng.randrange(1000))  # type: ignore[attr-defined]
    scores = np.sort(random.random(n))[::-1]
    mix = Mix(np.eye(3)[random.integers(0, 3, n)], np.array([0.6, 0.3, 0.1]), 2.0)
    waits = np.where(random.random(n) < 0.3, random.integers(0, n + 1, n), FREE)
    whole = calibrate(scores, n, [mix], strength, waits).tolist()
    assert sorted(whole) == list(range(n))
    assert calibrate(scores, k, [mix], strength, waits).tolist() == whole[:k]


def test_a_title_without_labels_is_as_far_as_the_others_on_average() -> None:
    """Otherwise titles with missing genres would be the best way to keep the proportions."""
    mix = Mix(np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]), np.array([0.5, 0.5]), 1.0)
    first, missing, second = distances(mix, np.array([1.0, 0.0])).tolist()
    assert missing == (first + second) / 2
    nothing = Mix(np.zeros((2, 2)), np.array([0.5, 0.5]), 1.0)
    assert distances(nothing, np.zeros(2)).tolist() == [0.0, 0.0]
