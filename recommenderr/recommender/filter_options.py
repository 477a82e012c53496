"""What the filters of a page offer: only what the library has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommenderr.artifacts import Generation
from recommenderr.artifacts.titles import UNKNOWN_YEAR
from recommenderr.content_ratings import age_of

AGES = (0, 6, 8, 10, 12, 13, 14, 15, 16, 17, 18)


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


def filter_options(generation: Generation) -> FilterOptions:
    """Looks through the columns of one generation."""
    titles = generation.titles
    years = titles.year[titles.year != UNKNOWN_YEAR]
    runtimes = titles.runtime_min[~np.isnan(titles.runtime_min)]
    found = {age for word in titles.content_ratings if (age := age_of(word)) is not None}
    return FilterOptions(
        genres=tuple(sorted(generation.blocks["genres"].names, key=str.casefold)),
        years=(int(years.min()), int(years.max())) if len(years) else None,
        longest_min=int(np.ceil(runtimes.max())) if len(runtimes) else 0,
        ages=tuple(sorted(found)),
        library_ids=titles.libraries,
    )
