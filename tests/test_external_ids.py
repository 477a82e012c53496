"""Ids of titles at other sites, in one form."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr import external_ids
from recommenderr.external_ids import external_id, guid_identity, id_in_guid


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(external_ids).failed == 0


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("imdb://tt83658", "imdb://tt0083658"),
        (" TMDB://0603?lang=de ", "tmdb://603"),
        ("thetvdb://268592/1/1", "tvdb://268592"),
        ("tmdb://0", None),
        ("imdb://tt0000000", None),
        ("collection://9", None),
        ("imdb://", None),
        ("", None),
    ],
)
def test_an_id_has_one_form(text: str, known: str | None) -> None:
    assert external_id(text) == known


@given(st.text() | st.from_regex(r"(imdb|tmdb|tvdb|local|plex|com\.plexapp\.agents\.hama)://.*"))
def test_any_text_has_an_answer_that_is_its_own_form(text: str) -> None:
    for known in (external_id(text), id_in_guid(text)):
        assert known is None or external_id(known) == known
    identity = guid_identity(text)
    assert identity is None or guid_identity(identity) == identity
