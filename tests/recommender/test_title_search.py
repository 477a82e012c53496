"""Titles are found in spite of typing errors, accents and case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.recommender.title_search import comparable, index_of

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
    assert NAMES[INDEX.search(text)[0]] == wanted


@pytest.mark.parametrize("text", ["", "   ", "qqqqqqqqqqqq"])
def test_what_no_title_sounds_like_finds_nothing(text: str) -> None:
    assert INDEX.search(text) == []


def test_no_more_than_asked_for() -> None:
    assert len(INDEX.search("alien", 2)) == 2


@given(st.sampled_from(NAMES))
def test_every_title_finds_itself(name: str) -> None:
    assert NAMES[INDEX.search(name)[0]] == name


@given(st.text())
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    assert all(0 <= row < len(NAMES) for row in INDEX.search(text))
    assert comparable(comparable(text)) == comparable(text)
