"""Cases of the past: every unseen title ranked, nothing known of what came after, any way of scoring."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.evaluation.evaluation import LIST_MEASURES, MEASURES, EvalCase, eval_cases, evaluate, ranked_rows
from recommenderr.evaluation.splits import (
    Interactions,
    TemporalSplit,
    leave_last_out,
    popularity_over_time,
    rolling_splits,
)
from recommenderr.model.evidence import Evidence, build_evidence
from recommenderr.model.titles.feature_block import find_unique_rows
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_model import recommend
from recommenderr.model.weights import Weights
from tests.factories.interactions import DAY, log_of, logs
from tests.factories.libraries import LAW, blocks_of, only, plain_facts, random_item, weightings
from tests.factories.libraries import Case as Library
from tests.factories.users import generation_of, user_with

LIBRARY = Library(tuple(random_item(random.Random(n), str(n)) for n in range(12)), ())
Cut = Callable[[Interactions], list[TemporalSplit]]


def last(log: Interactions) -> list[TemporalSplit]:
    return leave_last_out(log, 2)


def cases_of(*histories: Interactions, split: Cut = last) -> list[EvalCase]:
    return list(eval_cases(LIBRARY.blocks, LIBRARY.facts, dict(enumerate(histories)), split))


def test_every_title_that_was_not_seen_is_ranked() -> None:
    [case] = cases_of(log_of([3, 1, 3, 4, 0, 5]))
    assert np.flatnonzero(~case.model.candidates).tolist() == [1, 3, 4]
    assert case.held_out.tolist() == [0, 5]
    assert len(ranked_rows(case, Weights(), k=20)) == case.model.n_candidates == 9
    assert case.moment == 5 * DAY


def test_what_is_gone_is_neither_ranked_nor_asked_for() -> None:
    there = np.ones(12, np.bool_)
    there[[0, 7]] = False
    [case] = eval_cases(LIBRARY.blocks, LIBRARY.facts, {0: log_of([3, 1, 4, 0, 5])}, last, lambda moment: there)
    assert case.held_out.tolist() == [5]
    assert not case.model.candidates[7]


@LAW
@given(logs(), weightings(), st.sampled_from(["evidence", "classic"]))
def test_nothing_of_the_future_is_in_a_list(log: Interactions, weights: Weights, scoring: str) -> None:
    """Two people with the same past and other futures get the same lists."""
    weights = weights.changed({"scoring": scoring})

    def by_moment(log: Interactions) -> list[TemporalSplit]:
        return rolling_splits(log, 2, 5, from_share=0.3)

    for case, cut in zip(cases_of(log, split=by_moment), by_moment(log), strict=False):
        past = Interactions(*(getattr(log, name)[: cut.known] for name in Interactions.__slots__))
        later = [row for row in range(12) if row not in past.rows]
        future = log_of(later, [case.moment + DAY * place for place in range(len(later))], [9.0] * len(later))
        other = Interactions(
            *(np.concatenate([getattr(part, name) for part in (past, future)]) for name in Interactions.__slots__)
        )
        split = TemporalSplit(cut.known, np.array(later, dtype=np.int32))
        [twin] = cases_of(other, split=lambda _, split=split: [split])  # type: ignore[misc]
        assert ranked_rows(case, weights).tolist() == ranked_rows(twin, weights).tolist()
        assert np.array_equal(case.model.evidence.columns, twin.model.evidence.columns)
        assert np.array_equal(case.model.candidates, twin.model.candidates)


def test_a_planted_leak_is_caught() -> None:
    """A split that knows one event too many would let its own answer into the profile."""

    def leaky(log: Interactions) -> list[TemporalSplit]:
        return [TemporalSplit(split.known + 1, split.held_out) for split in last(log)]

    with pytest.raises(ValueError, match="a title that person 0 knows already is held out"):
        cases_of(log_of([3, 1, 4, 0, 5]), split=leaky)


@LAW
@given(logs(), weightings(), st.booleans(), st.sampled_from(["evidence", "classic"]))
def test_the_list_is_the_one_that_is_served(log: Interactions, weights: Weights, various: bool, scoring: str) -> None:
    weights = weights.changed({"scoring": scoring, "diversity": 0.4 if various else 0.0})
    for case in cases_of(log):
        evidence = build_evidence(LIBRARY.blocks, UserLifts(LIBRARY.facts, case.model.profile, case.model.candidates))
        person = user_with(generation_of(LIBRARY), case.model.profile, evidence, case.model.candidates)
        assert ranked_rows(case, weights, 10).tolist() == recommend(person.model, weights, 10).rows.tolist()


def test_classic_and_evidence_are_both_what_they_say() -> None:
    """A film without any people: the classic norm makes its genre weigh more, evidence does not."""
    blocks = blocks_of(
        genres=[[1, 0], [1, 0], [1, 0], [0, 1]], people=[[1, 0], [0, 0], [0, 1], [0, 1]], text=[[0]] * 4,
        collections=[[0]] * 4, year=[[0]] * 4,
    )  # fmt: skip
    log = log_of([0, 3], [0, DAY])
    [case] = eval_cases(blocks, plain_facts(blocks), {0: log}, lambda log: [TemporalSplit(1, log.rows[1:])])
    weights = only("genres", "people", breadth=0.0)
    assert ranked_rows(case, weights).tolist() == [1, 2, 3]
    classic = case.model.scorer(weights.changed({"scoring": "classic"})).contributions(np.array([1, 2])).sum(axis=1)
    evidence = case.model.scorer(weights).contributions(np.array([1, 2])).sum(axis=1)
    assert classic[0] == pytest.approx(np.sqrt(0.5))
    assert classic[1] == pytest.approx(0.5)
    assert evidence[0] == evidence[1]


def test_kinds_change_nothing() -> None:
    log = log_of([3, 1, 4, 0, 5])
    [plain] = cases_of(log)
    [quick] = eval_cases(LIBRARY.blocks, LIBRARY.facts, {0: log}, last, unique_rows=find_unique_rows(LIBRARY.blocks))
    assert np.array_equal(plain.model.evidence.columns, quick.model.evidence.columns)


def small_case(person: int, known: list[int], held_out: list[int]) -> EvalCase:
    """Four films: two dramas, a comedy, one of both."""
    half = np.sqrt(0.5)
    blocks = blocks_of(
        genres=[[1, 0], [1, 0], [0, 1], [half, half]], people=[[0]] * 4, text=[[0]] * 4, collections=[[0]] * 4,
        year=[[0]] * 4,
    )  # fmt: skip
    log = log_of([*known, *held_out])
    split = TemporalSplit(len(known), np.array(held_out, dtype=np.int32))
    [case] = eval_cases(blocks, plain_facts(blocks), {person: log}, lambda _: [split])
    return case


def test_an_evaluation_by_hand() -> None:
    first, second = small_case(7, [0], [2]), small_case(9, [2], [0, 1])
    crowd = popularity_over_time([log_of([0, 2]), log_of([2, 0, 1])], n_items=4)
    found = evaluate([first, second], [np.array([3, 2, 1]), np.array([0, 1])], crowd)
    assert found.people.tolist() == [7, 9]
    assert found.values["hit_rate@10"].tolist() == [1, 1]
    assert found.values["recall@20"].tolist() == [1, 1]
    assert found.values["ndcg@10"] == pytest.approx([1 / np.log2(3), 1])
    assert found.values["mrr@10"].tolist() == [0.5, 1]
    half = np.sqrt(0.5)
    assert found.values["diversity"] == pytest.approx([1 - (half + half + 0) / 3, 0])
    # At the second day both had watched something: film 0 one of them, film 2 the other, the rest nobody.
    shares = np.array([1.5, 0.5, 1.5, 0.5]) / 3
    assert found.values["novelty"] == pytest.approx(
        [-np.log2(shares[[3, 2, 1]]).mean(), -np.log2(shares[[0, 1]]).mean()]
    )
    assert found.values["calibration"][1] == pytest.approx(np.log2(100))
    assert found.coverage == 1.0
    assert found.interval("mrr@10").mean == 0.75
    assert set(found.values) == {*MEASURES, *LIST_MEASURES}


def test_no_cases_are_no_figures() -> None:
    found = evaluate([], [], popularity_over_time([], 4))
    assert found.interval("ndcg@10").units == 0
    assert found.coverage == 0.0


def test_the_same_again_is_the_same_to_the_last_digit() -> None:
    rng = random.Random(0)
    histories = [log_of([rng.randrange(12) for _ in range(20)]) for _ in range(5)]

    def once() -> list[float]:
        found = cases_of(*histories)
        lists = [ranked_rows(replace(case), Weights(acclaim=1.0, diversity=0.3)) for case in found]
        evaluation = evaluate(found, lists, popularity_over_time(histories, 12))
        return [
            value for measure in MEASURES for value in (lambda i: (i.mean, i.low, i.high))(evaluation.interval(measure))
        ]

    assert once() == once()


def test_what_a_case_keeps_is_what_the_scores_need() -> None:
    [case] = cases_of(log_of([3, 1, 4, 0, 5]))
    assert isinstance(case.model.evidence, Evidence)
    assert case.model.evidence.columns.shape == (13, 12)
    assert case.model.evidence.closest.size == 0
