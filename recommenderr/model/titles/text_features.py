"""Labels, words and pairs of words as numbers, and how often each title has them.

Runs at build time only. Of English texts the counts are those of scikit-learn's `CountVectorizer` with
`ngram_range=(1, 2)`, in the same order. That makes a text of every pair of words before most of them are dropped; here
a pair is a number, and only what is kept gets a name.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from recommenderr.model.titles.words import BREAK, stop_word_mask, words


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
    for text in lists:
        ids = [first_seen[word] for word in text]
        words.extend(ids)
        lengths.append(len(ids))
    vocabulary = sorted(first_seen)
    id_of = np.zeros(len(vocabulary), dtype=np.int32)
    id_of[[first_seen[word] for word in vocabulary]] = np.arange(len(vocabulary))
    owner = np.repeat(np.arange(len(lengths), dtype=np.int32), np.asarray(lengths, dtype=np.int32))
    return Numbered(vocabulary, id_of[np.asarray(words, dtype=np.int32)], owner, len(lengths))


def label_matrix(lists: Iterable[Iterable[str]]) -> tuple[csr_array, list[str]]:
    """Which list has which label: 1.0 or no entry, shape (n_lists, n_labels), and the labels, ascending."""
    read = numbered(lists)
    shape = (read.n_lists, len(read.vocabulary))
    matrix = csr_array((np.ones(len(read.words)), (read.owner, read.words)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix, read.vocabulary


def weighted_label_matrix(lists: Iterable[Mapping[str, float]]) -> tuple[csr_array, list[str]]:
    """How much each label counts in each list, shape (n_lists, n_labels), and the labels, ascending."""
    weights = array("d")

    def noted() -> Iterator[Iterable[str]]:
        for counts in lists:
            weights.extend(counts.values())
            yield counts

    read = numbered(noted())
    shape = (read.n_lists, len(read.vocabulary))
    return csr_array((np.asarray(weights), (read.owner, read.words)), shape=shape), read.vocabulary


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
    read = _common(_without_stop_words(numbered(map(words, texts))), min_texts)
    terms, owner, times = _counted(read)
    begins = np.flatnonzero(np.diff(terms, prepend=-1))
    in_texts = np.diff(begins, append=len(terms))
    in_use = _kept(in_texts, np.add.reduceat(times, begins) if len(begins) else times, min_texts, max_terms)
    entries = np.repeat(in_use, in_texts)
    ends = np.concatenate([[0], np.cumsum(in_texts[in_use])])
    counts = csc_array((times[entries].astype(np.float64), owner[entries], ends), shape=(read.n_lists, len(ends) - 1))
    return csr_array(counts.tocsr()), _names(read.vocabulary, terms[begins[in_use]])


def _without_stop_words(read: Numbered) -> Numbered:
    """The same without the stop words of each text's language; the words around one become neighbours."""
    ordinary = ~stop_word_mask(read.vocabulary, read.words, read.owner, read.n_lists)
    return Numbered(read.vocabulary, read.words[ordinary], read.owner[ordinary], read.n_lists)


def _common(read: Numbered, min_texts: int) -> Numbered:
    """The same without words that occur less often; where they were stands -1, so that nothing becomes neighbours."""
    common = np.flatnonzero(np.bincount(read.words, minlength=len(read.vocabulary)) >= min_texts)
    if read.vocabulary[:1] == [BREAK]:
        common = common[common > 0]
    id_of = np.full(len(read.vocabulary), -1, dtype=np.int32)
    id_of[common] = np.arange(len(common))
    vocabulary = [read.vocabulary[number] for number in common.tolist()]
    return Numbered(vocabulary, id_of[read.words], read.owner, read.n_lists)


def _terms(read: Numbered) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The number of every term as often as it occurs, and the text that it is in.

    `a * (size + 1)` stands for the word `a`; one to `size` more, for `a` and its next word. So terms ascend by name.
    """
    there = read.words >= 0
    paired = np.flatnonzero(there[:-1] & there[1:] & (read.owner[:-1] == read.owner[1:]))
    single = read.words.astype(np.int64) * (len(read.vocabulary) + 1)
    pairs = single[paired] + read.words[paired + 1] + 1
    return np.concatenate([single[there], pairs]), np.concatenate([read.owner[there], read.owner[paired]])


def _counted(read: Numbered) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Every term of every text once, ascending by term and then by text, and how often it is there."""
    terms, owner = _terms(read)
    bits = read.n_lists.bit_length()
    if len(terms) and int(terms.max()).bit_length() + bits < 64:
        packed = terms << bits  # one number sorts four times as fast as two
        packed |= owner  # in place: of 100,000 titles each copy takes 60 MB
        packed.sort()
        terms = packed >> bits
        packed &= (1 << bits) - 1
        owner = packed.astype(np.int32)
        del packed
    else:
        order = np.lexsort((owner, terms))
        terms, owner = terms[order], owner[order]
    first = np.flatnonzero(np.diff(terms, prepend=-1) | np.diff(owner, prepend=-1))
    return terms[first], owner[first], np.diff(first, append=len(terms))


def _kept(
    in_texts: NDArray[np.int64], occurrences: NDArray[np.int64], min_texts: int, max_terms: int
) -> NDArray[np.bool_]:
    in_use = in_texts >= min_texts
    if int(in_use.sum()) > max_terms:
        order = np.argsort(np.where(in_use, -occurrences, 1), kind="stable")
        in_use[order[max_terms:]] = False
    return np.asarray(in_use)


def _names(vocabulary: list[str], terms: NDArray[np.int64]) -> list[str]:
    first, second = np.divmod(terms, len(vocabulary) + 1)
    return [
        f"{vocabulary[a]} {vocabulary[b - 1]}" if b else vocabulary[a]
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
    ]
