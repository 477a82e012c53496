"""Reads the metadata of films and series, a hundred items a request, and turns their XML into `Item` records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal
from xml.etree.ElementTree import Element

from recommenderr.content_ratings import OLDEST_AGE
from recommenderr.errors import PlexMissingError
from recommenderr.external_ids import external_id, id_in_guid
from recommenderr.plex.connection import Connection
from recommenderr.plex.libraries import is_home_video
from recommenderr.plex.paging import in_order
from recommenderr.plex.xml import (
    calendar_date,
    checked_id,
    decimal,
    id_in_path,
    integer,
    multiline_text,
    name,
    plex_id,
    text,
    timestamp,
)
from recommenderr.records import Item, ItemType, Rating

_TYPES: dict[str, ItemType] = {"movie": "movie", "show": "show"}
_RATES_ZERO = "rottentomatoes"
SHORTEST_MS = 1000
"""A smaller number of milliseconds is no runtime."""

UNNAMED_SOURCE = "plex"
"""The source of a rating that the server gives without saying whose it is."""


def item(element: Element, container: Element) -> Item | None:
    """The film or series of this element; None for seasons, episodes, home videos and everything else."""
    item_id, kind, guid = plex_id(element.get("ratingKey")), _TYPES.get(text(element, "type")), text(element, "guid")
    if item_id is None or kind is None or is_home_video(guid):
        return None
    return Item(
        item_id=item_id,
        guid=guid,
        type=kind,
        title=name(element, item_id),
        library_id=text(element, "librarySectionID") or text(container, "librarySectionID"),
        external_ids=_external_ids(element, guid),
        sort_title=text(element, "titleSort") or name(element, item_id),
        original_title=text(element, "originalTitle"),
        edition=text(element, "editionTitle"),
        year=integer(element, "year"),
        runtime_min=_runtime_min(element, kind),
        summary=multiline_text(element, "summary"),
        tagline=text(element, "tagline"),
        content_rating=text(element, "contentRating"),
        content_rating_age=_age(element),
        studio=text(element, "studio"),
        genres=_tags(element, "Genre"),
        collections=_tags(element, "Collection"),
        directors=_tags(element, "Director"),
        writers=_tags(element, "Writer"),
        cast=_tags(element, "Role"),
        countries=_tags(element, "Country"),
        ratings=_ratings(element),
        episode_count=integer(element, "leafCount") if kind == "show" else None,
        thumb=text(element, "thumb"),
        added_at=timestamp(element, "addedAt"),
        updated_at=timestamp(element, "updatedAt"),
        released=calendar_date(element, "originallyAvailableAt"),
    )


def _age(element: Element) -> int | None:
    """The age in years that newer servers send with a content rating; None where it is missing or no age."""
    age = integer(element, "contentRatingAge")
    return age if age is not None and 0 <= age <= OLDEST_AGE else None


def _runtime_min(element: Element, kind: ItemType) -> float | None:
    """The runtime in minutes. Plex sends milliseconds; of a series, some agents write minutes."""
    duration = integer(element, "duration")
    if duration is None or duration >= SHORTEST_MS:
        return None if duration is None else duration / 60_000
    return float(duration) if kind == "show" else None


def _tags(element: Element, name: str) -> tuple[str, ...]:
    """The names of the children of one kind, in the order sent (cast: billing order), each once."""
    return tuple(dict.fromkeys(tag for child in element.findall(name) if (tag := text(child, "tag"))))


def _external_ids(element: Element, guid: str) -> tuple[str, ...]:
    """`imdb://…`, `tmdb://…`, `tvdb://…`, from the children and from the guids of legacy, HAMA and NFO agents.

    Ids that stand for none are left out.
    """
    ids = [external_id(text(child, "id")) for child in element.findall("Guid")]
    return tuple(dict.fromkeys(known for known in (*ids, id_in_guid(guid)) if known is not None))


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
    if value is None or (value == 0 and source != _RATES_ZERO):
        return  # elsewhere 0 means that nobody has rated it yet
    rated.setdefault((source, kind), Rating(source, kind, value))


BATCH_IDS = 100
_OPTIONS = "includeGuids=1&skipRefresh=1&excludeElements=Media,Similar,Image,UltraBlurColors,Chapter,Marker"


def metadata(connection: Connection, item_ids: Sequence[str], on_done: Callable[[int], None]) -> Iterator[Item]:
    """The films and series with these ids. Ids that the server does not know simply do not come.

    Raises:
        UsageError: an id is not digits.
    """
    done = 0
    for ids, containers in _batches(connection, item_ids):
        for container in containers:
            for element in container:
                if (record := item(element, container)) is not None:
                    yield record
        done += len(ids)
        on_done(done)


def series_of(connection: Connection, episode_ids: Sequence[str]) -> dict[str, str]:
    """The series id of each of these episodes that the server still has."""
    series_by_episode: dict[str, str] = {}
    for _, containers in _batches(connection, episode_ids):
        for element in (row for container in containers for row in container):
            episode_id = plex_id(element.get("ratingKey"))
            series_id = plex_id(element.get("grandparentRatingKey")) or id_in_path(element.get("grandparentKey"))
            if episode_id and series_id:
                series_by_episode[episode_id] = series_id
    return series_by_episode


def _batches(connection: Connection, item_ids: Sequence[str]) -> Iterator[tuple[Sequence[str], list[Element]]]:
    wanted = list(dict.fromkeys(checked_id(item_id) for item_id in item_ids))
    batches = [wanted[at : at + BATCH_IDS] for at in range(0, len(wanted), BATCH_IDS)]
    answers = in_order((partial(_containers, connection, batch) for batch in batches), connection.concurrency)
    yield from zip(batches, answers, strict=True)


def _containers(connection: Connection, ids: Sequence[str]) -> list[Element]:
    """The answers that together contain the batch: one, unless the server caps even this."""
    answers: list[Element] = []
    missing = list(ids)
    while missing:
        try:
            container = connection.read(f"/library/metadata/{','.join(missing)}?{_OPTIONS}")
        except PlexMissingError:
            break  # not one of them is known
        answers.append(container)
        received = {row.get("ratingKey") for row in container}
        if received.isdisjoint(missing) or (integer(container, "totalSize") or 0) <= len(container):
            break
        missing = [item_id for item_id in missing if item_id not in received]
    return answers
