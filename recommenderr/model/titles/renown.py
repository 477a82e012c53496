"""How widely a title is known, estimated from how early databases recorded it among titles of the same years.

TMDB and IMDb number titles in the order in which they are entered, and of the films of a year the widely known ones are
entered first. Plex sends these ids; it sends no number of votes. Nothing here is specific to a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Vector
from recommenderr.records import Item

MIN_COMPARED = 100
"""Titles of neighbouring years are added until this many are compared; years stay whole."""
MIN_TITLES = 20
"""With fewer titles of a type that have an id, no rank is given."""
IMDB_WEIGHT = 0.3


def external_numbers(items: Sequence[Item], source: str) -> Vector:
    """The number in the ids of one database (`tmdb`, `imdb`), shape (n_items,), nan without one."""
    pattern = re.compile(rf"{source}://(?:tt)?(\d{{1,15}})")
    matches = (next(filter(None, map(pattern.fullmatch, item.external_ids)), None) for item in items)
    return np.array([float(match[1]) if match else np.nan for match in matches], dtype=np.float64)


def id_rank(numbers: Vector, year: Vector, show: NDArray[np.bool_]) -> Vector:
    """The share of the titles of the same type and about the same year with a smaller id, 0 to 1; nan where unknown.

    Args:
        numbers: shape (n_items,), nan where there is none; films and series are numbered apart.
        year: shape (n_items,), nan where unknown.
        show: shape (n_items,), whether the title is a series.
    """
    ranks = np.full(len(numbers), np.nan)
    for series in (False, True):
        usable = np.flatnonzero(~np.isnan(numbers) & ~np.isnan(year) & (show == series))
        if len(usable) >= MIN_TITLES:
            order = usable[np.lexsort((numbers[usable], year[usable]))]
            ranks[order] = _ranks_by_year(numbers[order], year[order])
    return ranks


def _ranks_by_year(numbers: Vector, years: Vector) -> Vector:
    ranks = np.empty(len(numbers))
    for year in np.unique(years):
        first, last = np.searchsorted(years, year, "left"), np.searchsorted(years, year, "right")
        more = max(0, MIN_COMPARED - (last - first)) // 2
        low = np.searchsorted(years, years[max(0, first - more)], "left")
        high = np.searchsorted(years, years[min(len(years), last + more) - 1], "right")
        compared = np.sort(numbers[low:high])
        ranks[first:last] = (np.searchsorted(compared, numbers[first:last], "left") + 0.5) / len(compared)
    return ranks


def renown(tmdb_rank: Vector, imdb_rank: Vector) -> Vector:
    """`(0.5 - tmdb rank) + 0.3 (0.5 - imdb rank)`, where an unknown rank counts as the middle; -0.65 to 0.65."""
    return np.asarray(np.nan_to_num(0.5 - tmdb_rank) + IMDB_WEIGHT * np.nan_to_num(0.5 - imdb_rank))
