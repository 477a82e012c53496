"""The libraries of the demo household."""

from __future__ import annotations

from collections import Counter

from recommenderr.demo.catalogue import DemoLibrary


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
