"""What a list of titles is made of: its genres, its decades, its certificates, its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from recommenderr.artifacts import Generation
from recommenderr.artifacts.titles import UNKNOWN_YEAR
from recommenderr.content_ratings import age_of

NO_GENRE, NO_YEAR, NOT_RATED, OTHERS = "No genre", "No year", "Not rated", "All others"

Distribution: TypeAlias = "pd.Series[float]"
"""Shares by name; they sum to 1, or it is empty."""

Pair: TypeAlias = tuple[str, float, float]
"""A name with its shares in two distributions."""


def genre_distribution(generation: Generation, rows: Sequence[int]) -> Distribution:
    """Each title counts once; one of several genres counts in equal parts for each of them."""
    block = generation.blocks["genres"]
    titles = block.take(np.asarray(rows, dtype=np.int32))
    n_genres = np.diff(titles.indptr)
    parts = np.repeat(1.0 / np.maximum(n_genres, 1), n_genres)
    sums = np.append(np.bincount(titles.indices, parts, minlength=block.n_features), np.sum(n_genres == 0))
    shares = pd.Series(sums / max(len(rows), 1), index=[*block.names, NO_GENRE])
    return shares[shares > 0]


def decade_distribution(generation: Generation, rows: Sequence[int]) -> Distribution:
    """By the decade of release: `1990s`."""
    years = (int(generation.titles.year[row]) for row in rows)
    return _shares([NO_YEAR if year == UNKNOWN_YEAR else f"{year // 10 * 10}s" for year in years])


def certificate_distribution(generation: Generation, rows: Sequence[int]) -> Distribution:
    """By content rating, as Plex writes it."""
    titles = generation.titles
    return _shares([titles.content_ratings[int(titles.content_rating[row])] or NOT_RATED for row in rows])


def people_shares(generation: Generation, rows: Sequence[int]) -> Distribution:
    """The share of titles that each actor or director is in. These are no parts of a whole: they need not sum to 1."""
    titles = (generation.titles.details(row) for row in rows)
    people = pd.Series([list({*title.directors, *title.cast}) for title in titles], dtype=object)
    return people.explode().value_counts() / max(len(rows), 1)


def _shares(names: Sequence[str]) -> Distribution:
    return pd.Series(names, dtype=object).value_counts(normalize=True)


def strongest(first: Distribution, second: Distribution, *, most: int) -> pd.DataFrame:
    """The names that are largest in both together, the largest first; the rest are summed up as `All others`.

    Returns:
        A frame with the names as its index and the columns `first` and `second`, like that of each function below.
    """
    pairs = _largest_first(_pairs(first, second))
    if len(pairs) > most:
        rest = pairs[most - 1 :]
        others = OTHERS, sum(pair[1] for pair in rest), sum(pair[2] for pair in rest)
        pairs = [*pairs[: most - 1], others]
    return _frame(pairs)


def shared_people(first: Distribution, second: Distribution, *, most: int, least: float) -> pd.DataFrame:
    """Who is in most titles of both lists together; people with less than `least` in both are left out."""
    pairs = [pair for pair in _pairs(first, second) if max(pair[1:]) >= least]
    return _frame(_largest_first(pairs)[:most])


def by_time(first: Distribution, second: Distribution) -> pd.DataFrame:
    """All decades, the earliest first, those without a year last."""
    return _ordered(first, second, lambda name: (name == NO_YEAR, name))


def by_age(first: Distribution, second: Distribution) -> pd.DataFrame:
    """All certificates, those for the youngest first, those that name no age last."""

    def order(name: str) -> tuple[bool, bool, int, str]:
        age = age_of(name)
        return name == NOT_RATED, age is None, age or 0, name

    return _ordered(first, second, order)


def _ordered(first: Distribution, second: Distribution, order: Callable[[str], tuple[object, ...]]) -> pd.DataFrame:
    return _frame(sorted(_pairs(first, second), key=lambda pair: order(pair[0])))


def _pairs(first: Distribution, second: Distribution) -> list[Pair]:
    """Every name with its share in both.

    Performance only: to align the index of two series takes pandas ten times as long, at each move of a slider.
    """
    shares, others = first.to_dict(), second.to_dict()
    return [(name, shares.get(name, 0.0), others.get(name, 0.0)) for name in {**shares, **others}]


def _largest_first(pairs: Sequence[Pair]) -> list[Pair]:
    """By the sum of both shares; equal ones by name. What differs by rounding errors alone is equal."""
    return sorted(pairs, key=lambda pair: (-round(pair[1] + pair[2], 9), pair[0]))


def _frame(pairs: Sequence[Pair]) -> pd.DataFrame:
    shares = np.array([pair[1:] for pair in pairs], dtype=float).reshape(-1, 2)
    return pd.DataFrame(shares, index=pd.Index([pair[0] for pair in pairs], dtype=object), columns=["first", "second"])
