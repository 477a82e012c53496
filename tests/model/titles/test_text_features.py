from __future__ import annotations

import random
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from recommenderr.model.titles.text_features import Numbered, _counted, count_terms, label_matrix
from tests.factories.libraries import LAW

TEXTS = st.lists(
    st.lists(
        st.sampled_from(("Moon", "the", "of", "river", "a", "Ångström", "moonlit", "x", "co-op", "1917")), max_size=12
    ).map(" ".join),
    max_size=8,
)


@LAW
@given(TEXTS, st.integers(1, 3))
def test_counts_and_names_are_those_of_scikit_learn(texts: list[str], min_texts: int) -> None:
    theirs = CountVectorizer(ngram_range=(1, 2), stop_words="english", min_df=min_texts)
    counts, names = count_terms(texts, min_texts, 1_000)
    try:
        expected = theirs.fit_transform(texts)
    except ValueError:  # no term is left, or min_df is more than there are texts
        assert names == []
        assert counts.shape == (len(texts), 0)
        return
    assert names == theirs.get_feature_names_out().tolist()
    assert (counts.toarray() == expected.toarray()).all()


def test_of_many_texts_too() -> None:
    rng = random.Random(1)
    words = [f"word{number}" for number in range(60)]
    texts = [" ".join(rng.choices(words, k=rng.randint(0, 40))) for _ in range(400)]
    theirs = CountVectorizer(ngram_range=(1, 2), stop_words="english", min_df=3)
    expected = theirs.fit_transform(texts)
    counts, names = count_terms(texts, 3, 10_000)
    assert names == theirs.get_feature_names_out().tolist()
    assert (counts != expected).nnz == 0


def test_the_most_frequent_terms_are_kept_and_of_equals_the_first_by_name() -> None:
    counts, names = count_terms(["moon moon ghost", "river ghost", "zebra river"], 1, 3)
    assert names == ["ghost", "moon", "river"]
    assert counts.toarray().tolist() == [[1, 2, 0], [1, 0, 1], [0, 0, 1]]


def test_a_pair_never_reaches_over_the_end_of_a_text() -> None:
    assert count_terms(["moon", "river", "moon river"], 1, 10)[1] == ["moon", "moon river", "river"]
    assert count_terms(["moon", "river"], 1, 10)[1] == ["moon", "river"]


def test_entries_ascend_within_a_row() -> None:
    counts, _ = count_terms(["zebra moon ghost moon zebra", "ghost zebra"], 1, 10)
    for start, stop in zip(counts.indptr[:-1], counts.indptr[1:], strict=True):
        assert (np.diff(counts.indices[start:stop]) > 0).all()


@pytest.mark.parametrize("lists", [[], [()], [(), ()]])
def test_without_labels_there_is_an_empty_matrix(lists: list[tuple[str, ...]]) -> None:
    matrix, names = label_matrix(lists)
    assert matrix.shape == (len(lists), 0)
    assert names == []


def test_a_label_is_there_or_not() -> None:
    matrix, names = label_matrix([("b", "a", "b"), (), ("a",)])
    assert names == ["a", "b"]
    assert matrix.toarray().tolist() == [[1, 1], [0, 0], [1, 0]]


def test_terms_too_large_for_one_number_are_counted_alike() -> None:
    rng = np.random.default_rng(2)
    words, owner = rng.integers(0, 9, 200).astype(np.int32), np.sort(rng.integers(0, 5, 200)).astype(np.int32)
    size = 2**31 - 1
    packed = _counted(Numbered([""] * 9, words, owner, 5))
    large = cast(list[str], range(size))
    apart = _counted(Numbered(large, words + np.int32(size - 9), owner, 5))
    assert int(apart[0].max()).bit_length() + (5).bit_length() >= 64
    assert (np.diff(apart[0]) >= 0).all()
    assert (apart[1] == packed[1]).all()
    assert (apart[2] == packed[2]).all()
    assert packed[2].sum() == 200 + (np.diff(owner) == 0).sum()
