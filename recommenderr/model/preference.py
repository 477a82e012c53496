"""How much a person likes what they watched, from how often, how lately and how long."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

PLAYS_WEIGHT = 0.55
RECENCY_WEIGHT = 0.30
RUNTIME_WEIGHT = 0.10
BASE = 0.05
RECENCY_DAYS = 90.0
FULL_RUNTIME_MIN = 30.0


def preference(plays: ArrayLike, age_days: ArrayLike, runtime_min: ArrayLike) -> NDArray[np.float64]:
    """Grows with the number of views, fades over months, and counts what is shorter than half an hour a little less.

    `preference = 0.55 ln(1 + plays) + 0.30 exp(-age_days / 90) + 0.10 min(runtime_min / 30, 1) + 0.05`

    Args:
        plays: distinct watch events; the episodes of a series count for the series.
        age_days: days since the last of them; an age below 0 (a clock that ran ahead) counts as 0.
        runtime_min: length in minutes; nan where it is unknown, which counts as 0.

    Returns:
        float64, the shape of the arguments broadcast together; always above 0.
    """
    age = np.maximum(np.asarray(age_days, dtype=np.float64), 0.0)
    runtime = np.nan_to_num(np.asarray(runtime_min, dtype=np.float64), nan=0.0)
    return (
        PLAYS_WEIGHT * np.log1p(np.asarray(plays, dtype=np.float64))
        + RECENCY_WEIGHT * np.exp(-age / RECENCY_DAYS)
        + RUNTIME_WEIGHT * np.clip(runtime / FULL_RUNTIME_MIN, 0.0, 1.0)
        + BASE
    )
