"""One person's evidence from the watched titles in the store: in a build, and later where that is out of date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation, UserArrays
from recommenderr.model.evidence import build_evidence
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_profile import UNKNOWN_AGE_DAYS, UserProfile, WatchedTitles, profile_at
from recommenderr.records import Watched, WatchEvent


def user_arrays(generation: Generation, watched: Sequence[Watched], version: str, now: datetime) -> UserArrays:
    """What a generation stores for one person. Titles that it does not know are left out."""
    profile = profile_of(generation, watched, now)
    lifts = UserLifts(generation.facts, profile, candidates_of(generation, profile))
    evidence = build_evidence(generation.blocks, lifts, generation.unique_rows)
    return UserArrays(version, int(profile.time), profile, evidence)


def candidates_of(generation: Generation, profile: UserProfile) -> NDArray[np.bool_]:
    """The titles on the server that the person has not watched; bool, shape (n_items,)."""
    candidates = ~generation.titles.gone
    candidates[profile.rows] = False
    return candidates


def profile_of(generation: Generation, watched: Sequence[Watched], now: datetime) -> UserProfile:
    """The profile from these watched titles, as rows of this generation."""
    return profile_at(_as_arrays(_known_titles(generation, watched)), float(int(now.timestamp())))


@dataclass(frozen=True, slots=True, eq=False)
class WatchHistory:
    """The watched titles that a generation knows, and their playbacks in the order of time.

    Attributes:
        titles: one entry per title.
        event_title: intp, shape (n_events,): the index of each playback's title in `titles`.
        event_at: int64, shape (n_events,): epoch seconds, ascending.
    """

    titles: WatchedTitles
    event_title: NDArray[np.intp]
    event_at: NDArray[np.int64]


def watch_history(generation: Generation, watched: Sequence[Watched], events: Sequence[WatchEvent]) -> WatchHistory:
    """A person's past as arrays; titles that the generation does not know are left out."""
    known = _known_titles(generation, watched)
    index = {title.item_id: number for number, (_, title) in enumerate(known)}
    views = [(index[event.item_id], event.viewed_at) for event in events if event.item_id in index]
    return WatchHistory(
        titles=_as_arrays(known),
        event_title=np.array([number for number, _ in views], dtype=np.intp),
        event_at=np.array([at for _, at in views], dtype=np.int64),
    )


def _known_titles(generation: Generation, watched: Sequence[Watched]) -> list[tuple[int, Watched]]:
    return [(row, title) for title in watched if (row := generation.titles.row_of(title.item_id)) is not None]


def _as_arrays(known: Sequence[tuple[int, Watched]]) -> WatchedTitles:
    return WatchedTitles(
        rows=np.array([row for row, _ in known], dtype=np.int32),
        plays=np.array([title.plays for _, title in known], dtype=np.float64),
        last_at=np.array([_epoch(title.last_viewed_at) for _, title in known], dtype=np.float64),
        runtime_min=np.array([_or_nan(title.runtime_min) for _, title in known], dtype=np.float64),
        rating=np.array([_or_nan(title.rating) for _, title in known], dtype=np.float64),
    )


def age_days(last_viewed_at: datetime | None, now: datetime) -> float:
    """Days since a title was last watched; a year where the time is unknown."""
    if last_viewed_at is None:
        return UNKNOWN_AGE_DAYS
    return (now - last_viewed_at).total_seconds() / 86_400


def _epoch(moment: datetime | None) -> float:
    return float("nan") if moment is None else moment.timestamp()


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
