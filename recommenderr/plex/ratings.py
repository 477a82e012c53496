"""Separates a person's own ratings from those that a tool wrote into their account."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

BURST_SECONDS = 3
BURST_RATINGS = 3
TOOLS_ACCOUNT_SHARE = 0.5
UNTIMED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Rated:
    """One title's `userRating`, 0 to 10, and the second in which it was given, where Plex says."""

    item_id: str
    value: float
    rated_at_s: int | None


def own_ratings(rated: Sequence[Rated]) -> dict[str, float]:
    """The ratings, by item id, that a person can have given.

    Plex's stars and thumbs give whole numbers, so one with a fraction is a tool's, and so is a whole one among three
    within three seconds. Where half of an account's ratings have fractions, the tool keeps all of them in step;
    where a tenth have, those whose time is not known are not trusted.
    """
    if not rated:
        return {}
    share = sum(rating.value % 1 != 0 for rating in rated) / len(rated)
    if share >= TOOLS_ACCOUNT_SHARE:
        return {}
    times = sorted(rating.rated_at_s for rating in rated if rating.rated_at_s)
    return {rating.item_id: rating.value for rating in rated if _is_own(rating, times, share)}


def _is_own(rating: Rated, times: Sequence[int], fractional_share: float) -> bool:
    if rating.value % 1 != 0 or not 0 <= rating.value <= 10:
        return False
    return not _in_burst(rating.rated_at_s, times) if rating.rated_at_s else fractional_share < UNTIMED_SHARE


def _in_burst(at_s: int, times: Sequence[int]) -> bool:
    """Whether a span of three seconds holds this rating and two others."""
    for first_s in range(at_s - BURST_SECONDS + 1, at_s + 1):
        if bisect_right(times, first_s + BURST_SECONDS - 1) - bisect_left(times, first_s) >= BURST_RATINGS:
            return True
    return False
