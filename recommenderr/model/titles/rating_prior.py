"""How well a title is rated, from the ratings that came with its metadata."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommenderr.records import Item, Rating

MEAN = 6.5
SPREAD = 1.15
"""Mean and standard deviation of the ratings of films at large, on the scale of 0 to 10."""
PERCENT_SPREAD = 2.0
"""The same for sources that count the share of favourable reviews instead of asking for a number."""
PERCENT_SOURCES = frozenset({"rottentomatoes"})
LOW, HIGH = -3.0, 1.5
PRIOR_SOURCES = 0.5
LONE_UNTRUSTED, LONE_TAPER = 9.4, 0.6
"""A rating of a single source counts less from 8.8 on and nothing from 9.4 on: a handful of enthusiasts gave it."""
LONE_UNLABELLED = 9.0
RATING_EDGES = (0.0, 5.0, 5.8, 6.4, 7.0, 7.5, 8.0, 8.5)
"""Lower ends of the bins of ratings."""


def acclaim(items: Sequence[Item]) -> NDArray[np.float32]:
    """How much better than usual a title is rated, the more sources agree the more; 0 for an unrated title.

        z = mean over its ratings of (rating - 6.5) / spread, times (1 + k) n / (n + k)     n ratings, k = 0.5

    within -3 to 1.5. The spread is 1.15 for a mean of votes and 2 for a percentage. The factor shrinks towards the
    usual by how few sources rate a title, with a single one counting as it is. A single rating above 8.8 fades out, up
    to 9.4: such ratings come from a few enthusiasts.

    Returns:
        float32, shape (n_items,), -3 to 1.5.
    """
    z, lone = _standings(items)
    rating = MEAN + SPREAD * z
    trust = np.where(lone, np.clip((LONE_UNTRUSTED - rating) / LONE_TAPER, 0.0, 1.0), 1.0)
    return np.asarray(np.clip(z, LOW, HIGH) * trust, dtype=np.float32)


def usual_ratings(items: Sequence[Item]) -> NDArray[np.float32]:
    """All ratings of each title as one, on the scale of votes; nan without a rating, or with a single one above 9.

    Returns:
        float32, shape (n_items,).
    """
    z, lone = _standings(items)
    rating = MEAN + SPREAD * z
    unknown = np.array([not item.ratings for item in items], dtype=np.bool_) | (lone & (rating >= LONE_UNLABELLED))
    return np.where(unknown, np.nan, np.maximum(rating, 0.0)).astype(np.float32)


def _standings(items: Sequence[Item]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The mean standing of each title, 0 without ratings, and whether a single source rates it."""
    counts = np.array([len(item.ratings) for item in items], dtype=np.float64)
    sums = np.array([sum(map(_standing, item.ratings)) for item in items], dtype=np.float64)
    trust = (1.0 + PRIOR_SOURCES) / (counts + PRIOR_SOURCES)
    return sums * trust, counts == 1


def _standing(rating: Rating) -> float:
    spread = PERCENT_SPREAD if rating.source in PERCENT_SOURCES else SPREAD
    return (rating.value - MEAN) / spread
