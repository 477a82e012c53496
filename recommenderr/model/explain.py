"""A score taken apart: by feature group, by feature, and by watched title, each summing to the score.

Every scoring here is, for one title `i`, a sum over groups of products of feature values:

    contribution_g = sum_f b_if ( sum_h v_gh b_hf + c_g b_h*f )

with `v_gh` what a watched title `h` counts in group `g` (times `d_f` where features saturate), `h*` the closest watched
title and `c_g` its extra coefficient. Summed over `h` first it splits by feature, summed over `f` first by watched
title. Lifts and facts are added piece by piece: see `user_lifts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.evidence import SATURATED_GROUPS, saturation, title_weights
from recommenderr.model.titles.feature_block import Block, Vector
from recommenderr.model.user_lifts import Piece
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import GROUPS


@dataclass(frozen=True, slots=True, eq=False)
class WatchedCoefficients:
    """What the watched titles count for one title, in one group.

    Attributes:
        watched: float64, shape (n_watched,): the coefficient of each watched title's row.
        closest: position of the closest liked title in the profile, -1 where there is none.
        closest_coefficient: the additional coefficient of its row.
        saturation: float64, shape (n_entries of the watched rows,): the factor of `watched` in each entry, `d_f`; None
            where features do not saturate.
        recent: float64, shape (n_watched,): the coefficient of each watched title's row for what is watched lately;
            None in a group without.
    """

    watched: Vector
    closest: int
    closest_coefficient: float
    saturation: Vector | None = None
    recent: Vector | None = None


LATELY = "lately"


@dataclass(frozen=True, slots=True)
class FeaturePart:
    """What one feature adds to a score.

    Attributes:
        group: its group.
        number: the feature's column in its block, -1 for a fact.
        contribution: what it adds.
        kind: empty for a feature; `lately` for what a name adds that is watched lately; else the kind of the piece.
    """

    group: str
    number: int
    contribution: float
    kind: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """One title's score taken apart.

    Attributes:
        groups: contribution of each of `SHOWN_GROUPS`, by name.
        features: what each shared feature adds, the largest size first.
        watched: float64, shape (n_watched,): what each watched title adds, in the order of the profile.
        unwatched: what no watched title accounts for, such as ratings, and what counts against the title.
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
    pieces: Iterable[tuple[float, Piece]] = (),
) -> Attribution:
    """The whole explanation of one title.

    Args:
        rows: the watched titles of the person.
        row: the matrix row of the title.
        watched_coefficients: what the watched titles count, by group.
        contributions: the contributions by group that the ranking used. The evidence behind them was kept in float32;
            what that rounding leaves between them and the sum of the products goes to the largest product.
        pieces: the summands of the columns that are sums of pieces, each with the coefficient of its column.
    """
    parts: dict[tuple[str, int, str], float] = defaultdict(float)
    watched = np.zeros(len(rows.profile))
    for group in GROUPS:
        for kind, number, contribution in _feature_parts(rows, group, row, watched_coefficients[group]):
            parts[group, number, kind] += contribution
        watched += _by_title(rows, group, row, watched_coefficients[group])
    unwatched = 0.0
    for coefficient, piece in pieces:
        named = piece.label >= 0 and piece.group in GROUPS
        parts[piece.group, piece.label, "" if named else piece.kind] += coefficient * piece.value
        watched += coefficient * piece.watched
        unwatched += coefficient * (piece.value - float(piece.watched.sum()))
    features = [
        FeaturePart(group, number, value, kind)
        for group, total in contributions.items()
        for (_, number, kind), value in _with_rounding(parts, group, total)
        if value
    ]
    features.sort(key=lambda part: (-abs(part.contribution), part.group, part.number, part.kind))
    missing = float(sum(contributions.values())) - float(watched.sum()) - unwatched
    if unwatched or not len(watched):
        unwatched += missing
    else:
        watched[np.argmax(np.abs(watched))] += missing
    return Attribution(dict(contributions), tuple(features), watched, unwatched)


def _with_rounding(
    parts: Mapping[tuple[str, int, str], float], group: str, total: float
) -> list[tuple[tuple[str, int, str], float]]:
    """The parts of one group, the rounding of the kept evidence added to the largest."""
    own = [(key, value) for key, value in parts.items() if key[0] == group]
    if own:
        place = max(range(len(own)), key=lambda at: abs(own[at][1]))
        own[place] = own[place][0], own[place][1] + total - sum(value for _, value in own)
    return own


def _products(
    rows: WatchedRows, group: str, row: int, coefficients: WatchedCoefficients
) -> tuple[NDArray[np.intp], NDArray[np.intp], Vector, Vector]:
    """Each pair of a feature and a watched title: its place, its owner, and its two parts, in all and lately."""
    place, entry, product = rows.matches(group, row)
    owner = rows.owner[group][entry]
    counts = coefficients.watched[owner]
    if coefficients.saturation is not None:
        counts = counts * coefficients.saturation[entry]
    weighted = product * (counts + coefficients.closest_coefficient * (owner == coefficients.closest))
    lately = np.zeros(len(owner)) if coefficients.recent is None else product * coefficients.recent[owner]
    return place, owner, weighted, lately


def _feature_parts(
    rows: WatchedRows, group: str, row: int, coefficients: WatchedCoefficients
) -> list[tuple[str, int, float]]:
    place, _, *kinds = _products(rows, group, row, coefficients)
    numbers, _ = rows.blocks[group].row(row)
    found = []
    for kind, values in zip(("", LATELY), kinds, strict=True):
        sums = _sums(place, values, len(numbers))
        found += [(kind, int(numbers[at]), float(sums[at])) for at in np.flatnonzero(sums)]
    return found


def _by_title(rows: WatchedRows, group: str, row: int, coefficients: WatchedCoefficients) -> Vector:
    _, owner, weighted, lately = _products(rows, group, row, coefficients)
    return _sums(owner, weighted + lately, len(rows.profile))


def _sums(position: NDArray[np.intp], values: Vector, size: int) -> Vector:
    """Values added up by place, float64 also where there is none."""
    return np.asarray(np.bincount(position, values, minlength=size), dtype=np.float64)


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
