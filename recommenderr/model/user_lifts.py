"""One person's lifts of every kind of label, and the columns of evidence that are sums of several pieces.

    genres     lift of genres
    acclaim    0.3 min(z, 0.5) + 0.5 lift of ratings + (0.4 + 10 / (10 + n)) renown + 0.35 lift of renown
    new        3 newness + 0.9 lift of the age of titles
    countries  0.5 lift of countries
    format     1.0 lift of film or series + 0.45 lift of certificates + 0.25 lift of the length of films

with `n` the number of titles that the person has watched: what is known of a title at large counts more while little is
known of the person. Each piece is explained by itself, so that the parts of a score add up. See docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.lift import LabelLift, label_lift, lift_by_watched
from recommenderr.model.newness import new_share_parts, new_when_watched, newness
from recommenderr.model.titles.feature_block import Vector
from recommenderr.model.titles.labels import Labels
from recommenderr.model.titles.release import age_labels, ages, decimal_day, decimal_year
from recommenderr.model.titles.title_facts import TitleFacts
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import ACCLAIM, COUNTRIES, FORMAT, NEW

GENRES = "genres"
LIFTS: Mapping[str, tuple[str, float]] = {
    "genre": (GENRES, 1.0),
    "rating": (ACCLAIM, 0.5),
    "renown": (ACCLAIM, 0.35),
    "age": (NEW, 0.9),
    "country": (COUNTRIES, 0.5),
    "type": (FORMAT, 1.0),
    "certificate": (FORMAT, 0.45),
    "runtime": (FORMAT, 0.25),
}
"""The group and the coefficient of each kind of label."""
NAMED_KINDS = frozenset({"genre", "country"})
"""The kinds whose labels have names, so that each is a feature of its own in an explanation."""
ACCLAIM_COEFFICIENT, ACCLAIM_TOP = 0.3, 0.5
RENOWN_COEFFICIENT, RENOWN_UNKNOWN, RENOWN_HALF = 0.4, 1.0, 10.0
NEWNESS_COEFFICIENT = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One summand of a column for one title.

    Attributes:
        group: the group of the column.
        kind: a key of `LIFTS`, or `rated`, `known`, `newness`.
        label: the label's number where the labels of the kind have names, else -1.
        value: float, in units of the column.
        watched: float64, shape (n_watched,): the part of `value` that each watched title accounts for.
    """

    group: str
    kind: str
    label: int
    value: float
    watched: Vector


@dataclass(frozen=True, eq=False)
class UserLifts:
    """What one person watches, compared with the candidates.

    Attributes:
        facts: of all titles.
        profile: what the person watched.
        candidates: bool, shape (n_items,): what the library offers them.
    """

    facts: TitleFacts
    profile: UserProfile
    candidates: NDArray[np.bool_]

    @cached_property
    def labels(self) -> dict[str, Labels]:
        """The labels of all titles, by kind; the ages are those at the time of the profile."""
        return {"age": self.facts.age_labels(decimal_day(self.profile.time)), **self.facts.labels}

    @cached_property
    def known(self) -> dict[str, Vector]:
        """The labels of the watched titles, by kind, shape (n_watched, n_labels); the ages are those when watched."""
        year, released, watched_at = self._releases
        table = {kind: labels.take(self.profile.rows) for kind, labels in self.facts.labels.items()}
        return {"age": age_labels(year, released, watched_at), **table}

    @cached_property
    def lifts(self) -> dict[str, LabelLift]:
        """The lifts, by kind."""
        weight = self.profile.recent_weight
        return {kind: label_lift(self.known[kind], weight, self.labels[kind].shares(self.candidates)) for kind in LIFTS}

    @cached_property
    def _releases(self) -> tuple[Vector, Vector, Vector]:
        """Year, release and time of watching of the watched titles; a later season's release is not of its time."""
        watched_at = decimal_year(self.profile.watched_at)
        released = self.facts.released[self.profile.rows]
        released = np.where(released > watched_at, np.nan, released)
        return self.facts.year[self.profile.rows], released, watched_at

    @cached_property
    def _new_share(self) -> tuple[Vector, float]:
        return new_share_parts(self.profile.newness_weight, new_when_watched(*self._releases))

    @property
    def _renown_coefficient(self) -> float:
        return RENOWN_COEFFICIENT + RENOWN_UNKNOWN * RENOWN_HALF / (RENOWN_HALF + len(self.profile))

    def columns(self) -> dict[str, Vector]:
        """The columns of all titles, by group; each of shape (n_items,)."""
        facts = self.facts
        moment = decimal_day(self.profile.time)
        own, prior = self._new_share
        columns = {group: np.zeros(len(facts)) for group, _ in LIFTS.values()}
        columns[ACCLAIM] += _rated(facts.acclaim) + self._renown_coefficient * facts.renown.astype(np.float64)
        years, released, codes = facts.releases
        age = ages(years, released, moment)
        columns[NEW] += NEWNESS_COEFFICIENT * newness(age, float(own.sum()) + prior)[codes]
        for kind, (group, coefficient) in LIFTS.items():
            columns[group] += coefficient * self.labels[kind].of_all(self.lifts[kind].lifts)
        return columns

    def pieces(self, row: int) -> Iterator[Piece]:
        """Every summand of one title's columns."""
        nothing = np.zeros(len(self.profile))
        rated = float(_rated(self.facts.acclaim[row : row + 1])[0])
        yield Piece(ACCLAIM, "rated", -1, rated, nothing)
        yield Piece(ACCLAIM, "known", -1, self._renown_coefficient * float(self.facts.renown[row]), nothing)
        own, prior = self._new_share
        age = ages(
            self.facts.year[row : row + 1],
            self.facts.released[row : row + 1],
            decimal_day(self.profile.time),
        )
        fade = NEWNESS_COEFFICIENT * newness(age, 1.0)[0]
        yield Piece(NEW, "newness", -1, float(fade * (own.sum() + prior)), fade * own)
        for kind in LIFTS:
            yield from self._lift_pieces(kind, row)

    def _lift_pieces(self, kind: str, row: int) -> Iterator[Piece]:
        group, coefficient = LIFTS[kind]
        lift, labels = self.lifts[kind], self.labels[kind].take(np.array([row]))[0]
        parts = coefficient * labels * lift.lifts
        for label in np.flatnonzero(labels) if kind in NAMED_KINDS else [-1]:
            one = np.where(np.arange(len(labels)) == label, labels, 0.0) if label >= 0 else labels
            watched = coefficient * lift_by_watched(one, self.known[kind], self.profile.recent_weight, lift)
            yield Piece(group, kind, int(label), float(parts[label] if label >= 0 else parts.sum()), watched)


def _rated(acclaim: NDArray[np.float32]) -> Vector:
    """What ratings alone add: bad ones count against a title, good ones hardly for it."""
    return ACCLAIM_COEFFICIENT * np.minimum(acclaim.astype(np.float64), ACCLAIM_TOP)
