"""How old a title is at a moment, from its release date, or from its year where the date is unknown."""

from __future__ import annotations

from datetime import date

import numpy as np

from recommenderr.model.titles.feature_block import Vector

AGE_EDGES = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 26.0)
"""Lower ends of the bins of a title's age, in years."""
YEAR_DAYS = 365.2425
DAY_S = 86_400.0
YEAR_S = YEAR_DAYS * DAY_S
NEW_YEARS = 3.0
"""A title was new to a person who watched it within so many years after its release."""
MIN_AGE_SPAN = 1e-3


def decimal_year(at: float | Vector) -> Vector:
    """Epoch seconds as years with a fraction."""
    return np.asarray(1970.0 + np.asarray(at, dtype=np.float64) / YEAR_S)


def decimal_day(at: float) -> float:
    """The beginning of the day (UTC) of an epoch second, in years with a fraction: nothing ages within a day."""
    return float(decimal_year(at // DAY_S * DAY_S))


def release_year(released: date | None) -> float:
    """A release date as a year with a fraction; nan where it is unknown."""
    return float("nan") if released is None else 1970.0 + (released - date(1970, 1, 1)).days / YEAR_DAYS


def ages(year: Vector, released: Vector, moment: float | Vector) -> Vector:
    """The age in years, at least 0; from the year alone as if the title came out in its middle. nan where unknown.

    Args:
        year: shape (n,), nan where unknown.
        released: shape (n,), release dates in years with a fraction, nan where unknown.
        moment: years with a fraction, one for all or one for each.
    """
    return np.maximum(moment - np.where(np.isnan(released), year + 0.5, released), 0.0)


def age_labels(year: Vector, released: Vector, moment: float | Vector) -> Vector:
    """The probability that a title's age lies in each bin of `AGE_EDGES`; shape (n, n_bins).

    With a release date it is 1 for one bin. With a year alone the release is equally likely on each day of the year up
    to the moment, so that the age is uniform from `max(t - year - 1, 0)` to `t - year`. Without both the row is empty.
    """
    at = np.broadcast_to(np.asarray(moment, dtype=np.float64), year.shape)
    low = np.clip(at - year - 1.0, 0.0, None)
    high = np.maximum(at - year, low + MIN_AGE_SPAN)
    labels = np.zeros((len(year), len(AGE_EDGES)))
    for place, (start, end) in enumerate(zip(AGE_EDGES, (*AGE_EDGES[1:], np.inf), strict=True)):
        labels[:, place] = np.clip(np.minimum(high, end) - np.maximum(low, start), 0.0, None) / (high - low)
    labels[np.isnan(year)] = 0.0
    dated = np.flatnonzero(~np.isnan(released))
    labels[dated] = 0.0
    age = np.maximum(at[dated] - released[dated], 0.0)
    labels[dated, np.digitize(age, AGE_EDGES) - 1] = 1.0
    return labels
