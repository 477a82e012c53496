from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from recommenderr.recommender.filters import Filters, filter_options, mask
from recommenderr.recommender.service import Recommender
from recommenderr.records import Item
from tests.factories.hostile_household import made
from tests.factories.libraries import Case
from tests.factories.users import generation_of

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def title(item_id: str, **facts: Any) -> Item:
    return Item(**{"item_id": item_id, "guid": "", "type": "movie", "title": "T", "library_id": "1", **facts})


LIBRARY = (
    title("0", year=1999, runtime_min=90.0, content_rating="PG", genres=("Crime", "Drama"), added_at=DAY),
    title("1", year=2010, runtime_min=150.0, content_rating="R", genres=("Horror",), library_id="3"),
    title("2", type="show", year=2010, runtime_min=25.0, content_rating="TV-Y", genres=("Comedy",), library_id="2"),
    title("3"),  # nothing is known of it
)
GENERATION = generation_of(Case(LIBRARY, ()))


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        (Filters(type="movie"), [0, 1, 3]),
        (Filters(type="show"), [2]),
        (Filters(genres=("crime",)), [0]),
        (Filters(genres=("Crime", "HORROR")), [0, 1]),
        (Filters(genres=(" Ｃrímé ",)), [0]),
        (Filters(genres=("Nothing",)), []),
        (Filters(without_genres=("Drama",)), [1, 2, 3]),
        (Filters(without_genres=("Nothing",)), [0, 1, 2, 3]),
        (Filters(genres=("Crime",), without_genres=("Drama",)), []),
        (Filters(year_from=2000), [1, 2]),
        (Filters(year_to=2000), [0]),
        (Filters(year_from=1999, year_to=1999), [0]),
        (Filters(year_from=-5), [0, 1, 2]),  # a title without a year passes neither
        (Filters(runtime_max_min=90), [0, 2]),
        (Filters(age_max=8), [0, 2]),
        (Filters(age_max=0), [2]),
        (Filters(age_max=99), [0, 1, 2]),  # a title without a known rating never passes
        (Filters(library_ids=("2", "3")), [1, 2]),
        (Filters(library_ids=("9",)), []),
        (Filters(added_since=int(DAY.timestamp())), [0]),
        (Filters(added_since=int(DAY.timestamp()) + 1), []),
        (Filters(type="movie", year_from=2000), [1]),
    ],
)
def test_what_passes(filters: Filters, rows: list[int]) -> None:
    passed = mask(GENERATION, filters)
    assert passed is not None
    assert passed.nonzero()[0].tolist() == rows


def test_nothing_asked_nothing_filtered() -> None:
    assert mask(GENERATION, Filters()) is None


def test_a_filter_leaves_the_table_as_it_is() -> None:
    before = GENERATION.titles.type.tolist()
    mask(GENERATION, Filters(type="movie", age_max=8, genres=("Crime",)))
    assert GENERATION.titles.type.tolist() == before


def test_a_library_without_any_genre() -> None:
    passed = mask(generation_of(Case((title("0"), title("1")), ())), Filters(genres=("Crime",)))
    assert passed is not None
    assert passed.tolist() == [False, False]


@pytest.mark.slow
def test_the_filters_offer_what_there_is(tmp_path: Path) -> None:
    found = filter_options(Recommender(made(tmp_path)).generation())
    assert found.genres == ("<i>Odd</i>", "Crime", "Drama", "Science Fiction")
    assert found.years == (1960, 2019)
    assert found.longest_min == 139
    assert found.ages == (0, 8, 17)
    assert found.library_ids == ("1", "2")
