"""Separates a person's own ratings from those that a tool wrote into their account."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from recommenderr.plex.libraries import TYPE_NUMBERS, is_home_video, listing_path
from recommenderr.plex.paging import Ask, paginate
from recommenderr.plex.xml import decimal, integer, plex_id, text
from recommenderr.records import Library

BURST_SECONDS = 3
BURST_RATINGS = 3
TOOLS_ACCOUNT_SHARE = 0.5
UNTIMED_SHARE = 0.1


RATED_ONLY = "&userRating%3E%3E=0"
"""Asks a listing for titles with a rating above 0. A server that ignores it sends every title."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One title's `userRating`, 0 to 10, and the second in which it was given, where Plex says."""

    item_id: str
    value: float
    rated_at_s: int | None


def own_ratings(rated: Sequence[Rated]) -> dict[str, float]:
    """The ratings, by item id, that a person can have given.

    Plex's stars and thumbs give whole numbers from 1, so a 0 is no rating, and one with a fraction is a tool's. So is
    a whole one among three within three seconds. Where half of an account's ratings have fractions, the tool keeps all
    of them in step; where a tenth have, those whose time is not known are not trusted.
    """
    rated = [rating for rating in rated if rating.value > 0]
    if not rated:
        return {}
    share = sum(rating.value % 1 != 0 for rating in rated) / len(rated)
    if share >= TOOLS_ACCOUNT_SHARE:
        return {}
    times = sorted(rating.rated_at_s for rating in rated if rating.rated_at_s)
    return {rating.item_id: rating.value for rating in rated if _is_own(rating, times, share)}


def rated_titles(ask: Ask, library: Library) -> list[Rated]:
    """The titles of a library that the person whom `ask` reads as has rated, watched or not.

    Raises:
        IncompleteListingError: the listing ended before its announced total.
    """
    path = f"{listing_path(library.library_id, TYPE_NUMBERS[library.type])}{RATED_ONLY}"
    return paginate(ask, path, f"The rated part of the library {library.title}", _rated)


def without_those_of(rated: Iterable[Rated], owner: Collection[Rated]) -> list[Rated]:
    """The ratings without those that the owner gave: some servers send these to everybody.

    A rating is the owner's if title, value and second are the same.
    """
    return [rating for rating in rated if rating.rated_at_s is None or rating not in owner]


def _rated(row: Element) -> tuple[str, Rated] | None:
    item_id, value = plex_id(row.get("ratingKey")), decimal(row, "userRating")
    if item_id is None or not value or is_home_video(text(row, "guid")):
        return None
    return item_id, Rated(item_id, value, integer(row, "lastRatedAt"))


def _is_own(rating: Rated, times: Sequence[int], fractional_share: float) -> bool:
    if rating.value % 1 != 0 or not 0 < rating.value <= 10:
        return False
    return not _in_burst(rating.rated_at_s, times) if rating.rated_at_s else fractional_share < UNTIMED_SHARE


def _in_burst(at_s: int, times: Sequence[int]) -> bool:
    """Whether a span of three seconds holds this rating and two others."""
    for first_s in range(at_s - BURST_SECONDS + 1, at_s + 1):
        if bisect_right(times, first_s + BURST_SECONDS - 1) - bisect_left(times, first_s) >= BURST_RATINGS:
            return True
    return False
