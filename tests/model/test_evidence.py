from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommenderr.model import evidence as module
from recommenderr.model.evidence import (
    COLUMN_GROUPS,
    COLUMNS,
    Evidence,
    build_evidence,
    max_similarity,
    profile_similarity,
    title_evidence,
)
from recommenderr.model.titles import feature_block
from recommenderr.model.titles.feature_block import Block, find_unique_rows
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import ACCLAIM, FACT_GROUPS, GROUPS, SHOWN_GROUPS
from tests.factories.libraries import (
    LAW,
    SEEDS,
    Case,
    block_of,
    blocks_of,
    cases,
    dense_closest,
    dense_counted,
    dense_of,
    dense_overall,
    plain_facts,
    profile_with,
)


def profile_of(rows: list[int], profile_weight: list[float], neighbour_weight: list[float]) -> UserProfile:
    return profile_with(rows, profile_weight=profile_weight, neighbour_weight=neighbour_weight)


def evidence_of(
    blocks: Mapping[str, Block], profile: UserProfile, acclaim: NDArray[np.float32] | None = None
) -> Evidence:
    """The evidence of a person for films about which nothing else is known."""
    facts = plain_facts(blocks, acclaim)
    candidates = np.ones(len(facts), dtype=np.bool_)
    candidates[profile.rows] = False
    return build_evidence(blocks, UserLifts(facts, profile, candidates))


# Watched: 0 is loved, 1 disliked. Not watched: 2 to 4.         crime drama horror comedy
GENRES: list[list[float]] = [[0.6, 0.8, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0.6, 0.8, 0], [0, 0, 0, 1]]
TASTE = profile_of([0, 1], profile_weight=[0.75, -0.25], neighbour_weight=[1.0, 0.0])
ACCLAIM_OF = np.array([0.9, 0.2, 0.8, 0.6, 0.4], dtype=np.float32)


def test_the_formula_in_numbers() -> None:
    evidence = evidence_of(blocks_of(genres=GENRES), TASTE, ACCLAIM_OF)
    columns = dict(zip(COLUMNS, evidence.columns.tolist(), strict=True))
    # The library: crime 1/3, drama 1/6, horror 1/6, comedy 1/3. The person: crime 1/2, drama 1/2 and horror 1.
    crime, drama, horror, comedy = (
        math.log(watched / 12 / offered)
        for watched, offered in ((0.5 + 10 / 3, 1 / 3), (0.5 + 10 / 6, 1 / 6), (1 + 10 / 6, 1 / 6), (10 / 3, 1 / 3))
    )
    assert columns["genres/profile"] == pytest.approx(
        [(crime + drama) / 2, horror, crime, (drama + horror) / 2, comedy]
    )
    assert columns["genres/max"] == pytest.approx([1, 0, 0.6, 0.48, 0])
    assert columns[ACCLAIM] == pytest.approx([0.15, 0.06, 0.15, 0.15, 0.12])  # 0.3 min(z, 0.5)
    assert evidence.closest[GROUPS.index("genres")].tolist() == [0, -1, 0, 0, -1]
    others = [name for name in COLUMNS if not name.startswith("genres") and name != ACCLAIM]
    assert all(columns[name] == [0] * 5 for name in others)
    assert (evidence.closest[[g != "genres" for g in GROUPS]] == -1).all()


# Watched: 0 to 2. Not watched: 3 to 5.           Ada  Ben  Cleo
PEOPLE: list[list[float]] = [[0.6, 0.8, 0], [1, 0, 0], [0, 0, 1], [0.8, 0.6, 0], [0, 1, 0], [0, 0, 1]]


def test_names_count_by_how_often_they_were_met_and_how_lately() -> None:
    """Ada was met with 0.6 + 0.5 * 1 = 1.1, so she counts 1.1 / 3.1, Ben 0.8 / 2.8; Cleo's only title was disliked."""
    profile = profile_of([0, 1, 2], profile_weight=[0.5, 0.25, -0.25], neighbour_weight=[1.0, 0.5, 0.0])
    columns = dict(zip(COLUMNS, evidence_of(blocks_of(people=PEOPLE, genres=[[0]] * 6), profile).columns, strict=True))
    ada = 1.1 / 3.1 + 2 * (0.5 * 0.6 + 0.25)  # the second part is what was watched lately
    ben, cleo = 0.8 / 2.8 + 2 * 0.5 * 0.8, 2 * -0.25
    assert columns["people/profile"][3:] == pytest.approx([0.8 * ada + 0.6 * ben, ben, cleo])
    assert columns["people/max"][3:] == pytest.approx([0.96, 0.8, 0])


def test_a_name_means_the_same_however_much_else_was_watched() -> None:
    others = [[0.0, 0.0, 0.0, *(1.0 if place == number else 0.0 for place in range(20))] for number in range(20)]
    block = block_of("people", [[*row, *[0.0] * 20] for row in PEOPLE] + others)
    little = profile_similarity(block, profile_of([0, 1], [0.0, 0.0], [1.0, 1.0]))  # nothing of it lately
    much = profile_similarity(block, profile_of([0, 1, *range(6, 26)], [0.0] * 22, [1.0] * 22))
    assert much[3:6].tolist() == little[3:6].tolist()
    assert profile_similarity(
        replace(block, group="genres"), profile_of([0, 1, *range(6, 26)], [0.05] * 22, [1.0] * 22)
    )[3] == pytest.approx(
        profile_similarity(replace(block, group="genres"), profile_of([0, 1], [0.5, 0.5], [1.0, 1.0]))[3] / 11
    )


def test_each_time_that_a_name_is_met_says_less_than_the_one_before() -> None:
    block = block_of("people", [[1.0]] * 6)
    met = [float(profile_similarity(block, profile_of(list(range(n)), [0.0] * n, [1.0] * n))[5]) for n in range(6)]
    assert met == pytest.approx([0, 1 / 3, 2 / 4, 3 / 5, 4 / 6, 5 / 7])
    assert all(earlier > later for earlier, later in itertools.pairwise(np.diff(met)))


@LAW
@given(cases(max_items=14, dtype="float64"))
def test_the_likeness_to_a_title_is_the_evidence_of_who_liked_it_alone_but_for_names_that_are_not_counted(
    case: Case,
) -> None:
    row = len(case.items) // 2
    alike = title_evidence(case.blocks, row).columns
    expected = evidence_of(case.blocks, profile_of([row], [1.0], [1.0])).columns
    for name, mine, theirs in zip(COLUMNS, alike, expected, strict=True):
        if name not in ("people/profile", "genres/profile", *FACT_GROUPS):
            assert mine == pytest.approx(theirs, abs=1e-6)
    assert (alike[[COLUMNS.index(group) for group in FACT_GROUPS]] == 0).all()
    assert (alike[COLUMNS.index("genres/profile")] == alike[COLUMNS.index("genres/max")]).all()
    assert (alike[COLUMNS.index("people/profile")] == alike[COLUMNS.index("people/max")]).all()


def test_each_column_is_named_after_its_group() -> None:
    assert [name.split("/")[0] for name in COLUMNS] == list(COLUMN_GROUPS)
    assert tuple(dict.fromkeys(COLUMN_GROUPS)) == SHOWN_GROUPS


def test_a_profile_of_indifferent_ratings_adds_nothing() -> None:
    evidence = evidence_of(blocks_of(genres=GENRES), profile_of([0, 1], [0, 0], [0, 0]))
    lifts = [COLUMNS.index("genres/profile")]
    assert (np.delete(evidence.columns, lifts, axis=0) == 0).all()
    assert (evidence.closest == -1).all()


@LAW
@given(cases(max_items=14), st.integers(1, 5))
def test_evidence_is_the_formula_on_dense_matrices(case: Case, chunk_rows: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_ROWS", chunk_rows)
        evidence = case.evidence
    assert evidence.columns.dtype == np.float32
    assert evidence.columns.shape == (len(COLUMNS), len(case.items))
    assert evidence.closest.dtype == np.int32
    expected_facts = case.lifts.columns()
    assert evidence.columns[COLUMNS.index("genres/profile")] == pytest.approx(expected_facts["genres"], abs=1e-6)
    for group in FACT_GROUPS:
        assert evidence.columns[COLUMNS.index(group)] == pytest.approx(expected_facts[group], abs=1e-6)
    for name, column in zip(COLUMNS, evidence.columns, strict=True):
        if name in ("genres/profile", *FACT_GROUPS):
            continue
        group, piece = name.split("/")
        table = dense_of(case.blocks[group])
        closest, _ = dense_closest(table, case.profile.rows.tolist(), case.profile.neighbour_weight.tolist())
        whole = dense_overall(table, case.profile)
        if group == "people":
            whole = dense_counted(table, case.profile) + 2 * whole
        expected = whole if piece == "profile" else closest
        assert column == pytest.approx(expected, abs=1e-6)


@LAW
@given(cases(max_items=14, dtype="float64"))
def test_the_closest_title_is_one_that_gives_the_value(case: Case) -> None:
    for number, group in enumerate(GROUPS):
        table = dense_of(case.blocks[group])
        values, _ = max_similarity(case.blocks[group], case.profile.rows, case.profile.neighbour_weight)
        for item, position in enumerate(case.evidence.closest[number].tolist()):
            if position < 0:
                assert values[item] == 0
            else:
                row, like = case.profile.rows[position], case.profile.neighbour_weight[position]
                assert like * float(table[item] @ table[row]) == pytest.approx(values[item], abs=1e-12)


@given(SEEDS, st.integers(1, 12), st.integers(0, 6), st.integers(1, 13))
def test_of_equally_close_titles_the_first_is_named(seed: int, n_items: int, n_watched: int, chunk_rows: int) -> None:
    """Values are sums of halves, so equal is equal to the last bit, whoever adds them up."""
    rng = random.Random(seed)
    table = np.array([rng.choices((0.0, 0.0, 0.5, 1.0), k=3) for _ in range(n_items)])
    rows = sorted(rng.sample(range(n_items), k=min(n_items, n_watched)))
    neighbour_weight = rng.choices((0.0, 0.5, 1.0), k=len(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_ROWS", chunk_rows)
        values, positions = max_similarity(
            block_of("genres", table), np.array(rows, np.int32), np.array(neighbour_weight)
        )
    expected, places = dense_closest(table, rows, neighbour_weight)
    assert values.tolist() == expected.tolist()
    assert positions.tolist() == places


@LAW
@given(cases(max_items=14), st.sampled_from([0.0, 1.2, 100.0]))
def test_titles_that_are_the_same_are_multiplied_once_and_get_the_same(case: Case, worth_it: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feature_block, "WORTH_IT", worth_it)
        found = find_unique_rows(case.blocks)
    quick = build_evidence(case.blocks, case.lifts, found)
    assert quick.columns.tolist() == case.evidence.columns.tolist()
    assert quick.closest.tolist() == case.evidence.closest.tolist()
    for group, of_group in found.items():
        distinct = {tuple(row) for row in dense_of(case.blocks[group]).tolist()}
        assert len(of_group.first) == len(distinct)
        assert len(distinct) * worth_it <= len(case.items)
    expected = {g for g, block in case.blocks.items() if len(block.data)} if worth_it == 0 else set(found)
    assert set(found) == expected


def test_the_mean_goes_down_where_a_disliked_title_is_alike() -> None:
    block = block_of("genres", GENRES)
    with_dislike = profile_similarity(block, TASTE)
    without = profile_similarity(block, profile_of([0], [0.75], [1.0]))
    assert with_dislike[3] < without[3]
