"""What the process computes or opens once and every session shares.

Three lifetimes: the process (the recommender, the posters), a generation (filter choices, search index, labels) and a
person's model (their watch events, default list and preferences). The last two end with the object that they were made
from.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from recommenderr.artifacts import Generation
from recommenderr.dashboard.session.weak_cache import WeakCache
from recommenderr.household.health import ServerCheck
from recommenderr.household.service import Household
from recommenderr.insights import library_map
from recommenderr.insights import watched_titles as watched_insights
from recommenderr.insights.library_map import Landmark
from recommenderr.insights.preference_history import MonthlyProfile, preference_history
from recommenderr.insights.watched_titles import TitleWeight
from recommenderr.model.weights import Weights
from recommenderr.recommender.filters import FilterOptions, Filters, filter_options
from recommenderr.recommender.poster_service import PosterService
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.title_search import TitleIndex, title_index
from recommenderr.recommender.user import User, hidden_watched
from recommenderr.records import Watched, WatchEvent
from recommenderr.settings import Settings
from recommenderr.text import title_label
from recommenderr.time_zone import household_zone

_lock = threading.Lock()

_filter_choices: WeakCache[FilterOptions] = WeakCache()
_search_indexes: WeakCache[TitleIndex] = WeakCache()
_title_labels: WeakCache[dict[int, str]] = WeakCache()
_landmarks: WeakCache[tuple[Landmark, ...]] = WeakCache()
_default_rows: WeakCache[tuple[int, ...]] = WeakCache(max_entries=8)
_watch_events: WeakCache[tuple[WatchEvent, ...]] = WeakCache()
_watched_titles: WeakCache[tuple[Watched, ...]] = WeakCache()
_preference_months: WeakCache[tuple[MonthlyProfile, ...]] = WeakCache()
_title_weights: WeakCache[dict[str, TitleWeight]] = WeakCache()


@lru_cache(maxsize=4)
def _recommender(settings: Settings) -> Recommender:
    return Recommender(settings)


@lru_cache(maxsize=4)
def _poster_service(settings: Settings) -> PosterService:
    return PosterService(_recommender(settings))


def recommender(settings: Settings) -> Recommender:
    """The process's recommender; it sees a new generation by itself, through the pointer file."""
    with _lock:
        return _recommender(settings)


def poster_service(settings: Settings) -> PosterService:
    """The process's posters."""
    with _lock:
        return _poster_service(settings)


@lru_cache(maxsize=4)
def server_check(settings: Settings) -> ServerCheck:
    """The process's check of whether the Plex server answers."""
    return ServerCheck(settings)


@st.cache_resource(show_spinner=False, max_entries=16)
def freeze_loaded_objects(page: str, generation: str | None) -> bool:
    """Excludes what is loaded by now from garbage collections, once for each page and generation.

    Performance only: Streamlit collects after every run, which takes most of a rerun when numpy and charts are loaded.
    What was excluded before is collected first: sessions that have ended would otherwise keep their generation open.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return True


def filter_choices(generation: Generation) -> FilterOptions:
    """The values that the filters offer."""
    return _filter_choices.get(generation, lambda: filter_options(generation))


def offered_choices(person: User) -> FilterOptions:
    """The values that the filters offer to a person."""
    return _filter_choices.get(person, lambda: filter_options(person.generation, person.visibility))


def search_index(generation: Generation) -> TitleIndex:
    """The index of the title search."""
    return _search_indexes.get(generation, lambda: title_index(generation))


def title_labels(generation: Generation, rows: Sequence[int]) -> list[str]:
    """The labels of some titles, each read once from a generation."""
    labels = _title_labels.get(generation, dict[int, str])
    for row in rows:
        if row not in labels:
            details = generation.titles.details(row)
            labels[row] = title_label(details.title, details.year)
    return [labels[row] for row in rows]


def landmarks(person: User) -> tuple[Landmark, ...]:
    """The landmarks of the library's map."""
    of_all = bool(person.visibility.rows.all())  # then they are the same for everyone
    owner = person.generation if of_all else person
    return _landmarks.get(owner, lambda: library_map.landmarks(person.generation, person.visibility))


def default_rows(
    recommender: Recommender, person: User, default: Weights, shown: int, filters: Filters
) -> tuple[int, ...]:
    """The matrix rows of the list by a person's default weights; every other list is compared with it."""

    def rank() -> tuple[int, ...]:
        return tuple(recommender.ranked(person, default, shown, filters).rows.tolist())

    return _default_rows.get(person, rank, (default, shown, filters))


def watch_events(household: Household, person: User) -> tuple[WatchEvent, ...]:
    """A person's views that have a time, of titles that they may see."""
    hidden = hidden_watched(person)
    return tuple(event for event in _all_events(household, person) if event.item_id not in hidden)


def _all_events(household: Household, person: User) -> tuple[WatchEvent, ...]:
    return _watch_events.get(person, lambda: household.watch_events(person.account_id))


def watched_titles(household: Household, person: User) -> tuple[Watched, ...]:
    """A person's watched titles that they may see, including those that were only marked as watched."""
    hidden = hidden_watched(person)
    return tuple(title for title in _all_watched(household, person) if title.item_id not in hidden)


def _all_watched(household: Household, person: User) -> tuple[Watched, ...]:
    return _watched_titles.get(person, lambda: household.watched(person.account_id))


def preference_months(household: Household, person: User) -> tuple[MonthlyProfile, ...]:
    """A person's preferences at the end of each of the last months."""
    return _preference_months.get(
        person,
        lambda: preference_history(
            person, _all_watched(household, person), _all_events(household, person), zone=household_zone()
        ),
    )


def title_weights(person: User) -> dict[str, TitleWeight]:
    """How much each watched title counts in a person's profile, by item id."""
    return _title_weights.get(person, lambda: dict(watched_insights.title_weights(person)))
