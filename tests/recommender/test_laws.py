"""What must hold of every list and every explanation, whatever the library, the person and the sliders."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recommenderr.model import mmr as module
from recommenderr.model.classic import ClassicScorer
from recommenderr.model.evidence import MAX_COLUMNS, PROFILE_COLUMNS
from recommenderr.model.explain import Attribution, attribute
from recommenderr.model.scoring import EvidenceScorer
from recommenderr.model.user_model import recommend, title_rank
from recommenderr.model.weights import ACCLAIM, GROUPS, SHOWN_GROUPS, Scoring, Weights
from recommenderr.recommender.explanations import explain_row
from recommenderr.recommender.filters import Filters, mask
from recommenderr.recommender.user import User
from tests.factories.libraries import LAW, Case, cases, dense_of, weightings
from tests.factories.users import ids, in_rows, named, person_of

SCORINGS: tuple[Scoring, ...] = ("evidence", "classic")
ANY_WEIGHTS = st.sampled_from(SCORINGS).flatmap(weightings)


@LAW
@given(cases(min_items=2), ANY_WEIGHTS)
def test_contributions_sum_to_the_score(case: Case, weights: Weights) -> None:
    """By group, by feature, and by watched title; of any title, watched or not."""
    person = person_of(case)
    scorer = person.model.scorer(weights)
    rows = np.arange(len(case.items))
    for row, contributions in zip(rows, scorer.contributions(rows), strict=True):
        by_group = dict(zip(SHOWN_GROUPS, contributions.tolist(), strict=True))
        attribution = _apart(person, scorer, weights, int(row))
        score, off = float(contributions.sum()), 1e-9 * float(np.abs(contributions).sum())
        assert attribution.score == pytest.approx(score, rel=1e-9, abs=off)
        assert math.fsum(attribution.groups.values()) == pytest.approx(score, rel=1e-9, abs=off)
        assert math.fsum(part.contribution for part in attribution.features) == pytest.approx(score, rel=1e-9, abs=off)
        assert math.fsum(attribution.watched) + attribution.unwatched == pytest.approx(score, rel=1e-9, abs=off)
        for group in SHOWN_GROUPS:
            of_group = math.fsum(part.contribution for part in attribution.features if part.group == group)
            assert of_group == pytest.approx(by_group[group], rel=1e-9, abs=off)


@LAW
@given(cases(min_items=2), weightings("evidence"))
def test_each_feature_and_each_watched_title_adds_what_the_formula_says(case: Case, weights: Weights) -> None:
    """Products of the dense rows, with what each watched title counts; of rounding there is no more than rounding."""
    person, profile = person_of(case), case.profile
    scorer = person.model.scorer(weights)
    assert isinstance(scorer, EvidenceScorer)
    total = float(np.abs(profile.profile_weight).sum()) or 1.0
    for row in range(len(case.items)):
        watched = np.zeros(len(profile))
        features: dict[tuple[str, int, str], float] = {}
        for coefficient, piece in person.model.pieces(scorer, row):
            watched += coefficient * piece.watched
            features[piece.group, piece.label, "" if piece.kind == "genre" else piece.kind] = coefficient * piece.value
        off = 1e-6 * (1 + np.abs(scorer.coefficients).sum())
        for number, group in enumerate(GROUPS):
            table = dense_of(case.blocks[group])
            recent = profile.profile_weight / total
            share = profile.neighbour_weight if group == "people" else recent
            met = share @ table[profile.rows]
            less = 1.0 / (met + 2.0) if group == "people" else np.ones(table.shape[1])
            lifted = group in ("genres", "year")
            coefficient = 0.0 if lifted else scorer.coefficients[PROFILE_COLUMNS[group]]
            counts = coefficient * share[:, None] * less[None, :]
            closest = case.evidence.closest[number, row]
            if closest >= 0:
                counts[closest] += scorer.coefficients[MAX_COLUMNS[group]] * profile.neighbour_weight[closest]
            shared = table[row] * table[profile.rows]
            products, lately = shared * counts, shared * (2.0 * coefficient * recent[:, None])
            watched += products.sum(axis=1)
            if group == "people":
                watched += lately.sum(axis=1)
                features |= {(group, place, "lately"): value for place, value in enumerate(lately.sum(axis=0).tolist())}
            for place, value in enumerate(products.sum(axis=0).tolist()):
                features[group, place, ""] = features.get((group, place, ""), 0.0) + value
        attribution = _apart(person, scorer, weights, row)
        assert attribution.watched == pytest.approx(watched, abs=off)
        named = {(part.group, part.number, part.kind): part.contribution for part in attribution.features}
        assert {key: named.get(key, 0.0) for key in features} == pytest.approx(features, abs=off)


@LAW
@given(cases(min_items=2), weightings("classic"))
def test_each_watched_title_adds_its_cosine_to_the_classic_score(case: Case, weights: Weights) -> None:
    person, profile = person_of(case), case.profile
    table = np.hstack([weights.of(group) * dense_of(case.blocks[group]) for group in GROUPS])
    vectors = table / np.maximum(np.linalg.norm(table, axis=1), 1e-12)[:, None]
    share = profile.fresh_preference / (profile.fresh_preference.sum() or 1.0)
    length = float(np.linalg.norm(share @ vectors[profile.rows]))
    for row in range(len(case.items)):
        expected = share * (vectors[profile.rows] @ vectors[row]) / (length or 1.0)
        assert _apart(person, person.model.scorer(weights), weights, row).watched == pytest.approx(expected, abs=1e-5)


def _apart(person: User, scorer: EvidenceScorer | ClassicScorer, weights: Weights, row: int) -> Attribution:
    contributions = scorer.contributions(np.array([row]))[0].tolist()
    by_group = dict(zip(SHOWN_GROUPS, contributions, strict=True))
    coefficients, pieces = person.model.watched_coefficients(scorer, row, weights), person.model.pieces(scorer, row)
    return attribute(person.model.watched_rows, row, coefficients, by_group, pieces)


@LAW
@given(cases(min_items=2), ANY_WEIGHTS, st.integers(0, 5))
def test_the_lists_that_are_shown_sum_to_the_score_too(case: Case, weights: Weights, listed: int) -> None:
    person = person_of(case)
    scorer = person.model.scorer(weights)
    rows = np.arange(len(case.items))
    for row, contributions in zip(rows, scorer.contributions(rows), strict=True):
        explanation = explain_row(person, scorer, weights, int(row), contributions, listed)
        off = max(1e-9 * float(np.abs(contributions).sum()), 1e-12)
        assert explanation.score == pytest.approx(float(contributions.sum()), rel=1e-9, abs=off)
        for parts in (explanation.features, explanation.watched):
            assert math.fsum(part.contribution for part in parts) == pytest.approx(explanation.score, rel=1e-9, abs=off)
            assert len(parts) <= listed + 1
        assert [part.feature for part in explanation.features[:-1]].count(None) == 0
        assert [part.item_id for part in explanation.watched[:-1]].count(None) == 0
        sizes = [abs(part.contribution) for part in explanation.features if part.feature is not None]
        assert sizes == sorted(sizes, reverse=True)


@LAW
@given(cases(), ANY_WEIGHTS, st.integers(0, 12), st.floats(0, 1))
def test_watched_and_gone_titles_are_never_recommended(case: Case, weights: Weights, k: int, diversity: float) -> None:
    gone = tuple(range(0, len(case.items), 4))
    person = person_of(case, gone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "POOL_SHARE", 1.0)
        found = recommend(person.model, weights.changed({"diversity": diversity}), k)
    assert not set(found.rows.tolist()) & {*case.profile.rows.tolist(), *gone}
    assert len(found.rows) == len(set(found.rows.tolist())) == min(k, person.model.n_candidates)


@LAW
@given(cases(min_items=2), ANY_WEIGHTS, st.data())
def test_the_order_in_which_titles_were_read_changes_no_list(case: Case, weights: Weights, data: st.DataObject) -> None:
    order = list(data.draw(st.permutations(range(len(case.items)))))
    here, there = person_of(in_rows(case)), person_of(in_rows(case.in_order(order)))
    first, second = recommend(here.model, weights, 10), recommend(there.model, weights, 10)
    assert ids(here, first.rows) == ids(there, second.rows)
    assert first.scores.tolist() == second.scores.tolist()


@LAW
@given(cases(), ANY_WEIGHTS, st.sampled_from([0.5, 0.25, 0.03125]))
def test_scaling_all_weights_changes_no_list(case: Case, weights: Weights, factor: float) -> None:
    scaled = weights.changed({group: weights.of(group) * factor for group in SHOWN_GROUPS})
    person = person_of(case)
    before, after = recommend(person.model, weights, 10), recommend(person.model, scaled, 10)
    assert before.rows.tolist() == after.rows.tolist()
    assert before.scores == pytest.approx(after.scores, rel=1e-12)
    assert before.relevancy.tolist() == after.relevancy.tolist()


FILTERS = st.builds(
    Filters,
    type=st.sampled_from([None, "movie", "show"]),
    genres=st.sampled_from([(), ("Crime",), ("horror", "Comedy"), ("Nothing",)]),
    without_genres=st.sampled_from([(), ("Drama",)]),
    year_from=st.sampled_from([None, 1990]),
    year_to=st.sampled_from([None, 2005]),
    runtime_max_min=st.sampled_from([None, 100.0]),
    age_max=st.sampled_from([None, 13]),
    library_ids=st.sampled_from([(), ("1",)]),
)


@LAW
@given(cases(max_items=14), ANY_WEIGHTS, FILTERS, st.integers(1, 14))
def test_filters_only_take_away(case: Case, weights: Weights, filters: Filters, k: int) -> None:
    """What is left stands in the same order, with the same scores."""
    person = person_of(case)
    passed = mask(person.generation, filters)
    everything = recommend(person.model, weights, len(case.items))
    found = recommend(person.model, weights, k, passed)
    kept = [place for place, row in enumerate(everything.rows) if passed is None or passed[row]]
    assert found.rows.tolist() == everything.rows[kept].tolist()[:k]
    assert found.scores.tolist() == everything.scores[kept].tolist()[:k]
    assert found.candidates == len(kept)


@LAW
@given(cases(), ANY_WEIGHTS)
def test_relevancy_begins_with_100_and_never_rises_down_a_list(case: Case, weights: Weights) -> None:
    person = person_of(case)
    shown = recommend(person.model, weights, 20).relevancy.tolist()
    assert shown[:1] in ([], [100])
    assert shown == sorted(shown, reverse=True)
    assert all(0 <= value <= 100 for value in shown)


@LAW
@given(cases(), ANY_WEIGHTS, st.floats(0.05, 1))
def test_a_various_list_keeps_each_titles_score_and_relevancy_and_begins_as_a_shorter_one(
    case: Case, weights: Weights, diversity: float
) -> None:
    person = person_of(case)
    plain = recommend(person.model, weights, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "POOL_SHARE", 1.0)
        various = recommend(person.model, weights.changed({"diversity": diversity}), 20)
        for k in range(len(various.rows)):
            shorter = recommend(person.model, weights.changed({"diversity": diversity}), k)
            assert shorter.rows.tolist() == various.rows[:k].tolist()
    facts = {row: (score, shown) for row, score, shown in zip(plain.rows, plain.scores, plain.relevancy, strict=True)}
    assert sorted(various.rows.tolist()) == sorted(plain.rows.tolist())
    if weights.scoring == "classic":  # evidence: the best may be a later part, which waits
        assert various.rows[:1].tolist() == plain.rows[:1].tolist()
    for row, score, shown in zip(various.rows, various.scores, various.relevancy, strict=True):
        assert facts[row] == (score, shown)


@LAW
@given(cases(max_items=12), ANY_WEIGHTS)
def test_a_place_is_the_position_in_the_full_ranking(case: Case, weights: Weights) -> None:
    """Of a watched title it is the position that it would have among the candidates."""
    person = person_of(case)
    scorer = person.model.scorer(weights)
    everything = recommend(person.model, weights, len(case.items))
    scores = scorer.contributions(np.arange(len(case.items))).sum(axis=1)
    for row in range(len(case.items)):
        place = title_rank(person.model, weights, row)
        others = [other for other in everything.rows.tolist() if other != row]
        better = [other for other in others if (scores[other], -other) > (scores[row], -row)]
        assert place.rank == len(better) + 1
        assert place.candidates == len(others) + 1
        assert float(place.contributions.sum()) == scores[row]
        if row in everything.rows:
            position = everything.rows.tolist().index(row)
            assert place.rank == position + 1
            assert place.relevancy == everything.relevancy[position]


@LAW
@given(cases(min_items=2), ANY_WEIGHTS)
def test_whoever_watched_nothing_sees_the_order_of_rows_and_no_reason(case: Case, weights: Weights) -> None:
    """Rows come by acclaim, so the best-rated stand first with any weights."""
    nobody = in_rows(named(Case(case.items, (), case.dtype)))
    person = person_of(nobody)
    found = recommend(person.model, weights, 10)
    assert found.rows.tolist() == list(range(min(10, len(case.items))))
    groups = found.contributions[:, [group != ACCLAIM for group in SHOWN_GROUPS]]
    assert (groups == 0).all()


@LAW
@given(cases(min_items=2), weightings())
def test_a_group_that_a_title_lacks_adds_nothing_to_it(case: Case, weights: Weights) -> None:
    assume(len(case.profile))
    person = person_of(case)
    contributions = person.model.scorer(weights).contributions(np.arange(len(case.items)))
    for number, group in enumerate(GROUPS):
        assert (contributions[~case.blocks[group].has(), number] == 0).all()
