"""What is read once of a person's past and kept while their model is the same."""

from __future__ import annotations

from functools import lru_cache

from recommenderr.recommender import Recommender
from recommenderr.records import Watched
from recommenderr.serving.months import Month, months
from recommenderr.serving.past import Part, parts
from recommenderr.serving.person import PersonModel
from recommenderr.store import watching
from recommenderr.store.watch_events import WatchEvent, watch_events


@lru_cache(maxsize=8)
def events(recommender: Recommender, person: PersonModel) -> tuple[WatchEvent, ...]:
    """Every playback with a time."""
    with recommender.store() as conn:
        return tuple(watch_events(conn, person.account_id))


@lru_cache(maxsize=8)
def watched(recommender: Recommender, person: PersonModel) -> tuple[Watched, ...]:
    """Every watched title, also those that were only marked as watched."""
    with recommender.store() as conn:
        return tuple(watching.watched(conn, person.account_id))


@lru_cache(maxsize=8)
def tastes(recommender: Recommender, person: PersonModel) -> tuple[Month, ...]:
    """The taste at the end of each of the last months."""
    return months(person, watched(recommender, person), events(recommender, person))


@lru_cache(maxsize=8)
def counted(person: PersonModel) -> dict[str, Part]:
    """What each watched title counts, by item id."""
    return dict(parts(person))
