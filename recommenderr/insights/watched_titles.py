"""What a person watched, title by title, with what each counts in their profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from recommenderr.recommender.user_model import PersonModel
from recommenderr.records import Watched


@dataclass(frozen=True, slots=True)
class Part:
    """What one watched title counts.

    Attributes:
        row: its matrix row.
        preference: how much the person likes it, see `model.preference`; always above 0.
        share: its pull as a part of all pulls, `p_h / sum |p_h|`: the part of the profile that it makes up, below 0 for
            a title that was rated badly. The sizes of all shares sum to 1.
        liking: how much it counts that a title is like this very one, 0 to 1; 0 for a disliked one.
    """

    row: int
    preference: float
    share: float
    liking: float


@dataclass(frozen=True, slots=True)
class WatchedTitle:
    """One title of a person's past; `part` is None for a title that the serving generation does not know yet.

    `played`: at least one playback of it stands in the history; otherwise it was only marked as watched.
    """

    item_id: str
    plays: int
    last_viewed_at: datetime | None
    rating: float | None
    part: Part | None
    played: bool


def parts(person: PersonModel) -> Mapping[str, Part]:
    """What each watched title counts, by item id."""
    taste, ids = person.taste, person.generation.titles.item_ids
    total = float(np.abs(taste.pull).sum())
    shares = taste.pull / total if total > 0 else taste.pull
    return {
        ids[int(row)]: Part(int(row), float(liked), float(share), float(liking))
        for row, liked, share, liking in zip(taste.rows, taste.preference, shares, taste.liking, strict=True)
    }


def watched_titles(
    watched: Sequence[Watched], counted: Mapping[str, Part], played: frozenset[str]
) -> tuple[WatchedTitle, ...]:
    """Every watched title, those first that count most, whichever way."""

    def size(title: WatchedTitle) -> float:
        return -abs(title.part.share) if title.part else 0.0

    found = (
        WatchedTitle(
            one.item_id,
            one.plays,
            one.last_viewed_at,
            one.rating,
            counted.get(one.item_id),
            one.item_id in played,
        )
        for one in watched
    )
    return tuple(sorted(found, key=size))
