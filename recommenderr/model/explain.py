"""A score taken apart: by feature group, by feature, and by watched title, each summing to the score.

Every scoring here is, for one title `i`, a sum over groups of products of feature values:

    contribution_g = sum_f b_if ( sum_h v_gh b_hf + c_g b_h*f )

with `v_gh` what a watched title `h` counts in group `g` (times `d_f` where features count by how often they were met),
`h*` the closest watched title and `c_g` its extra coefficient. Summed over `h` first it splits by feature, summed over
`f` first by watched title.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.evidence import SATURATED_GROUPS, saturation, title_weights
from recommenderr.model.feature_block import Block, Vector
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import ACCLAIM, GROUPS


@dataclass(frozen=True, slots=True, eq=False)
class WatchedCoefficients:
    """What the watched titles count for one title, in one group.

    Attributes:
        watched: float64, shape (n_watched,): the coefficient of each watched title's row.
        closest: position of the closest liked title in the profile, -1 where there is none.
        closest_coefficient: the additional coefficient of its row.
        saturation: float64, shape (n_entries of the watched rows,): the factor of `watched` in each entry, `d_f`; None
            where features do not saturate.
    """

    watched: Vector
    closest: int
    closest_coefficient: float
    saturation: Vector | None = None


@dataclass(frozen=True, slots=True)
class FeaturePart:
    """What one feature adds to a score; `number` is the feature's column in its block, -1 for acclaim."""

    group: str
    number: int
    contribution: float


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """One title's score taken apart.

    Attributes:
        groups: contribution of each of `SHOWN_GROUPS`, by name.
        features: what each shared feature adds, the largest size first.
        watched: float64, shape (n_watched,): what each watched title adds, in the order of the profile.
        unwatched: what no watched title accounts for: acclaim.
    """

    groups: Mapping[str, float]
    features: tuple[FeaturePart, ...]
    watched: Vector
    unwatched: float

    @property
    def score(self) -> float:
        """The sum of the contributions of all groups."""
        return float(sum(self.groups.values()))


class WatchedRows:
    """The rows of the watched titles in every group, ready to be matched with any title's row."""

    def __init__(
        self, blocks: Mapping[str, Block], profile: UserProfile, saturated_groups: Set[str] = SATURATED_GROUPS
    ) -> None:
        self.blocks = blocks
        self.saturated_groups = saturated_groups
        self.profile = profile
        self.rows = {group: blocks[group].take(profile.rows) for group in GROUPS}
        self.owner = {
            group: np.repeat(np.arange(len(profile)), np.diff(rows.indptr)) for group, rows in self.rows.items()
        }
        self.seen = {group: np.unique(rows.indices, return_inverse=True) for group, rows in self.rows.items()}
        self._saturation: dict[str, Vector] = {}

    def matches(self, group: str, row: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Vector]:
        """Every pair of a feature of the title and a watched title that shares it.

        Returns:
            feature: place in the title's row; entry: place in the watched rows; product: `b_if b_hf` in float64.
        """
        features, values = self.blocks[group].row(row)
        watched = self.rows[group]
        if len(features) == 0 or len(watched.indices) == 0:
            return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
        position = np.minimum(np.searchsorted(features, watched.indices), len(features) - 1)
        shared = np.flatnonzero(features[position] == watched.indices)
        position = position[shared]
        product = values[position].astype(np.float64) * watched.data[shared].astype(np.float64)
        return position, shared, product

    def feature_weights(self, group: str) -> tuple[NDArray[np.int32], Vector]:
        """The features seen in a group, ascending, and what each means to the person: `u_f` of `model.profile`."""
        features, sums = self._sums(group)
        return features, sums * saturation(sums) if group in self.saturated_groups else sums

    def saturation(self, group: str) -> Vector | None:
        """What the watched titles count less in each entry of their rows; None in a group that is a mean."""
        if group not in self.saturated_groups:
            return None
        if group not in self._saturation:
            self._saturation[group] = saturation(self._sums(group)[1])[self.seen[group][1]]
        return self._saturation[group]

    def _sums(self, group: str) -> tuple[NDArray[np.int32], Vector]:
        features, position = self.seen[group]
        values = (
            self.rows[group].data.astype(np.float64)
            * title_weights(group, self.profile, self.saturated_groups)[self.owner[group]]
        )
        return features, _sums(position, values, len(features))


def attribute(
    rows: WatchedRows,
    row: int,
    watched_coefficients: Mapping[str, WatchedCoefficients],
    contributions: Mapping[str, float],
) -> Attribution:
    """The whole explanation of one title.

    Args:
        rows: the watched titles of the person.
        row: the matrix row of the title.
        watched_coefficients: what the watched titles count, by group.
        contributions: the contributions by group that the ranking used. The evidence behind them was kept in float32;
            what that rounding leaves between them and the sum of the products goes to the largest product.
    """
    features: list[FeaturePart] = []
    watched = np.zeros(len(rows.profile))
    for group in GROUPS:
        by_feature, by_title = _split(rows, group, row, watched_coefficients[group])
        _add_rounding(by_feature, contributions[group])
        _add_rounding(by_title, contributions[group])
        numbers, _ = rows.blocks[group].row(row)
        features += [FeaturePart(group, int(numbers[p]), float(by_feature[p])) for p in np.flatnonzero(by_feature)]
        watched += by_title
    acclaim = contributions[ACCLAIM]
    if acclaim:
        features.append(FeaturePart(ACCLAIM, -1, acclaim))
    features.sort(key=lambda part: (-abs(part.contribution), part.group, part.number))
    return Attribution(dict(contributions), tuple(features), watched, acclaim)


def _split(rows: WatchedRows, group: str, row: int, influence: WatchedCoefficients) -> tuple[Vector, Vector]:
    position, entry, product = rows.matches(group, row)
    owner = rows.owner[group][entry]
    counts = (
        influence.watched[owner]
        if influence.saturation is None
        else influence.watched[owner] * influence.saturation[entry]
    )
    weighted = product * (counts + influence.closest_coefficient * (owner == influence.closest))
    by_feature = _sums(position, weighted, len(rows.blocks[group].row(row)[0]))
    return by_feature, _sums(owner, weighted, len(rows.profile))


def _sums(position: NDArray[np.intp], values: Vector, size: int) -> Vector:
    """Values added up by place, float64 also where there is none."""
    return np.asarray(np.bincount(position, values, minlength=size), dtype=np.float64)


def _add_rounding(parts: Vector, total: float) -> None:
    """Adds the rounding of the kept evidence to the largest part, in place."""
    if len(parts):
        parts[np.argmax(np.abs(parts))] += total - parts.sum()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a title is where it is, in one group: what it shares with the closest liked title, strongest first."""

    group: str
    features: tuple[int, ...]
    closest: int


def reason(rows: WatchedRows, group: str, row: int, closest: int, most: int = 2) -> Reason | None:
    """The strongest features that a title shares with a watched one (a position in the profile); None where none is."""
    if closest < 0:
        return None
    mine, values = rows.blocks[group].row(row)
    theirs, others = rows.rows[group].row(closest)
    shared, left, right = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
    order = np.argsort(-values[left] * others[right], kind="stable")[:most]
    return Reason(group, tuple(int(feature) for feature in shared[order]), closest) if len(shared) else None
