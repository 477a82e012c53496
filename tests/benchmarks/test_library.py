from __future__ import annotations

import csv
import gzip
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.household import SyntheticHousehold, filled_household
from benchmarks.library import made_up, recombined
from recommenderr.records import Item
from recommenderr.store import titles, watching
from recommenderr.store.connection import open_store


@pytest.fixture(scope="module")
def library() -> list[Item]:
    return list(made_up(2000, seed=3))


def test_the_same_seed_makes_the_same_titles(library: list[Item]) -> None:
    assert list(islice(made_up(2000, seed=3), 50)) == library[:50]
    assert list(islice(made_up(2000, seed=4), 50)) != library[:50]


def test_titles_have_what_real_ones_have(library: list[Item]) -> None:
    assert len({item.item_id for item in library}) == len(library) == 2000
    assert all(40 <= len(item.summary.split()) <= 60 for item in library)
    assert all(1 <= len(item.genres) == len(set(item.genres)) <= 4 for item in library)
    assert all(1 <= len(item.cast) <= 12 for item in library)
    assert all(item.year is not None and 1915 <= item.year <= 2025 for item in library)
    grouped = sum(bool(item.collections) for item in library) / len(library)
    assert grouped == pytest.approx(0.07, abs=0.02)


def test_a_few_names_and_words_are_frequent_and_most_are_rare(library: list[Item]) -> None:
    names = Counter(name for item in library for name in item.cast)
    assert max(names.values()) > 10
    assert len(names) > names.total() / 2
    words = " ".join(item.summary for item in library).split()
    assert words.count("the") / len(words) == pytest.approx(0.055, abs=0.02)


def test_real_titles_grow_by_recombination(tmp_path: Path) -> None:
    columns = (
        "item_id,type,title,year,runtime_min,genres,cast,directors,collections,countries,content_rating,summary,rating"
    )
    rows = [
        "m1,movie,Moon,2009,97,Drama|Sci-Fi,Sam Rockwell,Duncan Jones,,UK,R,one two three four,7.6",
        "s1,show,River,,,Crime,Ann Lee|Bo Ek,,,SE,,five six seven eight,",
    ]
    with gzip.open(tmp_path / "catalogue.csv.gz", "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(line.split(",") for line in (columns, *rows))
    items = list(recombined(tmp_path / "catalogue.csv.gz", 6))
    assert [item.title for item in items] == ["Moon", "River"] * 3
    assert items[0].genres == ("Drama", "Sci-Fi")
    assert items[1].year is None
    assert {item.summary.split()[:2][0] for item in items[2::2]} == {"one"}
    assert len({item.guid for item in items}) == 6


def test_a_household_lies_in_a_store_as_after_an_ingest(tmp_path: Path) -> None:
    settings = filled_household(tmp_path, SyntheticHousehold(300, n_people=2, n_events=40))
    with open_store(settings.db_path, read_only=True) as conn:
        assert sum(1 for _ in titles.iter_titles(conn)) == 300
        assert {len(watching.watched(conn, account_id)) for account_id in (1, 2)} == {40}
