"""Whole metadata, a hundred items a request, a few requests at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from xml.etree.ElementTree import Element

from recommenderr.errors import PlexMissingError
from recommenderr.plex import items
from recommenderr.plex.at_once import in_order
from recommenderr.plex.attributes import checked_id, id_in_path, plex_id, whole
from recommenderr.plex.connection import Connection
from recommenderr.records import Item

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
                if (found := items.item(element, container)) is not None:
                    yield found
        done += len(ids)
        on_done(done)


def series_of(connection: Connection, episode_ids: Sequence[str]) -> dict[str, str]:
    """The series id of each of these episodes that the server still has."""
    found: dict[str, str] = {}
    for _, containers in _batches(connection, episode_ids):
        for element in (row for container in containers for row in container):
            episode_id = plex_id(element.get("ratingKey"))
            series_id = plex_id(element.get("grandparentRatingKey")) or id_in_path(element.get("grandparentKey"))
            if episode_id and series_id:
                found[episode_id] = series_id
    return found


def _batches(connection: Connection, item_ids: Sequence[str]) -> Iterator[tuple[Sequence[str], list[Element]]]:
    wanted = list(dict.fromkeys(checked_id(item_id) for item_id in item_ids))
    batches = [wanted[at : at + BATCH_IDS] for at in range(0, len(wanted), BATCH_IDS)]
    answers = in_order((partial(_containers, connection, batch) for batch in batches), connection.concurrency)
    yield from zip(batches, answers, strict=True)


def _containers(connection: Connection, ids: Sequence[str]) -> list[Element]:
    """The answers that together hold the batch: one, save from a server that caps even this."""
    answers: list[Element] = []
    missing = list(ids)
    while missing:
        try:
            container = connection.read(f"/library/metadata/{','.join(missing)}?{_OPTIONS}")
        except PlexMissingError:
            break  # not one of them is known
        answers.append(container)
        came = {row.get("ratingKey") for row in container}
        if not came or (whole(container, "totalSize") or 0) <= len(container):
            break
        missing = [item_id for item_id in missing if item_id not in came]
    return answers
