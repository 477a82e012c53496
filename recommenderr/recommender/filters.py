"""PlaybackFilter titles may be shown at all: a mask over the candidates, made from whole columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation
from recommenderr.artifacts.titles import TYPES, UNKNOWN_AGE, UNKNOWN_YEAR, TitleTable
from recommenderr.content_ratings import age_of
from recommenderr.recommender.visibility import Visibility
from recommenderr.records import ItemType
from recommenderr.text import normalize_name

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asks for. Every field left as it is lets everything through.

    Attributes:
        type: films or series alone.
        genres: at least one of these.
        without_genres: none of these.
        year_from, year_to: years of release, both included; a title without a year passes neither.
        runtime_max_min: at most so many minutes (an episode's, for a series).
        age_max: content rated for at most this age in years; a title without a known rating does not pass.
        library_ids: in one of these libraries.
        added_since: added at this epoch second or later.
    """

    type: ItemType | None = None
    genres: tuple[str, ...] = ()
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    runtime_max_min: float | None = None
    age_max: int | None = None
    library_ids: tuple[str, ...] = ()
    added_since: int | None = None


def mask(generation: Generation, filters: Filters) -> Mask | None:
    """PlaybackFilter titles pass, shape (n_items,); None where nothing is filtered."""
    conditions = [*_facts(generation, filters), *_genres(generation, filters)]
    if not conditions:
        return None
    passed = conditions[0].copy()
    for condition in conditions[1:]:
        passed &= condition
    return passed


def _facts(generation: Generation, filters: Filters) -> list[Mask]:
    titles = generation.titles
    conditions: list[Mask] = []
    if filters.type is not None:
        conditions.append(titles.type == TYPES.index(filters.type))
    if filters.year_from is not None:
        conditions.append(titles.year >= max(filters.year_from, UNKNOWN_YEAR + 1))
    if filters.year_to is not None:
        conditions.append((titles.year <= filters.year_to) & (titles.year != UNKNOWN_YEAR))
    if filters.runtime_max_min is not None:
        conditions.append(titles.runtime_min <= filters.runtime_max_min)
    if filters.age_max is not None:
        ages = content_rating_ages(titles)
        conditions.append((ages != UNKNOWN_AGE) & (ages <= filters.age_max))
    if filters.library_ids:
        chosen = np.array([library in filters.library_ids for library in titles.libraries], dtype=np.bool_)
        conditions.append(chosen[titles.library])
    if filters.added_since is not None:
        conditions.append(titles.added_at >= filters.added_since)
    return conditions


def content_rating_ages(titles: TitleTable) -> NDArray[np.int8]:
    """The age in years that each title is meant for, shape (n_items,): the server's, else its content rating's."""
    known = [UNKNOWN_AGE if (age := age_of(rating)) is None else age for rating in titles.content_ratings]
    of_rating = np.array(known, dtype=np.int8)[titles.content_rating]
    return np.where(titles.content_rating_age == UNKNOWN_AGE, of_rating, titles.content_rating_age)


def _genres(generation: Generation, filters: Filters) -> list[Mask]:
    conditions: list[Mask] = []
    if filters.genres:
        conditions.append(with_any_genre(generation, filters.genres))
    if filters.without_genres:
        conditions.append(~with_any_genre(generation, filters.without_genres))
    return conditions


def with_any_genre(generation: Generation, genres: tuple[str, ...]) -> Mask:
    """Titles that have at least one of these genres, shape (n_items,)."""
    block = generation.blocks["genres"]
    wanted = {normalize_name(genre) for genre in genres}
    chosen = np.array([normalize_name(name) in wanted for name in block.names], dtype=np.bool_)
    so_far = np.zeros(len(block.indices) + 1, dtype=np.int32)
    np.cumsum(chosen.take(block.indices), out=so_far[1:])
    return np.asarray(np.diff(so_far.take(block.indptr)) > 0)


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """The values that some title of a generation has.

    Attributes:
        genres: by name.
        years: the first and the last year of release, None where no title has a year.
        longest_min: the longest runtime in minutes, 0 where none is known.
        ages: the ages, in years, that content ratings stand for.
        library_ids: the libraries that hold titles.
    """

    genres: tuple[str, ...]
    years: tuple[int, int] | None
    longest_min: int
    ages: tuple[int, ...]
    library_ids: tuple[str, ...]


def filter_options(generation: Generation, visible: Visibility | None = None) -> FilterOptions:
    """Looks through the columns of one generation, as far as they are visible; None for all of it."""
    titles = generation.titles
    rows = np.ones(len(titles), dtype=np.bool_) if visible is None else visible.rows
    years = titles.year[rows & (titles.year != UNKNOWN_YEAR)]
    runtimes = titles.runtime_min[rows & ~np.isnan(titles.runtime_min)]
    ages, libraries = (np.unique(column[rows]) for column in (content_rating_ages(titles), titles.library))
    return FilterOptions(
        genres=tuple(sorted(generation.blocks["genres"].names, key=str.casefold)),
        years=(int(years.min()), int(years.max())) if len(years) else None,
        longest_min=int(np.ceil(runtimes.max())) if len(runtimes) else 0,
        ages=tuple(int(age) for age in ages if age != UNKNOWN_AGE),
        library_ids=tuple(titles.libraries[int(code)] for code in libraries),
    )
