"""Collections that a program made."""

from __future__ import annotations

import pytest

from recommenderr.machine_collections import reason_to_leave_out

MADE = (
    *("Recently Added", "IMDb Top 250", "Picked for Bruno", "Trending", "Trakt Watchlist", "TMDb Popular"),
    *("Top 100 Movies", "Best of 2020", "Netflix Originals", "Now Playing", "Because you watched Alien"),
    *("Newly Released", "Kürzlich hinzugefügt"),
    *("4K Movies", "Most Popular", "Unwatched Movies", "1980s Movies", "\u200bHidden", "Noir\u2063", "\u3164Blank"),
)  # fmt: skip
TASTE = (
    *("Alien Collection", "James Bond", "Marvel Cinematic Universe", "Studio Ghibli", "Star Wars", "Popular Mechanics"),
    *("The New World", "Top Gun Collection", "Christmas", "Mad Max", "Das Boot", "千と千尋"),
)


@pytest.mark.parametrize("name", MADE)
def test_names_of_lists_that_programs_make(name: str) -> None:
    assert reason_to_leave_out(name, 0.01, 5, smart=False) is not None


@pytest.mark.parametrize("name", TASTE)
def test_collections_that_people_make_stay(name: str) -> None:
    assert reason_to_leave_out(name, 0.01, 5, smart=False) is None


def test_smart_ones_and_those_that_hold_much_of_a_library() -> None:
    assert reason_to_leave_out("Alien Collection", 0.01, 5, smart=True) == "a smart collection"
    assert reason_to_leave_out("Everything", 0.6, 60, smart=False) == "60% of a library"
    assert reason_to_leave_out("Saga", 0.6, 3, smart=False) is None
