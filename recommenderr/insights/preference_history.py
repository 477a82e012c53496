"""How the preferences of a person changed: those at the end of each month, from what was known then.

A title counts from its first playback on, with the plays and the age that it had at the time. What Plex has no
time of (marked as watched, rated) counts in every month, because no one knows since when it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.user_evidence import WatchHistory, watch_history
from recommenderr.model.evidence import SATURATED_GROUPS, saturation, title_weights
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.user_profile import UserProfile, WatchedTitles, profile_at
from recommenderr.recommender.user import User
from recommenderr.records import Watched, WatchEvent

SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class MonthlyProfile:
    """A month, and the profile at its end (of the present month: now)."""

    name: str
    profile: UserProfile


def preference_history(
    user: User, watched: Sequence[Watched], events: Sequence[WatchEvent], shown: int = SHOWN, zone: tzinfo = UTC
) -> tuple[MonthlyProfile, ...]:
    """The last `shown` months, the present one last, with the profile that the person's evidence was made from."""
    history = watch_history(user.generation, watched, events)
    as_of = user.as_of
    months = [MonthlyProfile(name, _profile_at(history, end)) for name, end in month_ends(as_of, shown, zone)[:-1]]
    return (*months, MonthlyProfile(f"{datetime.fromtimestamp(as_of, zone):%b %Y}", user.model.profile))


def preferences_by_month(
    block: Block, months: Sequence[MonthlyProfile], features: Sequence[int]
) -> NDArray[np.float64]:
    """The preferences for some features of a group, shape (len(features), len(months))."""
    values = np.zeros((len(features), len(months)))
    for column, month in enumerate(months):
        rows = block.take(month.profile.rows)
        counts = np.repeat(title_weights(block.group, month.profile), np.diff(rows.indptr))
        sums = np.bincount(rows.indices, rows.data * counts, minlength=block.n_features).astype(np.float64)
        preferences = sums[np.asarray(features, dtype=np.intp)]
        values[:, column] = preferences * saturation(preferences) if block.group in SATURATED_GROUPS else preferences
    return values


def month_ends(as_of: int, shown: int, zone: tzinfo = UTC) -> list[tuple[str, int]]:
    """Names and ends of the months, `Mar 2025`, the last of them at `as_of` itself."""
    now = datetime.fromtimestamp(as_of, zone)
    starts = [_month(now.year, now.month - back, zone) for back in range(shown)]
    ends = [as_of, *(int(start.timestamp()) for start in starts)]
    return [(f"{start:%b %Y}", end) for start, end in zip(starts, ends, strict=False)][::-1]


def _month(year: int, month: int, zone: tzinfo) -> datetime:
    """The start of a month; month 0 is December of the year before."""
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=zone)


def _profile_at(history: WatchHistory, time: int) -> UserProfile:
    """The profile from what was known at a time: a title that was watched again later has the plays of that time."""
    titles, before = history.titles, history.event_at <= time
    plays = np.bincount(history.event_title[before], minlength=len(titles.rows)).astype(np.float64)
    last_at = np.full(len(titles.rows), -np.inf)
    np.maximum.at(last_at, history.event_title[before], history.event_at[before])
    settled = ~(titles.last_at > time)  # nothing came after it, or its time is unknown
    plays, last_at = np.where(settled, titles.plays, plays), np.where(settled, titles.last_at, last_at)
    seen = plays > 0
    return profile_at(
        WatchedTitles(titles.rows[seen], plays[seen], last_at[seen], titles.runtime_min[seen], titles.rating[seen]),
        time,
    )
