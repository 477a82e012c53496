"""From titles to feature blocks. Runs at build time only: scikit-learn is loaded here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize

from recommenderr.model.titles.feature_block import Block
from recommenderr.model.titles.text_features import count_terms, label_matrix, weighted_label_matrix
from recommenderr.records import Item

YEAR_SPREAD_YEARS = 5.0
CAST_DEPTH = 10
BILLING = tuple(1.0 / math.sqrt(1.0 + rank) for rank in range(CAST_DEPTH))
"""What the first, second, third billed actor counts."""
DIRECTORS_DEPTH = 3
YEAR_REACH = 1e-3
"""A neighbouring bucket below this share of the title's own is left out."""


@dataclass(frozen=True, slots=True)
class FeatureConfig:
    """What the blocks depend on besides the titles. A change of any of them makes a rebuild necessary.

    Attributes:
        year_bucket_size: years in one bucket.
        year_min, year_max: titles outside count as of the first or last bucket.
        text_min_titles: a word or pair of words counts if at least so many titles have it.
        text_max_features: at most so many words and pairs, the most frequent ones.
        word_rules: changes with the rules of `words`, so that the text of a library is read again.
        dtype: float32 for use; float64 for tests of exactness.
    """

    year_bucket_size: int = 5
    year_min: int = 1900
    year_max: int = 2030
    text_min_titles: int = 2
    text_max_features: int = 1_000_000
    word_rules: int = 2
    dtype: str = "float32"


def build_blocks(items: Sequence[Item], config: FeatureConfig = FeatureConfig()) -> dict[str, Block]:
    """One block for each feature group, by group name; row `i` of each is `items[i]`."""
    return {
        "collections": _labels("collections", (item.collections for item in items), config),
        "genres": _genres(items, config),
        "people": _people(items, config),
        "text": _text(items, config),
        "year": _years(items, config),
    }


def country_block(items: Sequence[Item], config: FeatureConfig = FeatureConfig()) -> Block:
    """The countries of each title. Not a group of `GROUPS`: they enter the evidence by their lift alone."""
    return _labels("countries", (item.countries for item in items), config)


def _labels(group: str, labels: Iterable[tuple[str, ...]], config: FeatureConfig) -> Block:
    """Each label is a feature that a title has or has not; a label given twice counts once."""
    matrix, names = label_matrix(labels)
    return _block(group, matrix, names, config.dtype)


def _genres(items: Sequence[Item], config: FeatureConfig) -> Block:
    """Rare genres say a little more than common ones: each counts `sqrt(1 + ln((1 + n) / (1 + df)))`."""
    matrix, names = label_matrix(item.genres for item in items)
    titles = np.bincount(matrix.indices, minlength=len(names))
    idf = np.sqrt(1.0 + np.log((1.0 + len(items)) / (1.0 + titles)))
    return _block("genres", csr_array(matrix.multiply(idf[None, :])), names, config.dtype)


def _people(items: Sequence[Item], config: FeatureConfig) -> Block:
    """The first three directors count 1 each, the n-th billed of the first ten actors `1 / sqrt(n)`."""
    matrix, names = weighted_label_matrix(credits_of(item) for item in items)
    return _block("people", matrix, names, config.dtype)


def credits_of(item: Item) -> dict[str, float]:
    """Who made a title, and how much each counts; a person who acts and directs has the larger of both weights."""
    cast = item.cast[:CAST_DEPTH]
    billed = dict(zip(reversed(cast), reversed(BILLING[: len(cast)]), strict=True))
    return billed | dict.fromkeys(item.directors[:DIRECTORS_DEPTH], 1.0)


def _text(items: Sequence[Item], config: FeatureConfig) -> Block:
    """TF-IDF of the words and pairs of words of title and summary.

    `tfidf(t, d) = (1 + ln tf(t, d)) * (1 + ln((1 + n) / (1 + df(t))))`, rows then normalised; English stop words left
    out (scikit-learn's `TfidfTransformer` with `sublinear_tf`). Deviation: terms of fewer than `text_min_titles` titles
    are dropped, since a term of one title can connect it with nothing.
    """
    min_titles = min(config.text_min_titles, max(1, len(items) // 2))
    counts, names = count_terms(_texts(items), min_titles, config.text_max_features)
    if names:
        counts = TfidfTransformer(norm=None, sublinear_tf=True).fit(counts).transform(counts, copy=False)
    return _block("text", counts, names, config.dtype)


def _texts(items: Iterable[Item]) -> Iterable[str]:
    return (f"{item.title}. {item.summary}" for item in items)


def _years(items: Sequence[Item], config: FeatureConfig) -> Block:
    """A title's year bucket spreads over its neighbours: `exp(-distance / 5 years)`, then L2 norm."""
    table, names = year_table(config)
    years = np.array([item.year if item.year is not None else -1 for item in items], dtype=np.int64)
    clipped = np.clip(years, config.year_min, config.year_max)
    bucket = (clipped - config.year_min) // config.year_bucket_size
    dense = np.where((years >= 0)[:, None], table[bucket], 0.0)
    return _block("year", csr_array(dense), names, config.dtype)


def year_table(config: FeatureConfig) -> tuple[NDArray[np.float64], list[str]]:
    """What each bucket spreads, shape (n_buckets, n_buckets), and the buckets' names, such as "1995 to 1999"."""
    size = config.year_bucket_size
    starts = np.arange(config.year_min, config.year_max + 1, size)
    spread = np.exp(-np.abs(starts[:, None] - starts[None, :]) / YEAR_SPREAD_YEARS)
    spread[spread < YEAR_REACH] = 0.0
    names = [f"{start} to {start + size - 1}" if size > 1 else str(start) for start in starts.tolist()]
    return spread / np.linalg.norm(spread, axis=1, keepdims=True), names


def _block(group: str, values: csr_array, names: Sequence[str], dtype: DTypeLike) -> Block:
    """Rows of length 1, entries in ascending order of features."""
    if values.nnz == 0:  # scikit-learn refuses to normalise no rows
        return Block(group, np.zeros(values.shape[0] + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, dtype), names)
    rows = csr_array(normalize(values.astype(np.float64, copy=False), norm="l2", axis=1, copy=False))
    rows.sort_indices()
    rows.eliminate_zeros()
    return Block(
        group,
        rows.indptr.astype(np.int64),
        rows.indices.astype(np.int32),
        rows.data.astype(dtype),
        names,
    )
