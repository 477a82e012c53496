"""Turns the XML of one film or series into an `Item`."""

from __future__ import annotations

import re
from typing import Literal
from xml.etree.ElementTree import Element

from recommenderr.plex.attributes import decimal, lines, moment, plex_id, text, whole
from recommenderr.plex.libraries import is_home_video
from recommenderr.records import Item, ItemType, Rating

_TYPES: dict[str, ItemType] = {"movie": "movie", "show": "show"}
_LEGACY = re.compile(r"^com\.plexapp\.agents\.(imdb|themoviedb|thetvdb)://([0-9a-z]+)")
_LEGACY_SOURCES = {"imdb": "imdb", "themoviedb": "tmdb", "thetvdb": "tvdb"}
_RATES_ZERO = "rottentomatoes"
UNNAMED_SOURCE = "plex"
"""The source of a rating that the server gives without saying whose it is."""


def item(element: Element, container: Element) -> Item | None:
    """The film or series of this element; None for seasons, episodes, home videos and whatever else there is."""
    item_id, kind, guid = plex_id(element.get("ratingKey")), _TYPES.get(text(element, "type")), text(element, "guid")
    if item_id is None or kind is None or is_home_video(guid):
        return None
    duration_ms = whole(element, "duration")
    return Item(
        item_id=item_id,
        guid=guid,
        type=kind,
        title=text(element, "title"),
        library_id=text(element, "librarySectionID") or text(container, "librarySectionID"),
        external_ids=_external_ids(element, guid),
        sort_title=text(element, "titleSort") or text(element, "title"),
        original_title=text(element, "originalTitle"),
        edition=text(element, "editionTitle"),
        year=whole(element, "year"),
        runtime_min=duration_ms / 60_000 if duration_ms and duration_ms > 0 else None,
        summary=lines(element, "summary"),
        tagline=text(element, "tagline"),
        content_rating=text(element, "contentRating"),
        studio=text(element, "studio"),
        genres=_tags(element, "Genre"),
        collections=_tags(element, "Collection"),
        directors=_tags(element, "Director"),
        writers=_tags(element, "Writer"),
        cast=_tags(element, "Role"),
        countries=_tags(element, "Country"),
        ratings=_ratings(element),
        episode_count=whole(element, "leafCount") if kind == "show" else None,
        thumb=text(element, "thumb"),
        added_at=moment(element, "addedAt"),
        updated_at=moment(element, "updatedAt"),
    )


def _tags(element: Element, name: str) -> tuple[str, ...]:
    """The names of the children of one kind, in the order sent (cast: billing order), each once."""
    return tuple(dict.fromkeys(tag for child in element.findall(name) if (tag := text(child, "tag"))))


def _external_ids(element: Element, guid: str) -> tuple[str, ...]:
    """`imdb://…`, `tmdb://…`, `tvdb://…`, from the children, or from the guid of a legacy agent."""
    ids = [guid_id for child in element.findall("Guid") if "://" in (guid_id := text(child, "id"))]
    if legacy := _LEGACY.match(guid):
        ids.append(f"{_LEGACY_SOURCES[legacy.group(1)]}://{legacy.group(2)}")
    return tuple(dict.fromkeys(ids))


def _ratings(element: Element) -> tuple[Rating, ...]:
    """Every source's rating from the `Rating` children; without them, the two that the item itself carries."""
    rated: dict[tuple[str, str], Rating] = {}
    for child in element.findall("Rating"):
        kind: Literal["critic", "audience"] = "critic" if text(child, "type") == "critic" else "audience"
        _add(rated, kind, text(child, "image"), decimal(child, "value"))
    if not rated:
        _add(rated, "critic", text(element, "ratingImage"), decimal(element, "rating"))
        _add(rated, "audience", text(element, "audienceRatingImage"), decimal(element, "audienceRating"))
    return tuple(rated.values())


def _add(
    rated: dict[tuple[str, str], Rating], kind: Literal["critic", "audience"], image: str, value: float | None
) -> None:
    source = image.partition("://")[0] or UNNAMED_SOURCE
    if value is None or not 0 <= value <= 10 or (value == 0 and source != _RATES_ZERO):
        return  # elsewhere 0 means that nobody has rated it yet
    rated.setdefault((source, kind), Rating(source, kind, value))
