"""A person's preferences: the weight of each feature in the profile of all that they watched.

These are the feature weights `u` that the profile similarity multiplies with a title's row (see `model.evidence`): in
most groups a mean over the watched titles, below 0 where they were rated badly; of people, how often they were liked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.evidence import title_weights
from recommenderr.recommender.explanations import as_written
from recommenderr.recommender.user import User

MOST = 8
LEAST = 0.0005
"""A weaker preference is left out: in points of 100 it would show as 0.0."""


@dataclass(frozen=True, slots=True)
class FeaturePreference:
    """One feature.

    Attributes:
        feature: its number in the group's block.
        name: what people call it.
        value: see above; -1 to 1.
        because: the title that says it most, as a matrix row.
    """

    feature: int
    name: str
    value: float
    because: int


@dataclass(frozen=True, slots=True)
class GroupPreferences:
    """The strongest features of one group, and those that count against a title; the strongest first in both."""

    liked: tuple[FeaturePreference, ...]
    disliked: tuple[FeaturePreference, ...]


def feature_weights(person: User, group: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Every feature of a group that the person watched, ascending, and the preference for each."""
    return person.model.watched_rows.feature_weights(group)


def feature_preferences(person: User, group: str, most: int = MOST) -> GroupPreferences:
    """The strongest preferences of one group, at most `most` each way."""
    features, values = feature_weights(person, group)
    order = np.argsort(-values, kind="stable")
    liked = [position for position in order[:most] if values[position] >= LEAST]
    disliked = [position for position in order[::-1][:most] if values[position] <= -LEAST]
    return GroupPreferences(
        *(
            tuple(
                preference
                for position in positions
                if (preference := _preference(person, group, int(features[position]), float(values[position])))
            )
            for positions in (liked, disliked)
        )
    )


def _preference(person: User, group: str, feature: int, value: float) -> FeaturePreference | None:
    """A preference with the visible title that adds most to it; None where the person may see none of those titles."""
    rows = person.model.watched_rows.rows[group]
    entries = np.flatnonzero(rows.indices == feature)
    owners = np.searchsorted(rows.indptr, entries, side="right") - 1
    watched = person.model.profile.rows[owners]
    contributions = rows.data[entries] * title_weights(group, person.model.profile)[owners] * np.sign(value)
    contributions = np.where(person.visibility.rows[watched], contributions, -np.inf)
    strongest = int(np.argmax(contributions))
    if contributions[strongest] == -np.inf:
        return None
    because = int(watched[strongest])
    return FeaturePreference(feature, _name(person, group, feature, because), value, because)


def _name(person: User, group: str, feature: int, row: int) -> str:
    name = person.generation.blocks[group].names[feature]
    if group != "text":
        return name
    details = person.generation.titles.details(row)
    return as_written(name, f"{details.title}. {details.summary}")
