"""Titles are found in spite of typing errors, accents and case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.artifacts import GenerationWriter, open_current
from recommenderr.artifacts.titles import placements_as_json, title_table
from recommenderr.recommender.title_search import index_of, title_index
from recommenderr.recommender.visibility import Visibility
from recommenderr.text import search_key
from tests.factories.generations import blocks_of
from tests.factories.libraries import Case
from tests.factories.records import NOW, film

NAMES = (
    "Alien",
    "Aliens",
    "Alien: Resurrection",
    "Amélie",
    "The Lord of the Rings: The Two Towers",
    "Se7en",
    "Star Wars",
    "Star Trek",
    "300",
    "千と千尋の神隠し",
    "<script>alert(1)</script>",
    "!!!",
)
INDEX = index_of(NAMES)


def everything(count: int) -> Visibility:
    """So many titles, all visible."""
    return Visibility(np.ones(count, dtype=np.bool_), {})


ALL = everything(len(NAMES))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("alien", "Alien"),
        ("ALIENS", "Aliens"),
        ("amelie", "Amélie"),
        ("star wrs", "Star Wars"),
        ("str trek", "Star Trek"),
        ("two towers", "The Lord of the Rings: The Two Towers"),
        ("lord of teh rings", "The Lord of the Rings: The Two Towers"),
        ("resurection", "Alien: Resurrection"),
        ("300", "300"),
        ("千尋", "千と千尋の神隠し"),
        ("script", "<script>alert(1)</script>"),
        ("!!!", "!!!"),
    ],
)
def test_the_meant_title_comes_first(text: str, wanted: str) -> None:
    assert NAMES[INDEX.search(text, ALL)[0]] == wanted


@pytest.mark.parametrize("text", ["", "   ", "qqqqqqqqqqqq"])
def test_what_no_title_sounds_like_finds_nothing(text: str) -> None:
    assert INDEX.search(text, ALL) == []


def test_no_more_than_asked_for() -> None:
    assert len(INDEX.search("alien", ALL, 2)) == 2


@given(st.sampled_from(NAMES))
def test_every_title_finds_itself(name: str) -> None:
    assert NAMES[INDEX.search(name, ALL)[0]] == name


@given(st.text())
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    assert all(0 <= row < len(NAMES) for row in INDEX.search(text, ALL))
    assert search_key(search_key(text)) == search_key(text)


NUMBERED = ("Rocky", "Rocky II", "Rocky III", "Alien³", "Fast & Furious", "Malcolm X", "I, Robot", "Part I")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *(("rocky 2", "Rocky II"), ("Rocky 3", "Rocky III"), ("rocky ii", "Rocky II"), ("alien 3", "Alien³")),
        *(("alien3", "Alien³"), ("fast and furious", "Fast & Furious"), ("malcolm x", "Malcolm X")),
        *(("i robot", "I, Robot"), ("part 1", "Part I")),
    ],
)
def test_numerals_and_signs_are_searched_in_either_form(text: str, wanted: str) -> None:
    assert NUMBERED[index_of(NUMBERED).search(text, everything(len(NUMBERED)))[0]] == wanted


def test_the_original_name_and_the_one_it_is_sorted_by_are_searched_too(tmp_path: Path) -> None:
    items = [
        film("1", "Spirited Away", original_title="千と千尋の神隠し"),
        film("2", "Das Boot", sort_title="Boot", original_title="Das Boot"),
        film("3", "Alien", sort_title="Xenomorph 1"),
    ]
    with GenerationWriter(tmp_path, NOW) as writer:
        table = title_table(items, [False] * 3, Case(tuple(items), ()).facts)
        writer.titles(table)
        for block in blocks_of(3):
            writer.block(block)
        writer.publish(
            {
                "titles_stamp": "",
                "n_titles": 3,
                "libraries": list(table.libraries),
                "content_ratings": list(table.content_ratings),
                "placements": placements_as_json(table.placements),
            }
        )
    generation = open_current(tmp_path)
    index = title_index(generation)
    found = [
        generation.titles.details(index.search(text, everything(3))[0]).title
        for text in ("千尋", "boot", "xenomorph", "alien")
    ]
    assert found == ["Spirited Away", "Das Boot", "Alien", "Alien"]


@given(st.text(max_size=12), st.sets(st.integers(0, len(NAMES) - 1)))
def test_nothing_invisible_is_found(text: str, seen: set[int]) -> None:
    """Also where the invisible name is the one that was typed."""
    visible = Visibility(np.isin(np.arange(len(NAMES)), sorted(seen)), {})
    for wanted in (text, *NAMES):
        assert set(INDEX.search(wanted, visible, len(NAMES))) <= seen


def test_what_is_invisible_takes_no_place_in_the_results() -> None:
    visible = Visibility(np.array([name == "Alien: Resurrection" for name in NAMES]), {})
    assert INDEX.search("alien", visible, 1) == [2]
