"""The two files of a data set, as they come: other ids, other times, missing columns and values."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from benchmarks.dataset import DatasetError, read_dataset
from benchmarks.evaluate import memory_of
from tests.factories.evaluation_data import write_csv, write_data

DAY = 86_400


def test_all_forms_of_values_are_read(tmp_path: Path) -> None:
    titles = [
        {
            "item_id": "m:tt0113277",
            "type": "movie",
            "title": "Heat",
            "year": "1995.0",
            "tmdb_id": "949.0",
            "rating": "7.9",
        },
        {
            "item_id": "77",
            "type": "Series",
            "title": "Dark",
            "year": "2017-12-01",
            "imdb_id": "tt5753856",
            "rating": "0",
        },
        {"item_id": "78", "type": "", "title": "", "year": "unknown", "tmdb_id": "?", "rating": "11"},
        {"item_id": "78", "type": "show", "title": "again", "year": "1950"},
    ]
    events = [
        {"user_id": "ann", "item_id": "m:tt0113277", "ts": "86400.7", "rating": "4.5"},
        {"user_id": "ann", "item_id": "77", "ts": "1577836800000", "rating": ""},
        {"user_id": "bo", "item_id": "78", "ts": "2020-01-02T03:04:05Z", "rating": "x"},
        {"user_id": "bo", "item_id": "79", "ts": "5", "rating": "1"},
        {"user_id": "cy", "item_id": "78", "ts": "then", "rating": "1"},
    ]
    dataset = read_dataset(write_data(tmp_path / "films", titles, events))
    heat, untitled, dark = sorted(dataset.items, key=lambda item: item.item_id, reverse=True)
    assert (heat.title, heat.year, heat.external_ids) == ("Heat", 1995, ("imdb://tt0113277", "tmdb://949"))
    assert (dark.type, dark.year, dark.external_ids, dark.ratings) == ("show", 2017, ("imdb://tt5753856",), ())
    assert (untitled.type, untitled.title, untitled.year, untitled.external_ids) == ("movie", "Untitled", None, ())
    ann, bo, cy = dataset.logs.values()
    assert ann.at.tolist() == [DAY, int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())]
    assert np.array_equal(ann.rating, [9.0, np.nan], equal_nan=True)
    assert bo.at.tolist() == [int(datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp())]
    assert len(cy.rows) == 0
    assert (dataset.name, dataset.dropped) == ("films", 2)


def test_only_ids_and_times_are_needed(tmp_path: Path) -> None:
    dataset = read_dataset(write_data(tmp_path, [{"item_id": "a"}], [{"ts": 1, "item_id": "a", "user_id": "u"}]))
    assert [item.title for item in dataset.items] == ["Untitled"]
    assert np.isnan(dataset.logs[0].rating).all()


def test_ratings_of_ten_stay_as_they_are(tmp_path: Path) -> None:
    events = [{"user_id": "u", "item_id": "a", "ts": ts, "rating": rating} for ts, rating in ((1, 3), (2, 8))]
    dataset = read_dataset(write_data(tmp_path, [{"item_id": "a"}], events))
    assert dataset.logs[0].rating.tolist() == [3.0, 8.0]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"There is no events\.csv\.gz in .*; nothing was measured\."):
        read_dataset(tmp_path)
    write_csv(tmp_path / "events.csv.gz", [{"user": "u", "item_id": "a"}])
    with pytest.raises(DatasetError, match=r"has no column 'user_id'; it has user, item_id\."):
        read_dataset(tmp_path)
    write_csv(tmp_path / "events.csv.gz", [{"user_id": "u", "item_id": "a", "ts": 5}])
    write_csv(tmp_path / "catalogue.csv.gz", [{"item_id": "b"}])
    with pytest.raises(DatasetError, match="no event with a time and a title"):
        read_dataset(tmp_path)
    (tmp_path / "catalogue.csv.gz").write_bytes(gzip.compress(b"item_id")[:-4])
    with pytest.raises(DatasetError, match=r"catalogue\.csv\.gz cannot be read"):
        read_dataset(tmp_path)


def test_viewings_are_told_from_rating_sessions_by_titles_a_day(tmp_path: Path) -> None:
    """Nine episodes of one series in a night are one title; six titles in an hour are a session."""
    titles = [{"item_id": str(number)} for number in range(8)]
    binge = [{"user_id": "u", "item_id": "0", "ts": number} for number in range(9)]
    week = [{"user_id": "u", "item_id": str(day), "ts": DAY * day} for day in range(1, 6)]
    session = [{"user_id": "v", "item_id": str(number), "ts": number} for number in range(6)]
    viewings = read_dataset(write_data(tmp_path / "a", titles, binge + week))
    both = read_dataset(write_data(tmp_path / "b", titles, binge + week + session))
    sessions = read_dataset(write_data(tmp_path / "c", titles, binge + week[:4] + session))
    assert [data.viewing_share for data in (viewings, both, sessions)] == [1.0, 0.5, pytest.approx(5 / 11)]
    assert [memory_of(data) for data in (viewings, both, sessions)] == ["viewing", "viewing", "none"]
