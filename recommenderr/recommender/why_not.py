"""Why a title is not further up: compared with the title at rank 10, and the change of one weight that would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.counterfactual import WeightChange, nearest_value, reaching_intervals, scan
from recommenderr.model.ranking import rank
from recommenderr.model.scoring import raw_coefficients
from recommenderr.model.user_model import TitleRank, title_rank
from recommenderr.model.weights import ACCLAIM, GROUPS, SHOWN_GROUPS, Weights
from recommenderr.recommender.user import User

TENTH = 10
TOP = 20


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Where a title stands, and what keeps it there.

    Attributes:
        rank: 1 is the best, by score alone; for a watched title the rank that it would have.
        candidates: how many titles are ranked with it.
        watched: it is no candidate because the person has watched it.
        gone: it is no candidate because it is not on the server any more.
        tenth_row: matrix row of the title at rank 10 (the last one in a smaller library), None where there is none.
        tenth: that title's contributions by group.
        held_back_by: the group in which it lags that title most, None where it lags in none.
        change: the smallest change of a single weight that brings it into the top 20, None where it is there, or
            where no single weight does.
    """

    rank: int
    candidates: int
    watched: bool
    gone: bool
    tenth_row: int | None
    tenth: dict[str, float]
    held_back_by: str | None
    change: WeightChange | None

    @property
    def in_top(self) -> bool:
        """Whether it is among the first 20 already."""
        return self.rank <= TOP

    def as_json(self) -> dict[str, Any]:
        """The `why_not` object of `explain`."""
        change = self.change
        return {
            "rank": self.rank,
            "candidates": self.candidates,
            "watched": self.watched,
            "gone": self.gone,
            "beside": self.tenth,
            "held_back_by": self.held_back_by,
            "change": None if change is None else {"weight": change.group, "now": change.now, "needed": change.needed},
        }


def why_not(person: User, weights: Weights, row: int) -> WhyNot:
    """Why this title is not further up in the person's list."""
    standing = title_rank(person.model, weights, row)
    tenth_row, tenth = _tenth(person, weights)
    return WhyNot(
        rank=standing.rank,
        candidates=standing.candidates,
        watched=bool(np.isin(row, person.model.profile.rows)),
        gone=bool(person.generation.titles.gone[row]),
        tenth_row=tenth_row,
        tenth={group: float(value) for group, value in zip(SHOWN_GROUPS, tenth, strict=True)},
        held_back_by=_lagging(standing, tenth) if tenth_row is not None and tenth_row != row else None,
        change=_smallest_change(person, weights, row) if standing.rank > TOP else None,
    )


def _tenth(person: User, weights: Weights) -> tuple[int | None, NDArray[np.float64]]:
    top = rank(person.model.scorer(weights), person.model.candidate_mask, person.model.n_candidates, TENTH)
    return (int(top.rows[-1]), top.contributions[-1]) if len(top.rows) else (None, np.zeros(len(SHOWN_GROUPS)))


def _lagging(standing: TitleRank, tenth: NDArray[np.float64]) -> str | None:
    lag = tenth - standing.contributions
    return SHOWN_GROUPS[int(np.argmax(lag))] if lag.max() > 0 else None


def _smallest_change(person: User, weights: Weights, row: int) -> WeightChange | None:
    groups = GROUPS if weights.scoring == "classic" else SHOWN_GROUPS
    changes = []
    for group in groups:
        now = getattr(weights, group)
        find = _by_trying if weights.scoring == "classic" else _by_crossings
        needed = find(person, weights, row, group)
        if needed is not None:
            changes.append(WeightChange(group, now, needed))
    return min(changes, key=lambda change: abs(change.needed - change.now), default=None)


def _by_crossings(person: User, weights: Weights, row: int, group: str) -> float | None:
    columns = person.model.evidence.columns
    fixed = raw_coefficients(weights.changed({group: 0.0}))
    unit = raw_coefficients(_only(weights, group))
    base, slope = (np.dot(part.astype(np.float32), columns).astype(np.float64) for part in (fixed, unit))
    others = person.model.candidates.copy()
    others[row] = False
    mine = float(base[row]), float(slope[row])
    intervals = reaching_intervals(base[others], slope[others], mine, TOP)
    return nearest_value(intervals, getattr(weights, group), lambda value: _reaches(person, weights, row, group, value))


def _only(weights: Weights, group: str) -> Weights:
    """Weight 1 for one group and 0 for all others; breadth as it is."""
    return weights.changed({name: float(name == group) for name in (*GROUPS, ACCLAIM)})


def _by_trying(person: User, weights: Weights, row: int, group: str) -> float | None:
    return scan(getattr(weights, group), lambda value: _reaches(person, weights, row, group, value))


def _reaches(person: User, weights: Weights, row: int, group: str, value: float) -> bool:
    return title_rank(person.model, weights.changed({group: value}), row).rank <= TOP
