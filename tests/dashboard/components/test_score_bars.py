"""Stacked bars: their lengths, their words, and that no title is more than text."""

from __future__ import annotations

import pytest

from recommenderr.dashboard.components import score_bars
from recommenderr.model.weights import SHOWN_GROUPS
from tests.dashboard.html_reader import read
from tests.factories.hostile_household import HOSTILE


def shares(**groups: float) -> dict[str, float]:
    return {group: groups.get(group, 0.0) for group in SHOWN_GROUPS}


def test_a_bar_says_its_numbers() -> None:
    groups = shares(genres=0.214, people=0.3, text=-0.02)
    assert score_bars.in_words(groups) == "Cast and directors 30.0 points, Genres 21.4 points, Story -2.0 points"
    assert score_bars.in_words(shares()) == "nothing counts"


def test_the_longest_bar_is_full_and_the_others_are_in_proportion() -> None:
    page = score_bars.stacked_bars([("A", shares(genres=0.2, people=0.2)), ("B", shares(genres=0.1))])
    assert page.count("--share: 0.5000") == 2
    assert page.count("--share: 0.2500") == 1


def test_bars_of_nothing_are_drawn_all_the_same() -> None:
    assert "nothing counts" in score_bars.stacked_bars([("A", shares())])


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text_on_a_bar(title: str) -> None:
    assert set(read(score_bars.stacked_bars([(title, shares(genres=0.2))])).tags) <= {
        "div",
        "p",
        "strong",
        "span",
        "ul",
        "li",
    }
