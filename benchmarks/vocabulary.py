"""Made-up prose and names with the frequencies of real summaries and casts."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

FUNCTION_WORDS = (
    *("the", "and", "to", "of", "a", "in", "his", "is", "with", "her", "on", "he", "for", "by", "an", "as", "their"),
    *("that", "who", "from", "when", "they", "but", "it", "she", "at", "are", "this", "has", "after", "into", "him"),
    *("one", "out", "up", "be", "was", "must", "own", "between"),
)
N_WORDS = 400_000
_RANK = np.array([1, 10, 40, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, N_WORDS])
_SHARE = np.array([0.055, 0.223, 0.351, 0.429, 0.539, 0.675, 0.806, 0.917, 0.968, 0.991, 1.0])
"""The most frequent `_RANK` words make up this share of all words: counted in the summaries of 40,428 real titles."""

SET_PHRASES = 0.25
"""The share of words that are one of the few which usually follow the word before: pairs repeat, as in prose."""
_PARTNERS = np.array([1, 6, 11])

_SYLLABLES = [a + b + c for a, b, c in product("bdfgklmnprstvz", "aeiou", ("", "n", "r", "l"))]
_BASE = len(_SYLLABLES)


class Prose:
    """Draws texts word by word."""

    def __init__(self) -> None:
        self.words = list(FUNCTION_WORDS) + [_spelt(number) for number in range(N_WORDS - len(FUNCTION_WORDS))]

    def texts(self, rng: np.random.Generator, lengths: NDArray[np.int64]) -> list[str]:
        """One text of each length, in words."""
        ranks = self._ranks(rng, int(lengths.sum())).tolist()
        words, texts, start = self.words, [], 0
        for length in lengths.tolist():
            texts.append(" ".join([words[rank] for rank in ranks[start : start + length]]))
            start += length
        return texts

    def _ranks(self, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
        drawn = np.exp(np.interp(rng.random(count), _SHARE, np.log(_RANK)))
        ranks = np.minimum(np.ceil(drawn).astype(np.int64), N_WORDS) - 1
        follows = np.flatnonzero(rng.random(count - 1) < SET_PHRASES) + 1 if count > 1 else np.zeros(0, np.int64)
        partners = _PARTNERS[rng.integers(len(_PARTNERS), size=len(follows))]
        ranks[follows] = (ranks[follows - 1] ^ partners) % N_WORDS  # about as frequent as the word before
        return np.asarray(ranks, dtype=np.int64)


def names_of_people(numbers: NDArray[np.int64]) -> list[str]:
    """First and last name of each person by number; the same number is the same name."""
    return [f"{_spelt(number % 997).title()} {_spelt(number + 5000).title()}" for number in numbers.tolist()]


def _spelt(number: int) -> str:
    """A pronounceable word of its own for each number."""
    letters = []
    number += _BASE  # two syllables at least
    while number:
        number, digit = divmod(number, _BASE)
        letters.append(_SYLLABLES[digit])
    return "".join(letters)
