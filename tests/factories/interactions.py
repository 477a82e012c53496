"""Random watch logs for laws about the past."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from recommenderr.evaluation.splits import Interactions

DAY = 86_400


def log_of(rows: list[int], at: list[int] | None = None, ratings: list[float] | None = None) -> Interactions:
    """A log of these titles, one a day if no times are given."""
    times = [DAY * day for day in range(1, len(rows) + 1)] if at is None else at
    said = [np.nan] * len(rows) if ratings is None else ratings
    return Interactions(
        np.array(rows, dtype=np.int32),
        np.array(times, dtype=np.int64),
        np.full(len(rows), 100.0),
        np.array(said, dtype=np.float64),
    )


@st.composite
def logs(draw: st.DrawFn, *, n_items: int = 12, max_events: int = 40) -> Interactions:
    """Some plays of a few titles, often of the same title, often in the same second."""
    n = draw(st.integers(0, max_events))
    rows = draw(st.lists(st.integers(0, n_items - 1), min_size=n, max_size=n))
    steps = draw(st.lists(st.sampled_from([0, 0, 1, DAY, 40 * DAY]), min_size=n, max_size=n))
    ratings = draw(st.lists(st.sampled_from([np.nan, 1.0, 6.0, 10.0]), min_size=n, max_size=n))
    return log_of(rows, np.cumsum(steps, dtype=np.int64).tolist(), ratings)
