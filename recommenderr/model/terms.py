"""Labels, words and pairs of words as numbers, and how often each title has them.

Runs at build time only: scikit-learn says what a word is. The counts are those of its `CountVectorizer` with
`ngram_range=(1, 2)`, in the same order. That makes a text of every pair of words before most of them are dropped; here
a pair is a number, and only what is kept gets a name.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """Lists of words as numbers, one list after the other.

    Attributes:
        vocabulary: every word, ascending.
        words: int32: place of each word in the vocabulary.
        owner: int32: the list that each word is in, ascending.
        n_lists: how many lists there are; the last ones may be empty.
    """

    vocabulary: list[str]
    words: NDArray[np.int32]
    owner: NDArray[np.int32]
    n_lists: int


def numbered(lists: Iterable[Iterable[str]]) -> Numbered:
    """Numbers every word by its place in the alphabet."""
    first_seen: defaultdict[str, int] = defaultdict()
    first_seen.default_factory = first_seen.__len__
    words, lengths = array("i"), array("i")
    for one in lists:
        found = [first_seen[word] for word in one]
        words.extend(found)
        lengths.append(len(found))
    vocabulary = sorted(first_seen)
    place = np.zeros(len(vocabulary), dtype=np.int32)
    place[[first_seen[word] for word in vocabulary]] = np.arange(len(vocabulary))
    owner = np.repeat(np.arange(len(lengths), dtype=np.int32), np.asarray(lengths, dtype=np.int32))
    return Numbered(vocabulary, place[np.asarray(words, dtype=np.int32)], owner, len(lengths))


def label_matrix(lists: Iterable[Iterable[str]]) -> tuple[csr_array, list[str]]:
    """Which list has which label: 1.0 or no entry, shape (n_lists, n_labels), and the labels, ascending."""
    read = numbered(lists)
    matrix = _counts(read.owner, read.words, (read.n_lists, len(read.vocabulary)))
    matrix.data[:] = 1.0
    return matrix, read.vocabulary


def weighted_label_matrix(lists: Iterable[Mapping[str, float]]) -> tuple[csr_array, list[str]]:
    """How much each label counts in each list, shape (n_lists, n_labels), and the labels, ascending."""
    weights = array("d")

    def noted() -> Iterator[Iterable[str]]:
        for one in lists:
            weights.extend(one.values())
            yield one

    read = numbered(noted())
    shape = (read.n_lists, len(read.vocabulary))
    return csr_array((np.asarray(weights), (read.owner, read.words)), shape=shape), read.vocabulary


def words_of() -> Callable[[str], list[str]]:
    """Takes a text apart: lower case, words of two letters or more, without English stop words."""
    analyze: Callable[[str], list[str]] = CountVectorizer(stop_words="english").build_analyzer()
    return analyze


def count_terms(texts: Iterable[str], min_texts: int, max_terms: int) -> tuple[csr_array, list[str]]:
    """How often each word and each pair of neighbouring words is in each text.

    Args:
        texts: what is counted.
        min_texts: terms of fewer texts are left out.
        max_terms: at most so many are kept, those that occur most often; of equals the first by name.

    Returns:
        counts: float64, shape (n_texts, n_terms); terms ascend by name, entries within a row by term.
        names: the terms.
    """
    read = numbered(map(words_of(), texts))
    terms, owner = _terms(read)
    distinct, occurrences = np.unique(terms, return_counts=True)
    frequent = distinct[occurrences >= min_texts]  # no other term can be in so many texts
    if len(frequent) == 0:
        return csr_array((read.n_lists, 0)), []
    place = np.searchsorted(frequent, terms)
    np.minimum(place, len(frequent) - 1, out=place)
    known = frequent[place] == terms
    counts = _counts(owner[known], place[known].astype(np.int32), (read.n_lists, len(frequent)))
    kept = _kept(counts, min_texts, max_terms)
    return csr_array(counts[:, kept]), _names(read.vocabulary, frequent[kept])


def _terms(read: Numbered) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The number of every term as often as it occurs, and the text that it is in.

    `a * (size + 1)` stands for the word `a`; one to `size` more, for `a` and its next word. So terms ascend by name.
    """
    single = read.words.astype(np.int64) * (len(read.vocabulary) + 1)
    first = np.flatnonzero(read.owner[:-1] == read.owner[1:])
    pairs = single[first] + read.words[first + 1] + 1
    return np.concatenate([single, pairs]), np.concatenate([read.owner, read.owner[first]])


def _counts(rows: NDArray[np.int32], columns: NDArray[np.int32], shape: tuple[int, int]) -> csr_array:
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _kept(counts: csr_array, min_texts: int, max_terms: int) -> NDArray[np.intp]:
    n_terms = counts.shape[1]
    kept = np.flatnonzero(np.bincount(counts.indices, minlength=n_terms) >= min_texts)
    if len(kept) <= max_terms:
        return kept
    occurrences = np.bincount(counts.indices, counts.data, minlength=n_terms)[kept]
    return np.sort(kept[np.argsort(-occurrences, kind="stable")[:max_terms]])


def _names(vocabulary: list[str], terms: NDArray[np.int64]) -> list[str]:
    first, second = np.divmod(terms, len(vocabulary) + 1)
    return [
        f"{vocabulary[a]} {vocabulary[b - 1]}" if b else vocabulary[a]
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
    ]
