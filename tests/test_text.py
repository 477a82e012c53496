"""One way to compare names, to say durations, and to label titles."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.text import ago, ahead, duration, normalize_name, runtime, title_label

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LETTERS = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F))
SPACES = st.sampled_from((" ", "  ", "\t", "\u00a0", "\u2009", "\u3000", " \u200b"))


@given(st.text())
def test_normalizing_is_idempotent(text: str) -> None:
    assert normalize_name(normalize_name(text)) == normalize_name(text)


@given(st.lists(st.sampled_from(("Back", "to", "Älien", "3", "l'été", "Q&A")), min_size=1), st.data())
def test_spaces_make_no_difference(words: list[str], data: st.DataObject) -> None:
    typed = data.draw(SPACES) + "".join(word + data.draw(SPACES) for word in words)
    assert normalize_name(typed) == normalize_name(" ".join(words))


@given(LETTERS)
def test_case_makes_no_difference(text: str) -> None:
    assert normalize_name(text.casefold()) == normalize_name(text)
    if text.isascii():
        assert normalize_name(text.upper()) == normalize_name(text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_full_width_characters_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in text)
    assert normalize_name(wide) == normalize_name(text)


@given(LETTERS, st.sampled_from(("NFC", "NFD")))
def test_the_form_of_unicode_makes_no_difference(text: str, form: Literal["NFC", "NFD"]) -> None:
    assert normalize_name(unicodedata.normalize(form, text)) == normalize_name(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Back  to the Future", "Back to the Future"),
        ("AMELIE", "Amélie"),
        ("Amelie", "Ame\u0301lie"),
        ("Alien 3", "Alien ３"),
        ("alien3", "Alien³"),
        ("Ocean's Eleven", "Ocean’s Eleven"),
        ("Ocean´s Eleven", "Ocean`s Eleven"),
        ('The "Burbs', "The “Burbs"),
        ("Spider-Man", "Spider–Man"),
        ("Tom and Jerry", "Tom & Jerry"),
        ("Tom and Jerry", "Tom&Jerry"),
        ("Romer", "Rømer"),
        ("strasse", "STRAẞE"),
        ("aeon flux", "Æon Flux"),
        ("Wall-E", "WALL·E"),
        ("Wall-E", "WALL\u00adE".replace("\u00ad", "‑\u00ad")),
    ],
)
def test_habits_of_typing_make_no_difference(typed: str, stored: str) -> None:
    assert normalize_name(typed) == normalize_name(stored)


@pytest.mark.parametrize(("name", "other"), [("か", "が"), ("कि", "की"), ("Alien", "Aliens"), ("Sand", "S&")])
def test_other_letters_make_another_name(name: str, other: str) -> None:
    assert normalize_name(name) != normalize_name(other)


def test_nothing_is_normalized_to_nothing() -> None:
    assert normalize_name(" \u00a0\u200b\t") == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 s"), (8.4, "8 s"), (59.4, "59 s"), (59.5, "1 min"), (180, "3 min"), (4800, "1 h 20 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, ""), (0, "0 min"), (47.4, "47 min"), (107, "1 h 47 min"), (120, "2 h")]
)
def test_runtimes(minutes: float | None, words: str) -> None:
    assert runtime(minutes) == words


@pytest.mark.parametrize(
    ("seconds", "before", "after"),
    [
        (0, "a moment ago", "any moment now"),
        (30, "a moment ago", "in less than a minute"),
        (60, "1 minute ago", "in 1 minute"),
        (5_399, "1 hour ago", "in 1 hour"),
        (5_400, "1 hour ago", "in 2 hours"),
        (3 * 86_400, "3 days ago", "in 3 days"),
    ],
)
def test_times_before_and_after_now(seconds: int, before: str, after: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == before
    assert ahead(NOW + timedelta(seconds=seconds), NOW) == after


def test_a_moment_to_come_counts_as_now() -> None:
    assert ago(NOW + timedelta(days=2), NOW) == "a moment ago"


def test_titles_are_labelled_with_their_year() -> None:
    assert title_label("Dune", 2021) == "Dune (2021)"
    assert title_label("Dune", None) == "Dune"
