"""From what a person watched to how strongly each of these titles speaks for, or against, others."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.feature_block import Rows
from recommenderr.model.preference import RECENCY_DAYS, preference

USUAL_RATING, USUAL_COUNT = 7.0, 5.0
"""What a person's ratings (0 to 10) are on average, believed like five ratings of their own."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How long what was watched counts: days after which its weight has fallen to 1/e, infinity for no forgetting."""

    overall_days: float = 30.0
    closest_days: float = 365.0


MEMORY = Memory()


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """What one person watched, one entry a title, in ascending order of rows.

    Attributes:
        rows: int32, shape (n_watched,): the matrix row of each watched title.
        preference: float64, shape (n_watched,): see `preference`.
        pull: float64, shape (n_watched,): weight in the mean, below 0 for a disliked title.
        liking: float64, shape (n_watched,), 0 to 1: weight as the closest title, 0 for a disliked one.
        fresh_preference: float64, shape (n_watched,): preference fading over months, for the classic score.
    """

    rows: Rows
    preference: NDArray[np.float64]
    pull: NDArray[np.float64]
    liking: NDArray[np.float64]
    fresh_preference: NDArray[np.float64]

    def __post_init__(self) -> None:
        sizes = {len(getattr(self, f.name)) for f in fields(self)}
        if len(sizes) != 1:
            raise ValueError(f"a taste needs one entry a title in every array, got lengths {sorted(sizes)}")

    def __len__(self) -> int:
        return len(self.rows)


def build_taste(
    rows: Rows,
    plays: NDArray[np.float64],
    age_days: NDArray[np.float64],
    runtime_min: NDArray[np.float64],
    rating: NDArray[np.float64],
    memory: Memory = MEMORY,
) -> Taste:
    """The taste of a person who watched the titles of these matrix rows; all arrays have shape (n_watched,).

        pull   = preference * exp(-age / 30 days)  * clip(0.5 + z / 2, -1, 1)
        liking = preference * exp(-age / 365 days) * clip(0.6 + 0.4 z, 0, 1), brought to a largest value of 1

    `rating` is the person's own, 0 to 10, nan where they gave none; `z` is half its distance from their usual rating,
    0 where they gave none. Ages count from the title that was watched last: pull is a share of its sum later and liking
    a share of its maximum, so nothing but the memory of a person who paused for years would change, by fading away.
    """
    order = np.argsort(rows, kind="stable")
    age = np.maximum(age_days[order], 0.0)
    liked = preference(plays[order], age, runtime_min[order])
    since_latest = age - (age.min() if len(age) else 0.0)
    distance = rating_distance(rating[order])
    liking = liked * np.exp(-since_latest / memory.closest_days) * np.clip(0.6 + 0.4 * distance, 0.0, 1.0)
    top = float(liking.max()) if len(liking) else 0.0
    return Taste(
        rows=rows[order].astype(np.int32),
        preference=liked,
        pull=liked * np.exp(-since_latest / memory.overall_days) * np.clip(0.5 + distance / 2.0, -1.0, 1.0),
        liking=liking / top if top > 0 else liking,
        fresh_preference=liked * np.exp(-since_latest / RECENCY_DAYS),
    )


def rating_distance(rating: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the distance of each rating from the person's usual one; 0 where there is no rating.

    The usual one is their mean, shrunk towards 7: who rates only what they hated has hated it.
    """
    given = ~np.isnan(rating)
    usual = (float(rating[given].sum()) + USUAL_RATING * USUAL_COUNT) / (int(given.sum()) + USUAL_COUNT)
    return np.where(given, (rating - usual) / 2.0, 0.0)
