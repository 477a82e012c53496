from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommenderr.artifacts import GenerationWriter, TitleTable, open_generation
from recommenderr.artifacts.titles import placements_as_json, title_table
from recommenderr.records import Item, Rating
from tests.factories.generations import MORNING, same_tables
from tests.factories.libraries import LAW, Case, cases

FULL = Item(
    "1030", "plex://movie/1", "movie", "Amélie 🎬", "2",
    year=2001, runtime_min=122.5, summary="שלום\nworld", content_rating="de/6", studio="Attic",
    genres=("Comedy", "Romance"), collections=("A Collection",), directors=("D",), cast=("C1", "C2"),
    countries=("France",), ratings=(Rating("imdb", "audience", 8.3),), thumb="/library/1",
    added_at=datetime(2024, 5, 1, tzinfo=UTC),
)  # fmt: skip
BARE = Item("99", "", "show", "", "1", episode_count=12)


def table(*items: Item) -> TitleTable:
    return title_table(items, [False] * len(items), Case(items, ()).facts)


def test_a_card_says_what_the_item_said() -> None:
    details = table(BARE, FULL).details(1)
    for name in ("item_id", "guid", "type", "title", "year", "runtime_min", "content_rating", "library_id", "summary"):
        assert getattr(details, name) == getattr(FULL, name)
    for name in ("genres", "collections", "directors", "cast", "countries", "studio", "thumb", "episode_count"):
        assert getattr(details, name) == getattr(FULL, name)
    assert details.ratings == (("imdb", "audience", 8.3),)
    assert (details.row, details.gone) == (1, False)


def test_what_is_not_known_stays_unknown() -> None:
    details = table(BARE, FULL).details(0)
    assert (details.year, details.runtime_min, details.content_rating) == (None, None, "")
    assert (details.ratings, details.cast) == ((), ())
    assert details.episode_count == 12


def test_gone_titles_say_so() -> None:
    gone = title_table([BARE, FULL], [True, False], Case((BARE, FULL), ()).facts)
    assert [gone.details(row).gone for row in range(2)] == [True, False]


@LAW
@given(cases(max_items=14))
def test_every_id_leads_to_its_row_and_no_other_does(case: Case) -> None:
    found = table(*case.items)
    for row, item in enumerate(case.items):
        assert found.row_of(item.item_id) == row
        assert found.details(row).item_id == item.item_id
        assert found.details(row).title == item.title
    for unknown in ("", "0", "1", "99999", "x", f"{case.items[0].item_id}0"):
        assert found.row_of(unknown) is None


@settings(max_examples=10, deadline=None)
@given(case=cases(max_items=14))
def test_saved_and_opened_again_a_library_is_the_same(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    art_dir: Path = tmp_path_factory.mktemp("art")
    before = title_table(case.items, [row % 3 == 0 for row in range(len(case.items))], case.facts)
    with GenerationWriter(art_dir, MORNING) as writer:
        writer.titles(before)
        for block in case.blocks.values():
            writer.block(block)
        name = writer.publish(
            {"titles_stamp": "", "n_titles": len(case.items), "libraries": before.libraries,
             "content_ratings": before.content_ratings, "placements": placements_as_json(before.placements)}
        )  # fmt: skip
    generation = open_generation(art_dir, name)
    generation.verify()
    assert same_tables(generation.titles, before)
    for group, block in generation.blocks.items():
        for part in ("indptr", "indices", "data"):
            kept, written = getattr(block, part), getattr(case.blocks[group], part)
            assert kept.dtype == written.dtype
            assert np.array_equal(kept, written)
        assert list(block.names) == list(case.blocks[group].names)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_survives_in_a_card(texts: list[str]) -> None:
    item = Item("1", texts[0], "movie", texts[-1], "1", summary=texts[0], cast=tuple(texts), studio=texts[-1])
    details = table(item).details(0)
    assert (details.guid, details.title, details.summary, details.cast) == (texts[0], texts[-1], texts[0], tuple(texts))
