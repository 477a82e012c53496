"""Whether something grows: the slope of what was measured again and again, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

BLOCK = 5
LEAST_BLOCKS = 5
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Trend:
    """Growth by so many steps, with the interval that holds the true one in 95 of 100 cases."""

    value: float
    low: float
    high: float


def fit_trend(values: Sequence[float], steps: int) -> Trend | None:
    """The slope over the second half of the values, None where they are too few.

    Neighbours resemble each other, which would make a fit too sure of itself, so it is made through means of five.
    """
    second = np.asarray(values[len(values) // 2 :], dtype=np.float64)
    blocks = len(second) // BLOCK
    if blocks < LEAST_BLOCKS:
        return None
    means = second[len(second) - blocks * BLOCK :].reshape(blocks, BLOCK).mean(axis=1)
    if np.ptp(means) == 0:  # scipy divides by the spread
        return Trend(0.0, 0.0, 0.0)
    fit = stats.linregress(np.arange(blocks) * float(BLOCK), means)
    margin = float(stats.t.ppf((1 + CONFIDENCE) / 2, blocks - 2) * fit.stderr)
    value = float(fit.slope)
    return Trend(value * steps, (value - margin) * steps, (value + margin) * steps)
