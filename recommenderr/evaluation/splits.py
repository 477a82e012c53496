"""Cuts through people's histories: what was known at a moment, what was watched next, and who had watched what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.user_profile import MEMORY, Memory, UserProfile, WatchedTitles, profile_at


@dataclass(frozen=True, slots=True, eq=False)
class Interactions:
    """One person's watch events in the order of time; all arrays have shape (n_events,).

    Attributes:
        rows: int32: the title of each event.
        at: int64, epoch seconds, ascending.
        runtime_min: float64, nan where unknown.
        rating: float64, 0 to 10, nan where unknown: what the person says of the title. Plex does not say when they
            said it, so it counts from the event on.
    """

    rows: NDArray[np.int32]
    at: NDArray[np.int64]
    runtime_min: NDArray[np.float64]
    rating: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not len(self.rows) == len(self.at) == len(self.runtime_min) == len(self.rating):
            raise ValueError("a log needs one entry an event in every array")
        if np.any(np.diff(self.at) < 0):
            raise ValueError("a log is in the order of time")


@dataclass(frozen=True, slots=True, eq=False)
class TemporalSplit:
    """A moment in a log: the first `known` events are known, `held_out` are the titles first watched after them."""

    known: int
    held_out: NDArray[np.int32]


def leave_last_out(log: Interactions, k: int = 5) -> list[TemporalSplit]:
    """One split that holds out the `k` titles that were first watched last; none where nothing would be known."""
    firsts = first_events(log)
    return _usable(log, [int(firsts[-k])], k) if len(firsts) > k else []


def rolling_splits(log: Interactions, k: int = 5, splits: int = 4, from_share: float = 0.5) -> list[TemporalSplit]:
    """Several splits at even steps through the later part of the history; each holds out the next `k` titles.

    No title is held out twice: there are fewer splits where the history is too short for so many.
    """
    firsts = first_events(log)
    start, stop = max(1, int(len(firsts) * from_share)), len(firsts) - k
    if stop < start or splits < 1:
        return []
    count = min(splits, (stop - start) // k + 1)
    places = [start + step * (stop - start) // (count - 1) for step in range(count)] if count > 1 else [stop]
    return _usable(log, [int(firsts[position]) for position in places], k)


def first_events(log: Interactions) -> NDArray[np.intp]:
    """The events that are the first of their title, in the order of time."""
    _, first = np.unique(log.rows, return_index=True)
    return np.sort(first)


def _usable(log: Interactions, events: Iterable[int], k: int) -> list[TemporalSplit]:
    """The splits before these events, ascending, that know anything and hold out nothing that one before them does."""
    splits: list[TemporalSplit] = []
    for event in events:
        split = _split(log, event, k)
        fresh = not splits or bool(np.isin(splits[-1].held_out, log.rows[: split.known]).all())
        if split.known and len(split.held_out) and fresh:
            splits.append(split)
    return splits


def _split(log: Interactions, event: int, k: int) -> TemporalSplit:
    """Cuts before an event. Events of the very same second are not known either: their order says nothing."""
    known = int(np.searchsorted(log.at, log.at[event], side="left"))
    seen = np.unique(log.rows[:known])
    later = log.rows[known:]
    _, first = np.unique(later, return_index=True)
    fresh = later[np.sort(first)]
    return TemporalSplit(known, fresh[~np.isin(fresh, seen)][:k])


def split_time(interactions: Interactions, known: int) -> int:
    """When a list would have been asked for: at the first event that is not known; epoch seconds."""
    return int(interactions.at[min(known, len(interactions.at) - 1)])


def known_profile(interactions: Interactions, known: int, memory: Memory = MEMORY) -> UserProfile:
    """The profile from the first `known` events, at the time of the first event that is not known."""
    rows, index = np.unique(interactions.rows[:known], return_inverse=True)
    last_at = np.full(len(rows), -np.inf)
    np.maximum.at(last_at, index, interactions.at[:known].astype(np.float64))
    _, from_end = np.unique(interactions.rows[:known][::-1], return_index=True)
    latest = known - 1 - from_end
    titles = WatchedTitles(
        rows=rows,
        plays=np.bincount(index, minlength=len(rows)).astype(np.float64),
        last_at=last_at,
        runtime_min=interactions.runtime_min[latest],
        rating=interactions.rating[latest],
    )
    return profile_at(titles, split_time(interactions, known), memory)


@dataclass(frozen=True, slots=True, eq=False)
class PopularityOverTime:
    """Who had watched what by when, for popularity that knows nothing of the future.

    Attributes:
        rows, at: int32 and int64, shape (n,): each person's first event of each title, in the order of time.
        joined: int64, shape (n_people,), ascending: each person's first event.
        n_items: how many titles there are.
    """

    rows: NDArray[np.int32]
    at: NDArray[np.int64]
    joined: NDArray[np.int64]
    n_items: int

    def before(self, moment: int) -> NDArray[np.float64]:
        """The share of the people who had watched each title before a moment, float64, shape (n_items,).

        `(watched + 0.5) / (people + 1)` with the people who had watched anything by then, so that it is never 0.
        """
        before = self.rows[: np.searchsorted(self.at, moment, side="left")]
        people = np.searchsorted(self.joined, moment, side="left")
        return (np.bincount(before, minlength=self.n_items) + 0.5) / (people + 1.0)


def popularity_over_time(logs: Iterable[Interactions], n_items: int) -> PopularityOverTime:
    """Collects each person's first event of each title, in the order of time."""
    firsts = [(log.rows[first], log.at[first]) for log in logs if len(first := first_events(log))]
    rows = np.concatenate([np.zeros(0, np.int32), *(rows for rows, _ in firsts)])
    at = np.concatenate([np.zeros(0, np.int64), *(at for _, at in firsts)])
    order = np.argsort(at, kind="stable")
    joined = np.sort(np.array([at[0] for _, at in firsts], dtype=np.int64))
    return PopularityOverTime(rows[order], at[order], joined, n_items)
