"""What a household had at a moment, from when titles were added, first watched, and released."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from recommenderr.evaluation.availability import available_at
from recommenderr.evaluation.splits import Interactions


def epoch(year: int, month: int = 1) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp())


def views(*pairs: tuple[int, int]) -> Interactions:
    rows, at = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Interactions(rows.astype(np.int32), at, np.full(len(rows), 90.0), np.full(len(rows), np.nan))


ON_SERVER = np.array([True, True, True, True, False])
YEAR = np.array([2000, 2021, -1, 2000, 2000], dtype=np.int16)
ADDED = np.array([epoch(2020), epoch(2019), epoch(2021), 0, 0])


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (epoch(2018), [3]),
        (epoch(2020), [0, 3]),
        (epoch(2020, 12), [0, 3]),
        (epoch(2021), [0, 1, 2, 3]),
    ],
)
def test_a_title_counts_from_when_it_was_added_and_out(moment: int, expected: list[int]) -> None:
    """The fourth has no date, and counts always; the fifth is gone, and never does."""
    available = available_at(ON_SERVER, ADDED, YEAR, [])
    assert np.flatnonzero(available(moment)).tolist() == expected


def test_a_title_that_was_watched_before_it_was_added_counts_from_that_view() -> None:
    logs = [views((2, epoch(2019)), (0, epoch(2020, 6))), views((2, epoch(2018)), (1, epoch(2022)))]
    available = available_at(ON_SERVER, ADDED, YEAR, logs)
    assert np.flatnonzero(available(epoch(2017))).tolist() == [3]
    assert np.flatnonzero(available(epoch(2018))).tolist() == [2, 3]


def test_in_a_library_that_was_set_up_again_the_dates_say_nothing() -> None:
    logs = [views((0, epoch(2015)), (2, epoch(2016)), (1, epoch(2022)))]
    available = available_at(ON_SERVER, ADDED, YEAR, logs)
    assert np.flatnonzero(available(epoch(2017))).tolist() == [0, 2, 3]
