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
    pairs = _largest_first(_paired(first, second))
    if len(pairs) > most:
        rest = pairs.iloc[most - 1 :].sum().to_frame(OTHERS).T
        pairs = pd.concat([pairs.iloc[: most - 1], rest])
    return pairs


def shared_people(first: Distribution, second: Distribution, *, most: int, least: float) -> pd.DataFrame:
    """Who is in most titles of both lists together; people with less than `least` in both are left out."""
    pairs = _paired(first, second)
    return _largest_first(pairs[pairs.max(axis=1) >= least]).head(most)


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
    pairs = _paired(first, second)
    return pairs.loc[sorted(pairs.index, key=order)]


def _paired(first: Distribution, second: Distribution) -> pd.DataFrame:
    return pd.DataFrame({"first": first, "second": second}, dtype=float).fillna(0.0)


def _largest_first(pairs: pd.DataFrame) -> pd.DataFrame:
    """By the sum of both shares; equal ones by name. What differs by rounding errors alone is equal."""
    sums = pairs.sum(axis=1).round(9)
    return pairs.loc[sorted(pairs.index, key=lambda name: (-sums[name], name))]
