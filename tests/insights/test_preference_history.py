"""The taste at the end of each month, from what was known then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from recommenderr.artifacts.user_evidence import profile_of
from recommenderr.insights.feature_preferences import feature_weights
from recommenderr.insights.preference_history import month_ends, preference_history, preferences_by_month
from recommenderr.model.evidence import build_evidence
from recommenderr.model.user_lifts import UserLifts
from recommenderr.recommender.user import User
from recommenderr.records import Item, Watched, WatchEvent
from tests.factories.libraries import Case
from tests.factories.users import generation_of, user_with

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


def film(item_id: str, *genres: str) -> Item:
    return Item(item_id=item_id, guid="", type="movie", title=f"Film {item_id}", library_id="1", genres=genres)


CASE = Case((film("1", "Crime"), film("2", "Drama"), film("3", "Horror")), (), dtype="float64")


def on(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 20, 0, tzinfo=UTC)


def event(item_id: str | None, moment: datetime) -> WatchEvent:
    return WatchEvent(item_id, "", int(moment.timestamp()))


WATCHED = [
    Watched("2", 1, on(3, 2), 90.0),
    Watched("1", 3, on(2, 10), 100.0),
    Watched("3", 1, None, None, rating=2.0),
]
EVENTS = [
    event("1", on(12, 20, 2025)),
    event(None, on(12, 21, 2025)),
    event("1", on(1, 5)),
    event("1", on(2, 10)),
    event("2", on(3, 2)),
]


def person(watched: list[Watched]) -> User:
    generation = generation_of(CASE)
    profile = profile_of(generation, watched, NOW)
    evidence = build_evidence(CASE.blocks, UserLifts(CASE.facts, profile, CASE.candidates))
    return user_with(generation, profile, evidence, CASE.candidates, int(NOW.timestamp()))


def test_months_end_when_the_next_begins_and_the_last_one_now() -> None:
    found = month_ends(int(NOW.timestamp()), 4)
    assert [(name, datetime.fromtimestamp(end, UTC)) for name, end in found] == [
        ("Dec 2025", datetime(2026, 1, 1, tzinfo=UTC)),
        ("Jan 2026", datetime(2026, 2, 1, tzinfo=UTC)),
        ("Feb 2026", datetime(2026, 3, 1, tzinfo=UTC)),
        ("Mar 2026", NOW),
    ]


def test_a_title_counts_from_its_first_playback_with_what_was_known_then() -> None:
    """At the end of January film 1 had two plays, the last 26 days and 4 hours before; nobody had seen film 2."""
    known_then = [replace(WATCHED[1], plays=2, last_viewed_at=on(1, 5)), WATCHED[2]]
    expected = profile_of(generation_of(CASE), known_then, datetime(2026, 2, 1, tzinfo=UTC))
    profile = preference_history(person(WATCHED), WATCHED, EVENTS, 3)[0].profile
    assert profile.rows.tolist() == [0, 2]
    assert profile.profile_weight == pytest.approx(expected.profile_weight)
    assert profile.preference == pytest.approx(expected.preference)


def test_before_the_first_playback_only_what_has_no_time_counts() -> None:
    found = preference_history(person(WATCHED), WATCHED, EVENTS, 6)
    assert [month.name for month in found] == ["Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026"]
    assert [month.profile.rows.tolist() for month in found] == [[2], [2], [0, 2], [0, 2], [0, 2], [0, 1, 2]]


def test_the_present_month_is_what_the_page_says_now() -> None:
    someone = person(WATCHED)
    block = CASE.blocks["genres"]
    features, values = feature_weights(someone, "genres")
    by_month = preferences_by_month(block, preference_history(someone, WATCHED, EVENTS, 2), features.tolist())
    assert by_month[:, -1] == pytest.approx(values)


def test_preferences_by_month_are_means_by_the_months_profile_weights() -> None:
    """Oct 2025: film 3 alone, rated 2, so that Horror has -1. Dec 2025: Crime and Horror have half each."""
    found = preference_history(person(WATCHED), WATCHED, EVENTS, 6)
    block = CASE.blocks["genres"]
    values = preferences_by_month(block, found, [block.names.index(name) for name in ("Crime", "Horror")])
    assert values[:, 0] == pytest.approx([0.0, -1.0])
    profile_weight = found[2].profile.profile_weight
    assert values[:, 2] == pytest.approx(profile_weight / np.abs(profile_weight).sum())


def test_nothing_watched() -> None:
    found = preference_history(person([]), [], [], 2)
    assert [len(month.profile) for month in found] == [0, 0]
    assert preferences_by_month(CASE.blocks["genres"], found, [0]).tolist() == [[0.0, 0.0]]


def test_months_begin_at_midnight_of_the_household() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    as_of = int(datetime(2026, 3, 1, 5, tzinfo=zone).timestamp())  # in UTC it is still February
    assert month_ends(as_of, 2, zone) == [
        ("Feb 2026", int(datetime(2026, 3, 1, tzinfo=zone).timestamp())),
        ("Mar 2026", as_of),
    ]
