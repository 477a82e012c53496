from __future__ import annotations

import pytest

from recommenderr.content_ratings import age_of


@pytest.mark.parametrize(
    ("word", "age"),
    [
        ("G", 0),
        ("PG", 8),
        ("pg-13", 13),
        ("R", 17),
        ("TV-Y7", 7),
        ("TV-MA", 17),
        ("gb/12A", 12),
        ("gb/U", 0),
        ("de/16", 16),
        ("FSK 12", 12),
        ("fsk6", 6),
        ("18+", 18),
        ("au/MA15+", 15),
        (" PG ", 8),
        ("NR", None),
        ("", None),
        ("Not Rated", None),
        ("1984", None),
        ("99", None),
    ],
)
def test_the_age_that_a_content_rating_means(word: str, age: int | None) -> None:
    assert age_of(word) == age
