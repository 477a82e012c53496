"""The map of the library for one person: some thousand points, the watched and the recommended ones among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation
from recommenderr.recommender.user import User
from recommenderr.recommender.visibility import Visibility

MOST = 3_000
LANDMARKS = 8
LEAST_APART = 0.13
"""Landmarks lie at least so far apart, so that their names do not cover each other."""

Kind = Literal["other", "watched", "recommended"]


@dataclass(frozen=True, slots=True)
class Point:
    """One title on the map; `x` and `y` from 0 to 1."""

    row: int
    x: float
    y: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Landmark:
    """A genre's name, in the middle of its titles."""

    name: str
    x: float
    y: float


def map_points(person: User, recommended: Sequence[int], most: int = MOST) -> tuple[Point, ...]:
    """What is drawn, the recommended titles last, so that they lie on top.

    All recommended titles, of the watched ones those that count most, and of the others an even sample by rating.
    """
    xy = person.generation.map
    if xy is None:
        return ()
    order = np.argsort(-np.abs(person.model.profile.profile_weight), kind="stable")
    watched = person.visibility.of(person.model.profile.rows[order])[: max(most - len(recommended), 0)]
    others = _others(person, {*recommended, *watched}, most - len(recommended) - len(watched))
    kinds: tuple[tuple[Kind, Sequence[int]], ...] = (
        ("other", others),
        ("watched", watched),
        ("recommended", recommended),
    )
    return tuple(Point(int(row), float(xy[row, 0]), float(xy[row, 1]), kind) for kind, rows in kinds for row in rows)


def _others(person: User, taken: set[int], room: int) -> list[int]:
    """Visible titles on the server that are not marked: all, or every n-th in the order of rows, that of acclaim."""
    free = np.flatnonzero(~person.generation.titles.gone & person.visibility.rows)
    free = free[~np.isin(free, list(taken))]
    if room <= 0 or len(free) == 0:
        return []
    if len(free) > room:
        free = free[np.linspace(0, len(free) - 1, room).round().astype(np.intp)]
    return [int(row) for row in free]


def landmarks(generation: Generation, visible: Visibility, most: int = LANDMARKS) -> tuple[Landmark, ...]:
    """The most frequent genres of the visible titles, each at their median; of two that lie close the larger one."""
    positions, block = generation.map, generation.blocks["genres"]
    if positions is None or not len(block.indices):
        return ()
    owners = np.repeat(np.arange(block.n_items), np.diff(block.indptr))
    seen = visible.rows[owners]
    owners, features = owners[seen], block.indices[seen]
    counts = np.bincount(features, minlength=block.n_features)
    marks: list[Landmark] = []
    for feature in np.argsort(-counts, kind="stable")[: 3 * most]:
        x, y = np.median(positions[owners[features == feature]], axis=0)
        if len(marks) < most and counts[feature] and all(_far(marks, float(x), float(y))):
            marks.append(Landmark(block.names[int(feature)], float(x), float(y)))
    return tuple(marks)


def _far(marks: Sequence[Landmark], x: float, y: float) -> NDArray[np.bool_]:
    positions = np.array([(mark.x, mark.y) for mark in marks]).reshape(-1, 2)
    return np.asarray(np.hypot(positions[:, 0] - x, positions[:, 1] - y) >= LEAST_APART)
