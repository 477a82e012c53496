"""The smallest change of one weight that would bring a title into the top k.

Evidence scores share one divisor Z, so a ranking depends on `base_i + w * slope_i` alone when one weight `w` moves:
another title `j` is ahead of title `i` for `w` on one side of `-(base_j - base_i) / (slope_j - slope_i)`. Sorting these
crossings gives the number of titles ahead for every `w` at once, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recommenderr.model.titles.feature_block import Vector
from recommenderr.records import MAX_WEIGHT


def reaching_intervals(base: Vector, slope: Vector, mine: tuple[float, float], k: int) -> list[tuple[float, float]]:
    """The ranges of a weight, within 0 to 100, for which fewer than `k` others are ahead of a title.

    Args:
        base, slope: float64, shape (n_others,): the others' scores are `base + w * slope`, up to a common divisor.
        mine: base and slope of the title itself.
        k: how many places there are.

    Returns:
        Ascending, disjoint (low, high); at an end itself a tie may decide.
    """
    ahead_base, ahead_slope = base - mine[0], slope - mine[1]
    rising, falling = ahead_slope > 0, ahead_slope < 0
    always = int(np.count_nonzero((ahead_slope == 0) & (ahead_base > 0)))
    crossings = -ahead_base[rising | falling] / ahead_slope[rising | falling]
    steps = np.where(rising[rising | falling], 1, -1)  # past its crossing a rising title is ahead, a falling one behind
    order = np.argsort(crossings, kind="stable")
    crossings, steps = crossings[order], steps[order]
    counts = always + int(np.count_nonzero(falling)) + np.concatenate([[0], np.cumsum(steps)])
    edges = np.concatenate([[-np.inf], crossings, [np.inf]])
    intervals: list[tuple[float, float]] = []
    for column in np.flatnonzero(counts < k):
        low, high = max(float(edges[column]), 0.0), min(float(edges[column + 1]), MAX_WEIGHT)
        if low < high:
            if intervals and intervals[-1][1] == low:
                low = intervals.pop()[0]
            intervals.append((low, high))
    return intervals


def nearest_value(intervals: list[tuple[float, float]], now: float, reaches: Callable[[float], bool]) -> float | None:
    """The value nearest to `now` that lies in an interval and `reaches`, with as few decimals as will do; None if none.

    Ends of intervals are ties, so each found value is tried out before it is returned.
    """
    best: float | None = None
    for low, high in intervals:
        edge = min(max(now, low), high)
        for value in _inside(low, high, edge):
            if (best is None or abs(value - now) < abs(best - now)) and reaches(value):
                best = value
                break
    return best


def _inside(low: float, high: float, edge: float) -> list[float]:
    """Values of an interval close to one of its ends, the roundest first."""
    inward = 1.0 if edge <= low else -1.0
    values = []
    for decimals in (2, 4, 6):
        unit = 10.0**-decimals
        rounded = (np.floor(edge / unit) + 1) * unit if inward > 0 else (np.ceil(edge / unit) - 1) * unit
        values.append(round(float(rounded), decimals))
    return [value for value in values if low <= value <= high and 0 <= value <= MAX_WEIGHT]


@dataclass(frozen=True, slots=True)
class WeightChange:
    """One weight, what it is, and what it would have to be."""

    group: str
    now: float
    needed: float


def scan(now: float, reaches: Callable[[float], bool], steps: int = 60, halvings: int = 12) -> float | None:
    """The value nearest to `now` that `reaches`, found by trying; for scores that are not linear in a weight.

    Tries `steps` values on each side, closer together near `now`, then halves the last step. A range narrower than a
    step can be missed.
    """
    thresholds: list[float] = []
    for end in (0.0, MAX_WEIGHT):
        outside = now
        for part in (np.arange(1, steps + 1) / steps) ** 2:
            value = now + (end - now) * float(part)
            if reaches(value):
                thresholds.append(_halve(outside, value, reaches, halvings))
                break
            outside = value
    intervals = [(min(value, MAX_WEIGHT), MAX_WEIGHT) if value > now else (0.0, value) for value in thresholds]
    rounded = nearest_value(intervals, now, reaches)
    return rounded if rounded is not None else min(thresholds, key=lambda value: abs(value - now), default=None)


def _halve(outside: float, inside: float, reaches: Callable[[float], bool], halvings: int) -> float:
    for _ in range(halvings):
        middle = (outside + inside) / 2
        outside, inside = (outside, middle) if reaches(middle) else (middle, inside)
    return inside
