"""What plex.tv restricts an account to: the restriction profile of a managed person, and filters by content rating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from recommenderr.content_ratings import folded
from recommenderr.plex.xml import integer, text
from recommenderr.records import RatingFilter, Restriction


def restrictions(rows: Iterable[Element]) -> Mapping[int, Restriction]:
    """The restriction of every account among these `User` elements.

    An account can be in both of plex.tv's lists: the Home alone knows the profile, the other one the filters.
    """
    restrictions: dict[int, Restriction] = {}
    for row in rows:
        account_id = integer(row, "id")
        if account_id is not None:
            restrictions[account_id] = _merged(restrictions.get(account_id, Restriction()), _restriction(row))
    return restrictions


def _restriction(row: Element) -> Restriction:
    everywhere = row.get("filterAll") or ""
    return Restriction(
        text(row, "restrictionProfile"),
        rating_filter(everywhere, row.get("filterMovies") or ""),
        rating_filter(everywhere, row.get("filterTelevision") or ""),
    )


def _merged(one: Restriction, other: Restriction) -> Restriction:
    nothing = RatingFilter()
    return Restriction(
        one.profile or other.profile,
        other.movies if one.movies == nothing else one.movies,
        other.shows if one.shows == nothing else one.shows,
    )


def rating_filter(*filters: str) -> RatingFilter:
    """The content ratings of filters such as `contentRating=G%2CTV-Y|label=x`; other conditions are not read.

    Of two filters that allow ratings, what both allow.
    """
    allowed: frozenset[str] | None = None
    blocked: frozenset[str] = frozenset()
    for condition in (part for written in filters for part in written.split("|")):
        name, _, values = condition.partition("=")
        ratings = frozenset(folded(rating) for rating in unquote(values.replace("+", " ")).split(",") if rating.strip())
        if name == "contentRating!":
            blocked |= ratings
        elif name == "contentRating":
            allowed = ratings if allowed is None else allowed & ratings
    return RatingFilter(allowed, blocked)
