from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.classic import ClassicScorer, build_tensor, classic_scorer, item_masks, mask_factors
from recommenderr.model.scoring import TOLERANCE
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import ACCLAIM, GROUPS, SHOWN_GROUPS, Scoring, Weights
from tests.factories.libraries import (
    LAW,
    Case,
    blocks_of,
    cases,
    dense_classic,
    dense_classic_of,
    only,
    profile_with,
    weightings,
)

CLASSIC: Scoring = "classic"


def exact(scorer: ClassicScorer, n_items: int) -> np.ndarray:
    return np.asarray(scorer.contributions(np.arange(n_items)).sum(axis=1))


def watched(**preference: float) -> UserProfile:
    """A taste by rows, such as `row0=0.75`."""
    rows = np.array([int(name.removeprefix("row")) for name in preference], dtype=np.int32)
    return profile_with(rows.tolist(), fresh_preference=list(preference.values()))


# Watched: 0 has a genre and a person, 1 a genre alone. Not watched: 2 shares the genre of 0, 3 its person, 4 nothing.
BLOCKS = blocks_of(
    genres=[[1.0, 0], [0, 1.0], [1.0, 0], [0.6, 0.8], [0, 0]], people=[[1.0], [0.0], [0.0], [1.0], [0.0]]
)


def test_one_watched_title_in_numbers() -> None:
    """x_0 = (1, 2) / sqrt 5, x_2 = (1, 0), x_3 = (0.6, 0.8, 2) / sqrt 5."""
    profile = watched(row0=1.0)
    scorer = classic_scorer(build_tensor(BLOCKS, profile, "float64"), only("genres", "people", people=2.0))
    assert exact(scorer, 5) == pytest.approx([1, 0, 1 / math.sqrt(5), 4.6 / 5, 0])


def test_two_watched_titles_in_numbers() -> None:
    """u = 0.75 (1, 0, 1) / sqrt 2 + 0.25 (0, 1, 0), of length sqrt(0.5625 + 0.0625) = 0.7905694."""
    profile = watched(row0=3.0, row1=1.0)  # only the proportions of preferences count
    scorer = classic_scorer(build_tensor(BLOCKS, profile, "float64"), only("genres", "people"))
    scores = exact(scorer, 5)
    assert scores[2] == pytest.approx(0.5303301 / 0.7905694)
    assert scores[3] == pytest.approx((0.6 * 0.5303301 + 0.8 * 0.25 + 0.5303301) / math.sqrt(2) / 0.7905694)
    assert scores[4] == 0


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-9), ("float32", 1e-5)])
@LAW
@given(seed_case=st.data(), weights=weightings(CLASSIC))
def test_it_is_the_cosine_of_weighted_normalised_vectors(
    seed_case: st.DataObject, weights: Weights, dtype: str, tolerance: float
) -> None:
    case = seed_case.draw(cases(max_items=14, dtype=dtype))
    scorer = classic_scorer(build_tensor(case.blocks, case.profile, dtype), weights)
    expected = dense_classic(case, weights)
    assert exact(scorer, len(case.items)) == pytest.approx(expected, abs=tolerance)
    assert scorer.scores() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("group", GROUPS)
@LAW
@given(case=cases(dtype="float64"))
def test_it_is_so_for_each_group_alone(case: Case, group: str) -> None:
    weights = only(group, scoring=CLASSIC)
    scorer = classic_scorer(build_tensor(case.blocks, case.profile, "float64"), weights)
    assert exact(scorer, len(case.items)) == pytest.approx(dense_classic(case, weights), abs=1e-9)


@LAW
@given(cases(), st.lists(weightings(CLASSIC), min_size=1, max_size=5))
def test_after_any_moves_of_the_sliders_scores_are_those_of_a_rebuild(case: Case, moves: list[Weights]) -> None:
    tensor = build_tensor(case.blocks, case.profile)
    for weights in moves:
        classic_scorer(tensor, weights).scores()[:] = 7  # whoever takes the scores may write into them
    moved = classic_scorer(tensor, moves[-1])
    fresh = Case(case.items, case.views)
    assert moved.scores() == pytest.approx(dense_classic(fresh, moves[-1]), abs=1e-5)


@LAW
@given(cases(), weightings(CLASSIC), st.floats(0.01, 1.0))
def test_only_the_proportions_of_the_weights_matter(case: Case, weights: Weights, factor: float) -> None:
    tensor = build_tensor(case.blocks, case.profile)
    scaled = weights.changed({group: weights.of(group) * factor for group in SHOWN_GROUPS})
    n_items = len(case.items)
    before, after = classic_scorer(tensor, weights), classic_scorer(tensor, scaled)
    assert exact(after, n_items) == pytest.approx(exact(before, n_items), abs=1e-9)


@LAW
@given(cases(), weightings(CLASSIC))
def test_a_score_lies_between_0_and_1_and_is_quickly_found(case: Case, weights: Weights) -> None:
    scorer = classic_scorer(build_tensor(case.blocks, case.profile), weights)
    scores = exact(scorer, len(case.items))
    assert ((scores >= 0) & (scores <= 1 + 1e-6)).all()
    assert (np.abs(scorer.scores() - scores) <= TOLERANCE).all()


@LAW
@given(cases(), weightings(CLASSIC))
def test_what_watched_titles_count_sums_to_the_score(case: Case, weights: Weights) -> None:
    tensor = build_tensor(case.blocks, case.profile, "float64")
    scorer = classic_scorer(tensor, weights)
    for row in range(len(case.items)):
        counts = scorer.watched_coefficients(row, weights)
        assert counts.shape == (len(GROUPS), len(case.profile))
        products = [
            case.blocks[group].matrix()[[row]] @ case.blocks[group].take(case.profile.rows).matrix().T
            for group in GROUPS
        ]
        total = sum(
            float(product.toarray()[0] @ count) if len(count) else 0.0
            for product, count in zip(products, counts, strict=True)
        )
        assert total == pytest.approx(exact(scorer, len(case.items))[row], abs=1e-6)


def test_acclaim_has_no_part_in_it() -> None:
    tensor = build_tensor(BLOCKS, watched(row0=1.0))
    with_acclaim = classic_scorer(tensor, only("genres", ACCLAIM)).contributions(np.arange(5))
    assert (with_acclaim[:, SHOWN_GROUPS.index(ACCLAIM)] == 0).all()
    assert with_acclaim.tolist() == classic_scorer(tensor, only("genres")).contributions(np.arange(5)).tolist()


def test_masks_tell_which_groups_a_title_has() -> None:
    genres, people = (1 << GROUPS.index(group) for group in ("genres", "people"))
    assert item_masks(BLOCKS).tolist() == [genres | people, genres, genres, genres | people, 0]


def test_a_title_without_a_weighted_group_has_no_factor() -> None:
    factors = mask_factors(only("people", people=4.0))
    assert factors[0] == factors[1 << GROUPS.index("genres")] == 0
    assert factors[1 << GROUPS.index("people")] == 0.25


@pytest.mark.parametrize("weights", [only(), only(ACCLAIM), only("year")])
def test_nothing_to_compare_scores_0(weights: Weights) -> None:
    scorer = classic_scorer(build_tensor(BLOCKS, watched(row0=1.0)), weights)
    assert scorer.scores().tolist() == [0] * 5


def test_nobody_watched_anything() -> None:
    scorer = classic_scorer(build_tensor(BLOCKS, watched()), only(*GROUPS))
    assert scorer.scores().tolist() == [0] * 5
    assert dense_classic_of(BLOCKS, watched(), only(*GROUPS)).tolist() == [0] * 5
