from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from recommenderr.demo.catalogue import DemoLibrary, DemoTitle, Playback, demo_library
from recommenderr.demo.household import CHILD

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TWO_YEARS_S = 730 * 86_400


@pytest.fixture(scope="module")
def library() -> DemoLibrary:
    return demo_library(NOW)


def person(library: DemoLibrary, name: str) -> int:
    return next(account.account_id for account in library.accounts.values() if account.name == name)


def rows(library: DemoLibrary, name: str) -> list[Playback]:
    return [row for row in library.history if row.account_id == person(library, name)]


def seen(library: DemoLibrary, name: str) -> dict[str, DemoTitle]:
    """What the person watched: each title by its guid."""
    titles = [library.owner_of(row.rating_key) for row in rows(library, name) if row.rating_key]
    return {title.guid: title for title in titles if title is not None}


def share_of(genre: str, titles: dict[str, DemoTitle]) -> float:
    return sum(genre in title.genres for title in titles.values()) / len(titles)


def test_six_people_and_the_owner_is_account_one(library: DemoLibrary) -> None:
    kinds = {account.name: account.kind for account in library.accounts.values()}
    assert len(kinds) == 6
    assert kinds["Ana"] == "owner"
    assert library.accounts[1].name == "Ana"
    assert library.accounts[1].tv_id != 1
    assert sorted(Counter(kinds.values())) == ["friend", "home", "managed", "owner"]


def test_the_child_is_managed_and_watched_only_family_titles(library: DemoLibrary) -> None:
    child = library.accounts[person(library, CHILD)]
    titles = seen(library, CHILD)
    assert (child.kind, child.username) == ("managed", "")
    assert len(titles) >= 30
    assert {title.content_rating for title in titles.values()} <= {"G", "PG", "TV-Y", "TV-Y7", "TV-G"}
    assert all("Family" in title.genres for title in titles.values())


def test_the_history_reflects_the_tastes(library: DemoLibrary) -> None:
    assert share_of("Science Fiction", seen(library, "Ana")) > 0.6
    assert share_of("Crime", seen(library, "Bruno")) + share_of("Western", seen(library, "Bruno")) > 0.9
    assert share_of("Comedy", seen(library, "Jonas")) > 0.9


def test_one_person_has_two_separate_tastes(library: DemoLibrary) -> None:
    titles = seen(library, "Clara")
    horror = {guid for guid, title in titles.items() if "Horror" in title.genres}
    romance = {guid for guid, title in titles.items() if "Romance" in title.genres}
    assert len(horror) >= 8
    assert len(romance) >= 6
    assert len(horror & romance) <= 2


def test_one_person_has_watched_nothing(library: DemoLibrary) -> None:
    tom = person(library, "Tom")
    assert rows(library, "Tom") == []
    assert not [state for (who, _), state in library.states.items() if who == tom]


def test_everyone_has_unseen_titles(library: DemoLibrary) -> None:
    for name, genre in (("Ana", "Science Fiction"), ("Clara", "Horror"), ("Jonas", "Comedy"), ("Bruno", "Crime")):
        titles = [title for title in library.titles.values() if genre in title.genres]
        assert sum(title.guid not in seen(library, name) for title in titles) >= 8, name


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


def test_the_libraries_are_those_of_a_household(library: DemoLibrary) -> None:
    assert [(s.title, s.type) for s in library.sections.values()] == [
        ("Films", "movie"),
        ("Series", "show"),
        ("Family films", "movie"),
        ("Home videos", "movie"),
        ("Music", "artist"),
        ("Photos", "photo"),
    ]
    assert library.sections["4"].agent == "com.plexapp.agents.none"


def test_second_copies_editions_and_the_unmatched_film(library: DemoLibrary) -> None:
    copies = Counter(title.guid for title in library.titles.values())
    paddington = [t for t in library.titles.values() if t.title == "Paddington"]
    runners = [t for t in library.titles.values() if t.title == "Blade Runner"]
    unmatched = [t for t in library.titles.values() if t.guid.startswith("local://")]
    assert [t.section_key for t in paddington] == ["1", "3"]
    assert sorted(t.edition for t in runners) == ["", "The Final Cut"]
    assert copies[paddington[0].guid] == copies[runners[0].guid] == 2
    assert [t.guid for t in unmatched] == [f"local://{unmatched[0].rating_key}"]
    assert sum(t.guid.startswith("com.plexapp.agents.none://") for t in library.titles.values()) == 3


def test_every_key_is_used_once(library: DemoLibrary) -> None:
    keys = [int(title.rating_key) for title in library.titles.values()]
    episodes = [e.rating_key for title in library.titles.values() for e in title.episodes()]
    seasons = {e.season_key for title in library.titles.values() for e in title.episodes()}
    assert len({*keys, *episodes, *seasons}) == len(keys) + len(episodes) + len(seasons)


def test_the_same_time_gives_the_same_household() -> None:
    one, other = demo_library(NOW), demo_library(NOW)
    assert one.history == other.history
    assert one.states == other.states
    assert one.titles == other.titles


def test_tomorrow_only_adds_to_the_history(library: DemoLibrary) -> None:
    later = demo_library(NOW + timedelta(days=3))
    start = (NOW + timedelta(days=3)).timestamp() - TWO_YEARS_S
    history = {row for row in library.history if row.viewed_at is not None and row.viewed_at > start + 600}
    assert library.titles == later.titles
    assert history - set(later.history) == set()
    assert len(later.history) > len(history)
