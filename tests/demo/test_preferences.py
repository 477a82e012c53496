"""What each person of the demo household likes shows in what they watch."""

from __future__ import annotations

from recommenderr.demo.catalogue import DemoLibrary, DemoTitle
from tests.demo.conftest import person, rows, seen


def share_of(genre: str, titles: dict[str, DemoTitle]) -> float:
    return sum(genre in title.genres for title in titles.values()) / len(titles)


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
