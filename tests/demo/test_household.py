from __future__ import annotations

from datetime import timedelta

from recommenderr.demo.catalogue import DemoLibrary, demo_library
from tests.demo.conftest import NOW, TWO_YEARS_S, seen


def test_everyone_has_unseen_titles(library: DemoLibrary) -> None:
    for name, genre in (("Ana", "Science Fiction"), ("Clara", "Horror"), ("Jonas", "Comedy"), ("Bruno", "Crime")):
        titles = [title for title in library.titles.values() if genre in title.genres]
        assert sum(title.guid not in seen(library, name) for title in titles) >= 8, name


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
