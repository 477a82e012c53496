"""A person's watched titles become rows of a generation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommenderr.artifacts import Generation
from recommenderr.artifacts.user_evidence import age_days, profile_of, user_arrays, watch_history
from recommenderr.records import Watched, WatchEvent
from tests.factories.libraries import Case
from tests.factories.records import film
from tests.factories.users import generation_of

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def generation() -> Generation:
    return generation_of(Case((film("7", "Dune"), film("8", "Alien")), ()))


def watched(item_id: str, days_ago: float | None) -> Watched:
    last = None if days_ago is None else NOW - timedelta(days=days_ago)
    return Watched(item_id=item_id, plays=2, last_viewed_at=last, runtime_min=None, rating=None)


def test_titles_that_the_generation_does_not_know_are_left_out(generation: Generation) -> None:
    profile = profile_of(generation, [watched("8", 1), watched("4711", 1)], NOW)
    assert profile.rows.tolist() == [1]


def test_a_person_is_stored_with_their_version_and_the_time(generation: Generation) -> None:
    arrays = user_arrays(generation, [watched("7", 1)], "version", NOW)
    assert (arrays.version, arrays.as_of) == ("version", int(NOW.timestamp()))
    assert arrays.evidence.columns.shape[1] == 2


def test_events_point_at_their_title(generation: Generation) -> None:
    events = [WatchEvent("8", "", 100), WatchEvent("4711", "", 150), WatchEvent("7", "", 200), WatchEvent("8", "", 300)]
    history = watch_history(generation, [watched("8", 1), watched("7", 2)], events)
    assert history.titles.rows.tolist() == [1, 0]
    assert history.event_title.tolist() == [0, 1, 0]
    assert history.event_at.tolist() == [100, 200, 300]


def test_an_unknown_time_counts_as_a_year() -> None:
    assert age_days(NOW - timedelta(hours=36), NOW) == 1.5
    assert age_days(None, NOW) == 365.0
