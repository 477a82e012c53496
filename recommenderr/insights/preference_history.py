"""How what the model believes about a person changed: the beliefs at the end of each month, from what was known then.

A title counts from its first playback on, with the plays and the age that it had at the time. What Plex tells no
time of (marked as watched, rated) counts in every month, for nobody knows since when it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.user_evidence import UNKNOWN_AGE_DAYS
from recommenderr.model.evidence import COUNTED, discount, shares
from recommenderr.model.feature_block import Block
from recommenderr.model.user_profile import Taste, build_taste
from recommenderr.recommender.user_model import PersonModel
from recommenderr.records import Watched
from recommenderr.store.watching import WatchEvent

DAY_S = 86_400.0
SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class Month:
    """A month, and the taste as it was at its end (of the present month: now)."""

    name: str
    taste: Taste


@dataclass(frozen=True, slots=True, eq=False)
class _Past:
    """What was watched, one entry a title, and the playbacks by the title's place among them."""

    rows: NDArray[np.int32]
    plays: NDArray[np.float64]
    last: NDArray[np.float64]
    runtime_min: NDArray[np.float64]
    rating: NDArray[np.float64]
    event_place: NDArray[np.intp]
    event_at: NDArray[np.float64]


def months(
    person: PersonModel, watched: Sequence[Watched], events: Sequence[WatchEvent], shown: int = SHOWN
) -> tuple[Month, ...]:
    """The last `shown` months, the present one last: its taste is the one that the person's evidence was made from."""
    past = _past(person, watched, events)
    as_of = person.arrays.as_of
    found = [Month(name, _taste_at(past, end)) for name, end in month_ends(as_of, shown)[:-1]]
    return (*found, Month(f"{datetime.fromtimestamp(as_of, UTC):%b %Y}", person.taste))


def beliefs_by_month(block: Block, months: Sequence[Month], features: Sequence[int]) -> NDArray[np.float64]:
    """The belief in some features of a group, shape (len(features), len(months)); see `beliefs`."""
    values = np.zeros((len(features), len(months)))
    for column, month in enumerate(months):
        rows = block.take(month.taste.rows)
        counts = np.repeat(shares(block.group, month.taste), np.diff(rows.indptr))
        sums = np.bincount(rows.indices, rows.data * counts, minlength=block.n_features).astype(np.float64)
        found = sums[np.asarray(features, dtype=np.intp)]
        values[:, column] = found * discount(found) if block.group in COUNTED else found
    return values


def month_ends(as_of: int, shown: int) -> list[tuple[str, int]]:
    """Names and ends of the months, `Mar 2025`, the last of them at `as_of` itself."""
    now = datetime.fromtimestamp(as_of, UTC)
    starts = [_month(now.year, now.month - back) for back in range(shown)]
    ends = [as_of, *(int(start.timestamp()) for start in starts)]
    return [(f"{start:%b %Y}", end) for start, end in zip(starts, ends, strict=False)][::-1]


def _month(year: int, month: int) -> datetime:
    """The start of a month; month 0 is December of the year before."""
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)


def _past(person: PersonModel, watched: Sequence[Watched], events: Sequence[WatchEvent]) -> _Past:
    ids = person.generation.titles.item_ids
    row_of = {ids[int(row)]: int(row) for row in person.taste.rows}
    known = [title for title in watched if title.item_id in row_of]
    place = {title.item_id: number for number, title in enumerate(known)}
    mine = [(place[event.item_id], event.viewed_at) for event in events if event.item_id in place]
    return _Past(
        rows=np.array([row_of[title.item_id] for title in known], dtype=np.int32),
        plays=np.array([title.plays for title in known], dtype=np.float64),
        last=np.array([_epoch(title.last_viewed_at) for title in known], dtype=np.float64),
        runtime_min=np.array([_or_nan(title.runtime_min) for title in known], dtype=np.float64),
        rating=np.array([_or_nan(title.rating) for title in known], dtype=np.float64),
        event_place=np.array([number for number, _ in mine], dtype=np.intp),
        event_at=np.array([at for _, at in mine], dtype=np.float64),
    )


def _taste_at(past: _Past, moment: int) -> Taste:
    """The taste from what was known at a moment: a title seen since counts with its plays until then."""
    before = past.event_at <= moment
    plays = np.bincount(past.event_place[before], minlength=len(past.rows)).astype(np.float64)
    last = np.full(len(past.rows), -np.inf)
    np.maximum.at(last, past.event_place[before], past.event_at[before])
    settled = ~(past.last > moment)  # nothing came after it, or nobody knows when it was
    plays, last = np.where(settled, past.plays, plays), np.where(settled, past.last, last)
    kept = plays > 0
    age = np.where(np.isnan(last), UNKNOWN_AGE_DAYS, (moment - last) / DAY_S)[kept]
    return build_taste(past.rows[kept], plays[kept], age, past.runtime_min[kept], past.rating[kept])


def _epoch(moment: datetime | None) -> float:
    return float("nan") if moment is None else float(int(moment.timestamp()))


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
