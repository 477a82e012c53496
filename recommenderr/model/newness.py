"""How new a title is, times how much this person watches new titles.

    newness_i = exp(-age_i / 3 years) * (sum_h w'_h new_h + 10 * 0.4) / (sum_h w'_h + 10)

with `new_h` = 1 for a watched title that was new when it was watched, and `w'_h` its preference, decaying over 30 days.
A person without a history is taken to watch as 0.4 of ten titles suggest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Vector
from recommenderr.model.titles.release import NEW_YEARS

AGE_SCALE_YEARS = 3.0
PRIOR_TITLES, PRIOR_SHARE = 10.0, 0.4


def new_when_watched(year: Vector, released: Vector, watched_at: Vector) -> NDArray[np.bool_]:
    """Whether each title came out at most three years (three and a half after the start of its year) before.

    Args:
        year, released, watched_at: shape (n_watched,), years with a fraction, nan where unknown.
    """
    age = watched_at - np.where(np.isnan(released), year + 0.5, released)
    return np.asarray(age <= NEW_YEARS)  # False for nan


def newness(ages: Vector, share: float) -> Vector:
    """The newness of titles of these ages in years (nan: 0) for a person with this share of new titles."""
    return np.nan_to_num(np.exp(-ages / AGE_SCALE_YEARS)) * share


def new_share_parts(weight: Vector, new: NDArray[np.bool_]) -> tuple[Vector, float]:
    """The share of new titles, as the part of each watched title and the part of the prior; together the share."""
    total = weight.sum() + PRIOR_TITLES
    return weight * new / total, PRIOR_TITLES * PRIOR_SHARE / total
