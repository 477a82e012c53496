"""How long a step takes: the median of many, with the spread."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one step; a tenth of the repeats was faster than `low_s`, a tenth slower than `high_s`."""

    median_s: float
    low_s: float
    high_s: float
    repeats: int


def measure(step: Callable[[int], object], *, budget_s: float = 1.0, least: int = 5, most: int = 2000) -> Timing:
    """Times `step(number of the repeat)` again and again until the budget is spent.

    The garbage collector rests meanwhile, as in `timeit`.
    """
    for number in range(WARM_UP):
        step(number)
    taken: list[float] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        ends = time.perf_counter() + budget_s
        while len(taken) < least or (len(taken) < most and time.perf_counter() < ends):
            began = time.perf_counter()
            step(len(taken))
            taken.append(time.perf_counter() - began)
    finally:
        if collecting:
            gc.enable()
    return timing_of(taken)


def timing_of(taken: list[float]) -> Timing:
    """The summary of some measured seconds."""
    low, median, high = np.percentile(taken, (10, 50, 90)).tolist()
    return Timing(median, low, high, len(taken))
