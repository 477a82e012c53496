"""What is read once of a person's past and kept while their model is the same."""

from __future__ import annotations

from recommenderr.dashboard.session.weak_cache import Kept
from recommenderr.insights.preference_history import Month, months
from recommenderr.insights.watched_titles import Part, parts
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.user_model import PersonModel
from recommenderr.records import Watched
from recommenderr.store import watching
from recommenderr.store.watch_events import WatchEvent, watch_events

_events: Kept[tuple[WatchEvent, ...]] = Kept()
_watched: Kept[tuple[Watched, ...]] = Kept()
_tastes: Kept[tuple[Month, ...]] = Kept()
_counted: Kept[dict[str, Part]] = Kept()


def events(recommender: Recommender, person: PersonModel) -> tuple[WatchEvent, ...]:
    """Every playback with a time."""

    def read() -> tuple[WatchEvent, ...]:
        with recommender.store() as conn:
            return tuple(watch_events(conn, person.account_id))

    return _events.get(person, read)


def watched(recommender: Recommender, person: PersonModel) -> tuple[Watched, ...]:
    """Every watched title, also those that were only marked as watched."""

    def read() -> tuple[Watched, ...]:
        with recommender.store() as conn:
            return tuple(watching.watched(conn, person.account_id))

    return _watched.get(person, read)


def tastes(recommender: Recommender, person: PersonModel) -> tuple[Month, ...]:
    """The taste at the end of each of the last months."""
    return _tastes.get(person, lambda: months(person, watched(recommender, person), events(recommender, person)))


def counted(person: PersonModel) -> dict[str, Part]:
    """What each watched title counts, by item id."""
    return _counted.get(person, lambda: dict(parts(person)))
