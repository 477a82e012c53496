"""One person's evidence from what the store says they watched: in a build, and on the fly where that is behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from recommenderr.artifacts import Generation, PersonArrays
from recommenderr.model.evidence import build_evidence
from recommenderr.model.user_profile import Taste, build_taste
from recommenderr.records import Watched

UNKNOWN_AGE_DAYS = 365.0
"""A title marked as watched without a time counts as if it had been a year ago."""


def person_arrays(generation: Generation, watched: Sequence[Watched], stamp: str, now: datetime) -> PersonArrays:
    """What a generation keeps of one person, made from their watched titles. Titles it does not know are left out."""
    taste = taste_of(generation, watched, now)
    evidence = build_evidence(generation.blocks, taste, generation.titles.acclaim, generation.kinds)
    return PersonArrays(stamp, int(now.timestamp()), taste, evidence)


def taste_of(generation: Generation, watched: Sequence[Watched], now: datetime) -> Taste:
    """The taste behind these watched titles, as rows of this generation."""
    known = [(row, title) for title in watched if (row := generation.titles.row_of(title.item_id)) is not None]
    return build_taste(
        rows=np.array([row for row, _ in known], dtype=np.int32),
        plays=np.array([title.plays for _, title in known], dtype=np.float64),
        age_days=np.array([age_days(title.last_viewed_at, now) for _, title in known], dtype=np.float64),
        runtime_min=np.array([_or_nan(title.runtime_min) for _, title in known], dtype=np.float64),
        rating=np.array([_or_nan(title.rating) for _, title in known], dtype=np.float64),
    )


def age_days(last_viewed_at: datetime | None, now: datetime) -> float:
    """Days since a title was watched last; those without a time count as a year."""
    if last_viewed_at is None:
        return UNKNOWN_AGE_DAYS
    return (now - last_viewed_at).total_seconds() / 86_400


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
