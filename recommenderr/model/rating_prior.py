"""How well a title is thought of, from the ratings that came with its metadata."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommenderr.records import Item, Rating

MEAN = 6.5
SPREAD = 1.15
"""Mean and standard deviation of the ratings of films at large, on the scale of 0 to 10."""
PERCENT_SPREAD = 2.0
"""The same for sources that count the share of favourable voices instead of asking for a number."""
PERCENT_SOURCES = frozenset({"rottentomatoes"})
LOW, HIGH = -3.0, 1.5
PRIOR_SOURCES = 0.5
SLOPE, BONUS, BONUS_FROM = 0.7, 1.3, 0.5


def acclaim(items: Sequence[Item]) -> NDArray[np.float32]:
    """How much better than usual a title is rated, the more sources agree the more; 0 for an unrated title.

        z = mean over its ratings of (rating - 6.5) / spread, times (1 + k) n / (n + k)     n ratings, k = 0.5
        acclaim = 0.7 z + 1.3 max(z - 0.5, 0)                                            z within -3 to 1.5

    The spread is 1.15 for a mean of votes and 2 for a percentage. The factor shrinks towards the usual by how few
    sources rate a title, with a single one counting as it is. The second term: well rated titles are watched more often
    than a straight line says. Beyond 1.5 lie titles that a few enthusiasts rated, so z ends there. See docs/quality.md.

    Returns:
        float32, shape (n_items,), -2.1 to 2.35.
    """
    counts = np.array([len(item.ratings) for item in items], dtype=np.float64)
    sums = np.array([sum(map(_standing, item.ratings)) for item in items], dtype=np.float64)
    trust = (1.0 + PRIOR_SOURCES) / (counts + PRIOR_SOURCES)
    z = np.clip(sums * trust, LOW, HIGH)
    return np.asarray(SLOPE * z + BONUS * np.maximum(z - BONUS_FROM, 0.0), dtype=np.float32)


def _standing(rating: Rating) -> float:
    spread = PERCENT_SPREAD if rating.source in PERCENT_SOURCES else SPREAD
    return (rating.value - MEAN) / spread
