from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.scoring import SCALES, TOLERANCE, EvidenceScorer, evidence_scorer, normaliser
from recommenderr.model.weights import ACCLAIM, GROUPS, SHOWN_GROUPS, Weights
from tests.factories.libraries import LAW, Case, blocks_of, cases, only, weightings
from tests.model.test_evidence import ACCLAIM_OF, GENRES, TASTE, evidence_of

# Watched: 0 and 1. By hand, see test_evidence: genres/profile as LIFTS and genres/max .6, .48, 0 of rows 2 to 4.
UNSEEN = np.array([False, False, True, True, True])
YEARS = [[1.0, 0], [1.0, 0], [0.6, 0.8], [0, 1.0], [1.0, 0]]  # max .6, 0, 1 of rows 2 to 4
DRAMA, HORROR, OTHER = math.log((0.5 + 10 / 6) / 2), math.log((1 + 10 / 6) / 2), math.log(10 / 12)
LIFTS = [math.log((0.5 + 10 / 3) / 4), (DRAMA + HORROR) / 2, OTHER]  # crime, drama and horror, comedy


def by_hand(weights: Weights) -> list[float]:
    evidence = evidence_of(blocks_of(genres=GENRES, year=YEARS), TASTE, ACCLAIM_OF)
    scorer = evidence_scorer(evidence, normaliser(evidence, UNSEEN), weights)
    exact = scorer.contributions(np.flatnonzero(UNSEEN)).sum(axis=1)
    assert scorer.scores()[UNSEEN] == pytest.approx(exact, abs=1e-6)
    return [float(score) for score in exact]


def test_genres_alone_in_numbers() -> None:
    largest = max(map(abs, LIFTS))
    assert by_hand(only("genres", breadth=0.0)) == pytest.approx([lift / largest for lift in LIFTS])
    assert by_hand(only("genres", breadth=1.0)) == pytest.approx([1, 0.8, 0])


def test_acclaim_alone_in_numbers() -> None:
    assert by_hand(only(ACCLAIM)) == pytest.approx([1, 1, 0.8])  # more than 0.5 counts no more


def test_groups_pieces_and_acclaim_together_in_numbers() -> None:
    weights = only("genres", "year", ACCLAIM, year=3.0, acclaim=2.0, breadth=0.25)
    genres, years = SCALES["genres"], SCALES["year"]
    parts = [0.75 / genres[0], 0.25 / genres[1], 3 * 0.25 / years[1], 2]
    table = [[LIFTS[0], 0.6, 0.6, 0.15], [LIFTS[1], 0.48, 0, 0.15], [LIFTS[2], 0, 1, 0.12]]
    largest = [max(map(abs, LIFTS)), 0.6, 1, 0.15]
    total = math.sumprod(parts, largest) if hasattr(math, "sumprod") else float(np.dot(parts, largest))
    assert by_hand(weights) == pytest.approx([float(np.dot(parts, row)) / total for row in table], abs=1e-7)


def test_no_weight_at_all_scores_nothing() -> None:
    assert by_hand(only()) == [0, 0, 0]


@LAW
@given(cases(), weightings())
def test_a_score_is_never_above_1_nor_below_minus_1(case: Case, weights: Weights) -> None:
    scorer = evidence_scorer(case.evidence, normaliser(case.evidence, case.candidates), weights)
    scores = scorer.contributions(np.flatnonzero(case.candidates)).sum(axis=1)
    assert (np.abs(scores) <= 1 + 1e-9).all()


def test_a_strong_dislike_against_a_weak_liking_stays_above_minus_1() -> None:
    columns = np.zeros((len(COLUMNS), 2), dtype=np.float32)
    columns[COLUMNS.index("genres/profile")] = [0.01, -0.9]
    evidence = Evidence(columns, np.full((len(GROUPS), 2), -1, np.int32))
    scorer = evidence_scorer(evidence, normaliser(evidence, np.ones(2, np.bool_)), only("genres", breadth=0.0))
    good, bad = scorer.contributions(np.arange(2)).sum(axis=1)
    assert -1 <= bad < 0 < good <= 1


def test_rounding_is_no_evidence() -> None:
    """A liked and a disliked title of the same kind cancel out but for the last bit."""
    columns = np.zeros((len(COLUMNS), 3), dtype=np.float32)
    columns[COLUMNS.index("genres/profile")] = [0.9, 1e-17, -3e-17]
    evidence = Evidence(columns, np.full((len(GROUPS), 3), -1, np.int32))
    scorer = evidence_scorer(evidence, normaliser(evidence, np.array([False, True, True])), only("genres", breadth=0.0))
    assert np.abs(scorer.contributions(np.arange(3))).max() < 1e-6


def test_somebody_who_disliked_everything_gets_scores_of_0_and_below() -> None:
    columns = np.zeros((len(COLUMNS), 2), dtype=np.float32)
    columns[COLUMNS.index("genres/profile")] = [-0.5, -0.25]
    evidence = Evidence(columns, np.full((len(GROUPS), 2), -1, np.int32))
    scorer = evidence_scorer(evidence, normaliser(evidence, np.ones(2, np.bool_)), only("genres", breadth=0.0))
    assert scorer.contributions(np.arange(2)).sum(axis=1) == pytest.approx([-1, -0.5])


@LAW
@given(cases(), weightings(), st.floats(0.01, 1.0))
def test_only_the_proportions_of_the_weights_matter(case: Case, weights: Weights, factor: float) -> None:
    scaled = weights.changed({group: weights.of(group) * factor for group in SHOWN_GROUPS})
    top = normaliser(case.evidence, case.candidates)
    rows = np.arange(len(case.items))
    before = evidence_scorer(case.evidence, top, weights).contributions(rows)
    after = evidence_scorer(case.evidence, top, scaled).contributions(rows)
    assert after == pytest.approx(before, rel=1e-9, abs=1e-12)


@LAW
@given(cases(), weightings())
@example(Case((), ()), only("genres"))
def test_quick_scores_lie_within_the_tolerance_of_the_exact_ones(case: Case, weights: Weights) -> None:
    scorer = evidence_scorer(case.evidence, normaliser(case.evidence, case.candidates), weights)
    exact = scorer.contributions(np.arange(len(case.items))).sum(axis=1)
    quick = scorer.scores()
    assert quick.dtype == np.float32
    assert (np.abs(quick - exact)[case.candidates] <= TOLERANCE).all()


@LAW
@given(cases(), weightings())
def test_a_group_without_weight_adds_nothing(case: Case, weights: Weights) -> None:
    scorer = evidence_scorer(case.evidence, normaliser(case.evidence, case.candidates), weights)
    contributions = scorer.contributions(np.arange(len(case.items)))
    for number, group in enumerate(SHOWN_GROUPS):
        if weights.of(group) == 0:
            assert (contributions[:, number] == 0).all()


@LAW
@given(cases(), weightings())
def test_breadth_0_is_the_mean_alone_and_1_the_closest_alone(case: Case, weights: Weights) -> None:
    for breadth, unused in ((0.0, "max"), (1.0, "profile")):
        scorer = evidence_scorer(
            case.evidence, normaliser(case.evidence, case.candidates), weights.changed({"breadth": breadth})
        )
        for name, coefficient in zip(COLUMNS, scorer.coefficients, strict=True):
            assert coefficient == 0 or not name.endswith(unused)


@LAW
@given(cases(), st.lists(weightings(), min_size=1, max_size=5))
def test_after_any_moves_of_the_sliders_scores_are_those_of_a_rebuild(case: Case, moves: list[Weights]) -> None:
    top = normaliser(case.evidence, case.candidates)
    moved: EvidenceScorer | None = None
    for weights in moves:
        moved = evidence_scorer(case.evidence, top, weights)
        moved.scores()[:] = 7  # whoever takes the scores may write into them
    fresh = Case(case.items, case.views)
    rebuilt = evidence_scorer(fresh.evidence, normaliser(fresh.evidence, fresh.candidates), moves[-1])
    assert moved is not None
    assert moved.scores() == pytest.approx(rebuilt.scores(), abs=1e-5)


def test_nobody_is_a_candidate() -> None:
    columns = np.ones((len(COLUMNS), 2), dtype=np.float32)
    evidence = Evidence(columns, np.full((len(GROUPS), 2), -1, np.int32))
    assert normaliser(evidence, np.zeros(2, np.bool_)).tolist() == [0] * len(COLUMNS)


@LAW
@given(cases(min_items=2), weightings(), st.data())
def test_the_order_of_rows_changes_no_score(case: Case, weights: Weights, data: st.DataObject) -> None:
    order = list(data.draw(st.permutations(range(len(case.items)))))
    other = case.in_order(order)
    before = evidence_scorer(case.evidence, normaliser(case.evidence, case.candidates), weights).scores()
    after = evidence_scorer(other.evidence, normaliser(other.evidence, other.candidates), weights).scores()
    assert after == pytest.approx(before[order], abs=1e-5)
