"""What a person watched, title by title, with what each counts in their profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from recommenderr.recommender.user import User
from recommenderr.records import Watched


@dataclass(frozen=True, slots=True)
class TitleWeight:
    """What one watched title counts.

    Attributes:
        row: its matrix row.
        preference: how much the person likes it, see `model.preference`; always above 0.
        share: its part of the profile, `p_h / sum |p_h|` with `p` the profile weights, below 0 for a title that was
            rated badly. The absolute values of all shares sum to 1.
        neighbour_weight: how much similarity to this title counts, 0 to 1; 0 for a disliked one.
    """

    row: int
    preference: float
    share: float
    neighbour_weight: float


@dataclass(frozen=True, slots=True)
class WatchedTitle:
    """One title of a person's past; `weight` is None for a title that the serving generation does not know yet.

    `played`: at least one playback of it stands in the history; otherwise it was only marked as watched.
    """

    item_id: str
    plays: int
    last_viewed_at: datetime | None
    rating: float | None
    weight: TitleWeight | None
    played: bool


def title_weights(person: User) -> Mapping[str, TitleWeight]:
    """What each watched title counts, by item id."""
    profile, ids = person.model.profile, person.generation.titles.item_ids
    total = float(np.abs(profile.profile_weight).sum())
    shares = profile.profile_weight / total if total > 0 else profile.profile_weight
    return {
        ids[int(row)]: TitleWeight(int(row), float(liked), float(share), float(neighbour_weight))
        for row, liked, share, neighbour_weight in zip(
            profile.rows, profile.preference, shares, profile.neighbour_weight, strict=True
        )
    }


def watched_titles(
    watched: Sequence[Watched], counted: Mapping[str, TitleWeight], played: frozenset[str]
) -> tuple[WatchedTitle, ...]:
    """Every watched title, those first that count most, whichever way."""

    def size(title: WatchedTitle) -> float:
        return -abs(title.weight.share) if title.weight else 0.0

    titles = (
        WatchedTitle(
            title.item_id,
            title.plays,
            title.last_viewed_at,
            title.rating,
            counted.get(title.item_id),
            title.item_id in played,
        )
        for title in watched
    )
    return tuple(sorted(titles, key=size))
