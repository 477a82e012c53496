"""How sure a mean is: intervals over people, and two settings compared on the same cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from recommenderr.model.titles.feature_block import Vector

DRAWS = 2000
ENOUGH = 5
"""With fewer people (or moments) than this nothing is called better, however alike they are."""
_OUTSIDE = 0.025


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and where it would lie in 95 of 100 groups of people like this one.

    Attributes:
        mean, low, high: the mean and the ends of its interval.
        units: of how many people (or moments) it is the mean.
    """

    mean: float
    low: float
    high: float
    units: int

    @property
    def sign(self) -> Literal[-1, 0, 1]:
        """1 where the mean is surely above 0, -1 where it is surely below, 0 where one cannot tell."""
        if self.units < ENOUGH or self.low <= 0 <= self.high:
            return 0
        return 1 if self.low > 0 else -1

    def as_json(self) -> dict[str, float]:
        """The mean and the two ends by name."""
        return {"mean": self.mean, "low": self.low, "high": self.high}

    def __str__(self) -> str:
        """Such as ".143 [.121, .166]"."""
        return f"{short(self.mean)} [{short(self.low)}, {short(self.high)}]"


def short(value: float) -> str:
    """Three digits without a leading zero, such as ".143", "-.020" or "10.143"."""
    text = f"{value + 0.0:.3f}"
    text = "0.000" if text == "-0.000" else text
    return text.replace("0.", ".", 1) if text.removeprefix("-").startswith("0.") else text


def bootstrap(values: Vector, people: NDArray[np.integer], seed: int = 0, draws: int = DRAWS) -> Interval:
    """The mean of the people's means with its 95 % interval, people drawn with replacement.

    B. Efron, Bootstrap methods, Annals of Statistics 7(1), 1979: the percentile interval. One person's cases are not
    independent, so people are drawn, not cases. Deviation: percentiles are widened as T. Hesterberg, What teachers
    should know about the bootstrap, The American Statistician 69(4), 2015, does ("expanded percentile"), because the
    plain interval of a dozen values is too narrow: with n units the lower end is the share
    `Phi(sqrt(n / (n - 1)) t(0.025; n - 1))` of the drawn means. For hundreds of people that is the plain interval.

    Args:
        values: float64, shape (n_cases,).
        people: whose case each is, shape (n_cases,).
        seed: of the drawing; the same seed gives the same interval.
        draws: how many samples are drawn.
    """
    if len(values) == 0:
        return Interval(0.0, 0.0, 0.0, 0)
    _, person = np.unique(people, return_inverse=True)
    means = np.bincount(person, values) / np.bincount(person)
    n = len(means)
    drawn = np.random.default_rng(seed).integers(0, n, size=(draws, n))
    outside = ndtr(np.sqrt(n / (n - 1)) * stdtrit(n - 1, _OUTSIDE)) if n > 1 else 0.0
    low, high = np.quantile(means[drawn].mean(axis=1), [outside, 1.0 - outside])
    return Interval(float(means.mean()), float(low), float(high), n)


def compare(first: Vector, second: Vector, people: NDArray[np.integer], seed: int = 0) -> Interval:
    """How much better the second setting is on the same cases; its interval spans 0 where one cannot tell.

    Both settings are measured on the same cases, so the differences are drawn: what makes a case easy or hard for both
    falls out.
    """
    if len(first) != len(second):
        raise ValueError(f"both settings need the same cases, got {len(first)} and {len(second)}")
    return bootstrap(second - first, people, seed)
