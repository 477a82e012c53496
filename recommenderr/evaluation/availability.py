"""Which titles could have been recommended at a moment of the past: those that the library had, and that were out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from recommenderr.evaluation.splits import Interactions

Mask = NDArray[np.bool_]
MOST_ADDED_LATER = 0.5
"""If more than this share of the watched titles were added after they were watched, the library was set up again."""


def available_at(
    on_server: Mask, added_at: NDArray[np.int64], year: NDArray[np.integer], logs: Iterable[Interactions]
) -> Callable[[int], Mask]:
    """From a moment (epoch seconds) to the titles that could have been recommended then; shape (n_items,).

    A title counts from the time it was added, if that is known, or from its first view where that is earlier, because a
    file that was replaced has a new date. It also has to be of the year of the moment or an earlier one.

    Args:
        on_server: shape (n_items,): titles that can be recommended today.
        added_at: shape (n_items,), epoch seconds, 0 where unknown.
        year: shape (n_items,), below 0 where unknown.
        logs: what everyone in the household watched.
    """
    since = _in_library_since(added_at, logs)
    return lambda moment: on_server & (since <= moment) & (year <= datetime.fromtimestamp(moment, UTC).year)


def _in_library_since(added_at: NDArray[np.int64], logs: Iterable[Interactions]) -> NDArray[np.int64]:
    first_view = np.full(len(added_at), np.iinfo(np.int64).max)
    for log in logs:
        np.minimum.at(first_view, log.rows, log.at)
    dated = (first_view < np.iinfo(np.int64).max) & (added_at > 0)
    later = np.count_nonzero(added_at[dated] > first_view[dated])
    if later > MOST_ADDED_LATER * np.count_nonzero(dated):
        return np.zeros(len(added_at), dtype=np.int64)
    return np.asarray(np.minimum(added_at, first_view))
