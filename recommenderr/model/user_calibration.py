"""Lists calibrated to one person: to the genres, the ages of titles, and the films and series that they watch."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.calibration import Mix, calibrate, target_shares
from recommenderr.model.titles.labels import Labels, bin_labels
from recommenderr.model.titles.release import decimal_day, decimal_year
from recommenderr.model.user_lifts import UserLifts

POOL, POOL_SHARE, SMALLEST_POOL = 200, 2 / 15, 40
"""A list is chosen from so many of the best titles: this share of the candidates, within these limits. In a small
library the 200th best is not a recommendation any more."""
CALENDAR_EDGES = (0.0, 2.0, 7.0, 26.0)
"""Lower ends of the bins of ages, in calendar years."""
GENRES_WEIGHT, AGES_WEIGHT, TYPE_WEIGHT = 3.0, 4.0, 1.0
HALF_KNOWN = 5.0
COLD_STRENGTH = 10 / 17
"""With nothing known, the list is calibrated with this part of the slider, to the genres and types of the library."""


def calibration_pool(candidates: int) -> int:
    """How many of the best titles a calibrated list is chosen from."""
    return min(POOL, max(SMALLEST_POOL, math.ceil(candidates * POOL_SHARE)))


class Calibration:
    """The proportions that one person's lists are calibrated to."""

    def __init__(self, lifts: UserLifts) -> None:
        self.lifts = lifts

    @cached_property
    def known_share(self) -> float:
        """`n / (n + 5)` for `n` watched titles: how much the person's own proportions are relied on."""
        return len(self.lifts.profile) / (len(self.lifts.profile) + HALF_KNOWN)

    @cached_property
    def _kinds(self) -> tuple[tuple[Labels, NDArray[np.float64], float], ...]:
        """The labels of all titles, the person's proportions, and the weight, of each kind."""
        lifts, profile = self.lifts, self.lifts.profile
        year = np.floor(decimal_day(profile.time))
        ages = bin_labels(np.maximum(year - lifts.facts.year, 0.0), CALENDAR_EDGES)
        watched_year = np.floor(decimal_year(profile.watched_at))
        known_ages = bin_labels(np.maximum(watched_year - lifts.facts.year[profile.rows], 0.0), CALENDAR_EDGES)
        rows = np.arange(len(profile))
        kinds = (
            (lifts.facts.labels["genre"], lifts.known["genre"], profile.preference, GENRES_WEIGHT),
            (ages, known_ages.take(rows), profile.recent_weight, AGES_WEIGHT * self.known_share),
            (lifts.facts.labels["type"], lifts.known["type"], profile.preference, TYPE_WEIGHT),
        )
        return tuple(
            (labels, target_shares(known, weights, labels.shares(lifts.candidates)), weight)
            for labels, known, weights, weight in kinds
        )

    def order(
        self,
        rows: NDArray[np.intp],
        scores: NDArray[np.float64],
        k: int,
        diversity: float,
        waits_for: NDArray[np.intp],
    ) -> NDArray[np.intp]:
        """Positions into the pool `rows`, which is sorted by score, of the `k` titles to show."""
        mixes = [Mix(labels.take(rows), target, weight) for labels, target, weight in self._kinds]
        strength = diversity * (COLD_STRENGTH + (1.0 - COLD_STRENGTH) * self.known_share)
        return calibrate(scores, k, mixes, strength, waits_for)
