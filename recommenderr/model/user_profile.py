"""From what a person watched to how much each of these titles counts for, or against, others."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.lift import recent_weight
from recommenderr.model.preference import RECENCY_DAYS, preference
from recommenderr.model.titles.feature_block import Rows

USUAL_RATING, USUAL_COUNT = 7.0, 5.0
"""The prior of a person's mean rating (0 to 10), worth five ratings of their own."""
UNKNOWN_AGE_DAYS = 365.0
"""A title marked as watched without a time counts as if it had been watched a year ago."""
DAY_S = 86_400.0
DISLIKED = -1.0
"""A title rated two points of ten below the usual counts against others, and not as something that a person watches."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How long a watched title counts: the days after which its weight has fallen to 1/e, infinity for no decay."""

    profile_days: float = 30.0
    neighbour_days: float = 365.0


MEMORY = Memory()


@dataclass(frozen=True, slots=True, eq=False)
class WatchedTitles:
    """What one person watched, as arrays of shape (n_watched,), in any order.

    Attributes:
        rows: int32, the matrix row of each title.
        plays: float64, how often it was watched.
        last_at: float64, epoch seconds of the last time, nan where unknown.
        runtime_min: float64, nan where unknown.
        rating: float64, the person's own, 0 to 10, nan where they gave none.
    """

    rows: Rows
    plays: NDArray[np.float64]
    last_at: NDArray[np.float64]
    runtime_min: NDArray[np.float64]
    rating: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class UserProfile:
    """What one person watched and how much it counts, one entry per title, in ascending order of rows.

    Attributes:
        rows: int32, shape (n_watched,): the matrix row of each watched title.
        preference: float64, shape (n_watched,): see `preference`.
        profile_weight: float64, shape (n_watched,): weight in the mean, below 0 for a disliked title.
        neighbour_weight: float64, shape (n_watched,), 0 to 1: weight as a single similar title, 0 for a disliked one.
        fresh_preference: float64, shape (n_watched,): preference with a decay over months, for the classic score.
        recent_weight: float64, shape (n_watched,), 0 to 1: see `lift.recent_weight`.
        newness_weight: float64, shape (n_watched,), 0 to 1: preference with a decay over 30 days.
        watched_at: float64, shape (n_watched,): epoch seconds of the last time that each title was watched.
        time: epoch seconds from which ages are counted.
    """

    rows: Rows
    preference: NDArray[np.float64]
    profile_weight: NDArray[np.float64]
    neighbour_weight: NDArray[np.float64]
    fresh_preference: NDArray[np.float64]
    recent_weight: NDArray[np.float64]
    newness_weight: NDArray[np.float64]
    watched_at: NDArray[np.float64]
    time: float

    def __post_init__(self) -> None:
        sizes = {len(getattr(self, f.name)) for f in fields(self) if f.name != "time"}
        if len(sizes) != 1:
            raise ValueError(f"a profile needs one entry per title in every array, got lengths {sorted(sizes)}")

    def __len__(self) -> int:
        return len(self.rows)


def profile_at(titles: WatchedTitles, time: float, memory: Memory = MEMORY) -> UserProfile:
    """The profile at a point in time (epoch seconds) of a person who had watched these titles by then."""
    age_days = np.where(np.isnan(titles.last_at), UNKNOWN_AGE_DAYS, (time - titles.last_at) / DAY_S)
    return build_profile(titles.rows, titles.plays, age_days, titles.runtime_min, titles.rating, time, memory)


def build_profile(
    rows: Rows,
    plays: NDArray[np.float64],
    age_days: NDArray[np.float64],
    runtime_min: NDArray[np.float64],
    rating: NDArray[np.float64],
    time: float,
    memory: Memory = MEMORY,
) -> UserProfile:
    """The profile at a `time` of a person who watched these matrix rows; all arrays have shape (n_watched,).

        profile_weight   = preference * exp(-age / 30 days)  * clip(0.5 + z / 2, -1, 1)
        neighbour_weight = preference * exp(-age / 365 days) * clip(0.6 + 0.4 z, 0, 1), divided by its largest value

    where `z` is half the distance of the person's rating (0 to 10, nan where they gave none) from their usual one, 0
    without a rating. Ages count from the title that was watched last: the profile weight is used as a share of its sum
    and the neighbour weight as a share of its maximum, so a long pause changes nothing.
    """
    order = np.argsort(rows, kind="stable")
    age = np.maximum(age_days[order], 0.0)
    preferences = preference(plays[order], age, runtime_min[order])
    since_latest = age - (age.min() if len(age) else 0.0)
    distance = rating_distance(rating[order])
    neighbour_weight = (
        preferences * np.exp(-since_latest / memory.neighbour_days) * np.clip(0.6 + 0.4 * distance, 0.0, 1.0)
    )
    watched_at = time - age_days[order] * DAY_S
    profile_decay = np.exp(-since_latest / memory.profile_days)
    return UserProfile(
        rows=rows[order].astype(np.int32),
        preference=preferences,
        profile_weight=preferences * profile_decay * np.clip(0.5 + distance / 2.0, -1.0, 1.0),
        neighbour_weight=_over_largest(neighbour_weight),
        fresh_preference=preferences * np.exp(-since_latest / RECENCY_DAYS),
        recent_weight=recent_weight(preferences * (distance > DISLIKED), watched_at),
        newness_weight=_over_largest(preferences * profile_decay),
        watched_at=watched_at,
        time=time,
    )


def _over_largest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    top = float(values.max()) if len(values) else 0.0
    return values / top if top > 0 else values


def rating_distance(rating: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the distance of each rating from the person's usual one; 0 where there is no rating.

    The usual rating is their mean, shrunk towards 7, so that a person who rates only what they hated has hated it.
    """
    given = ~np.isnan(rating)
    usual = (float(rating[given].sum()) + USUAL_RATING * USUAL_COUNT) / (int(given.sum()) + USUAL_COUNT)
    return np.where(given, (rating - usual) / 2.0, 0.0)
