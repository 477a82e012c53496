"""Two years of history, with every defect of a real one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from recommenderr.demo.catalogue import DemoLibrary
from recommenderr.demo.household import CHILD
from tests.demo.conftest import NOW, TWO_YEARS_S, person, rows


def test_there_are_two_years_of_history_and_none_in_the_future(library: DemoLibrary) -> None:
    times = [row.viewed_at for row in library.history if row.viewed_at is not None]
    now = NOW.timestamp()
    assert now - TWO_YEARS_S < min(times) < now - 0.95 * TWO_YEARS_S
    assert now - 5 * 86_400 < max(times) <= now
    grown_up = [
        row for row in library.history if row.account_id != person(library, CHILD) and row.type in {"movie", "episode"}
    ]
    hours = Counter(datetime.fromtimestamp(row.viewed_at, UTC).hour for row in grown_up if row.viewed_at)
    assert sum(hours[hour] for hour in (*range(19, 24), 0, 1)) > 0.8 * hours.total()


def test_more_is_watched_at_weekends(library: DemoLibrary) -> None:
    days = Counter(datetime.fromtimestamp(row.viewed_at, UTC).weekday() for row in library.history if row.viewed_at)
    assert (days[4] + days[5] + days[6]) / 3 > 1.25 * (days[0] + days[1] + days[2] + days[3]) / 4


def test_episodes_of_a_series_are_watched_in_order(library: DemoLibrary) -> None:
    places = [(r.season, r.number) for r in rows(library, "Ana") if r.series_title == "The Expanse" and r.viewed_at]
    assert len(places) >= 10
    steps = [b for a, b in pairwise(places) if b >= a]
    assert len(steps) >= 0.95 * (len(places) - 1)


def test_the_history_has_every_defect_of_a_real_one(library: DemoLibrary) -> None:
    history = library.history
    films = Counter((row.account_id, row.rating_key) for row in history if row.type == "movie")
    same = Counter((row.account_id, row.rating_key, row.viewed_at) for row in history if row.rating_key)
    times = {(row.account_id, row.rating_key, row.viewed_at) for row in history}
    minute = [r for r in history if r.viewed_at and (r.account_id, r.rating_key, r.viewed_at + 60) in times]
    assert {row.type for row in history} == {"movie", "episode", "track", "photo", "clip"}
    assert sum(row.viewed_at is None for row in history) >= 2
    assert sum(row.rating_key is None for row in history) == 10
    assert sum(not row.names_series for row in history) >= 5
    assert any(count > 1 for count in films.values())
    assert sum(count == 2 for count in same.values()) >= 5
    assert len(minute) >= 5


def test_some_titles_are_marked_as_watched_without_a_row(library: DemoLibrary) -> None:
    played = {(row.account_id, library.owner_of(row.rating_key)) for row in library.history if row.rating_key}
    by_guid = {title.guid: title for title in library.titles.values()}
    marked = {
        by_guid[g].title for (who, g), s in library.states.items() if s.watched and (who, by_guid[g]) not in played
    }
    assert {"Alien", "Firefly", "The Exorcist", "Arrested Development"} <= marked


def test_ratings_are_whole_numbers_except_those_of_a_tool(library: DemoLibrary) -> None:
    fractions = {who for (who, _), s in library.states.items() if s.rating is not None and s.rating % 1}
    whole = [s.rating for s in library.states.values() if s.rating is not None and not s.rating % 1]
    assert fractions == {1}
    assert len(whole) >= 30
    assert min(whole) <= 4 and max(whole) == 10
