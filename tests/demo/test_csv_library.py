from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from recommenderr.demo.catalogue import DemoLibrary, catalogue_library
from recommenderr.errors import UsageError

CATALOGUE = (
    "item_id,type,title,year,runtime_min,genres,cast,directors,collections,content_rating,imdb_id,tmdb_id,rating\n"
    'm:1,movie,"Tea, at Four",1995.0,81.0,Comedy|Drama,Ann Lee|Bo Ray|Ann Lee,C Fox,Tea Collection,G,tt01,862.0,7.97\n'
    "s:2,show,Lighthouse,2001.0,,Mystery,,,,,,,\n"
    "m:3,movie,Nothing known,,,,,,,,,,\n"
    "m:4,movie,Late\x01 comer,2020.0,99.0,Horror,,,,R,,,5.0\n"
)
EVENTS = """user_id,item_id,ts,rating
u1,m:1,1000,4.5
u1,s:2,2000,0.5
u2,m:1,1500,3.25
u1,m:3,900,
u3,m:1,1600,5.0
u2,gone,1700,5.0
"""


@pytest.fixture
def library(tmp_path: Path) -> DemoLibrary:
    return catalogue_library(written(tmp_path, "c.csv", CATALOGUE), written(tmp_path, "e.csv", EVENTS), 2)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_of_a_title_is_read(library: DemoLibrary) -> None:
    tea = library.find("Tea, at Four")
    assert tea.rating_key.isdecimal()
    assert (tea.source_id, tea.year, tea.runtime_min) == ("m:1", 1995, 81.0)
    assert (tea.genres, tea.cast, tea.directors) == (("Comedy", "Drama"), ("Ann Lee", "Bo Ray"), ("C Fox",))
    assert (tea.collections, tea.content_rating) == (("Tea Collection",), "G")
    assert tea.external_ids == ("imdb://tt01", "tmdb://862")
    assert tea.audience_rating == 7.97


def test_empty_fields_are_missing_values(library: DemoLibrary) -> None:
    title = library.find("Nothing known")
    assert (title.year, title.runtime_min, title.genres, title.summary, title.audience_rating) == (
        None,
        None,
        (),
        "",
        None,
    )


def test_series_have_seasons_and_a_library_of_their_own(library: DemoLibrary) -> None:
    show = library.find("Lighthouse")
    assert (show.type, show.section_key) == ("show", "2")
    assert show.episode_count >= 6


def test_control_characters_are_removed(library: DemoLibrary) -> None:
    assert library.find("Late comer").year == 2020


def test_the_first_people_of_the_file_watch_and_rate(library: DemoLibrary) -> None:
    names = {account.account_id: account.username for account in library.accounts.values()}
    assert names == {1: "u1", 10_000_002: "u2"}
    plays = [(names[row.account_id], row.series_title or row.title, row.viewed_at) for row in library.history]
    assert plays == [
        ("u1", "Nothing known", 900),
        ("u1", "Tea, at Four", 1000),
        ("u2", "Tea, at Four", 1500),
        ("u1", "Lighthouse", 2000),
    ]
    ratings = {(names[who], guid): state.rating for (who, guid), state in library.states.items()}
    assert ratings["u1", library.find("Tea, at Four").guid] == 9.0
    assert ratings["u1", library.find("Lighthouse").guid] == 1.0
    assert ratings["u2", library.find("Tea, at Four").guid] == 7.0  # 3.25 stars: 6.5, rounded half up
    assert ratings["u1", library.find("Nothing known").guid] is None


def test_compressed_files_and_a_limit(tmp_path: Path) -> None:
    catalogue, events = tmp_path / "c.csv.gz", tmp_path / "e.csv.gz"
    catalogue.write_bytes(gzip.compress(CATALOGUE.encode()))
    events.write_bytes(gzip.compress(EVENTS.encode()))
    library = catalogue_library(catalogue, events, 9, limit=1)
    assert [title.source_id for title in library.titles.values()] == ["m:1"]
    assert len(library.history) == 3


@pytest.mark.parametrize(
    ("catalogue", "events", "message"),
    [
        ("item_id,title\n", EVENTS, "lacks the column type"),
        (CATALOGUE, "user_id,ts\n", "lacks the column item_id"),
        ("", EVENTS, "lacks the column item_id"),
        (CATALOGUE, None, "cannot be read"),
    ],
)
def test_a_file_without_a_column_is_refused(tmp_path: Path, catalogue: str, events: str | None, message: str) -> None:
    event_file = tmp_path / "absent.csv" if events is None else written(tmp_path, "e.csv", events)
    with pytest.raises(UsageError, match=message):
        catalogue_library(written(tmp_path, "c.csv", catalogue), event_file, 2)


def test_a_file_that_is_not_really_compressed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"c\.csv\.gz cannot be read"):
        catalogue_library(written(tmp_path, "c.csv.gz", CATALOGUE), written(tmp_path, "e.csv", EVENTS), 2)
