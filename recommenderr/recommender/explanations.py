"""Why a title stands where it stands, in names that people know and numbers that add up."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.model.classic import ClassicScorer
from recommenderr.model.explain import LATELY, Attribution, FeaturePart, attribute, reason
from recommenderr.model.scoring import EvidenceScorer
from recommenderr.model.weights import GROUPS, NEW, SHOWN_GROUPS, Weights
from recommenderr.recommender.fact_names import fact_name, newness_words
from recommenderr.recommender.user import User

LISTED = 12
"""So many features and watched titles are named; a last entry without a name carries the rest."""


@dataclass(frozen=True, slots=True)
class FeatureContribution:
    """What one feature adds; without a name it is the rest of them."""

    group: str | None
    feature: str | None
    contribution: float


@dataclass(frozen=True, slots=True)
class WatchedContribution:
    """What one watched title adds; without an id it is the rest of them, and what no watched title accounts for."""

    item_id: str | None
    title: str | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score taken apart three ways; each way sums to `score`."""

    score: float
    groups: dict[str, float]
    features: tuple[FeatureContribution, ...]
    watched: tuple[WatchedContribution, ...]

    def percent(self, group: str) -> float:
        """A group's share of the score in percent; 0 where the score is 0."""
        return 100.0 * self.groups[group] / self.score if self.score else 0.0

    def as_json(self) -> dict[str, Any]:
        """The `explain` object of the command line."""
        return {
            "groups": {
                group: {"contribution": value, "percent_of_score": round(self.percent(group), 1)}
                for group, value in self.groups.items()
            },
            "features": [
                {"group": part.group, "feature": part.feature, "contribution": part.contribution}
                for part in self.features
            ],
            "watched": [
                {"item_id": part.item_id, "title": part.title, "contribution": part.contribution}
                for part in self.watched
            ],
        }


def explain_row(
    person: User,
    scorer: EvidenceScorer | ClassicScorer,
    weights: Weights,
    row: int,
    contributions: NDArray[np.float64],
    listed: int = LISTED,
) -> Explanation:
    """The explanation of one title from its contributions by group, shape (len(SHOWN_GROUPS),)."""
    by_group = {group: float(value) for group, value in zip(SHOWN_GROUPS, contributions, strict=True)}
    model = person.model
    attribution = attribute(
        model.watched_rows,
        row,
        model.watched_coefficients(scorer, row, weights),
        by_group,
        model.pieces(scorer, row),
    )
    score = attribution.score
    return Explanation(
        score,
        by_group,
        _features(person, row, attribution, score, listed),
        _watched(person, attribution, score, listed),
    )


def _features(
    person: User, row: int, attribution: Attribution, score: float, listed: int
) -> tuple[FeatureContribution, ...]:
    details = person.generation.titles.details(row)
    named = [
        FeatureContribution(part.group, feature_name(person, part, details), part.contribution)
        for part in attribution.features[:listed]
    ]
    rest = score - math.fsum(part.contribution for part in named)
    cut = len(attribution.features) > listed
    return (
        (*named, FeatureContribution(None, None, rest))
        if cut or abs(rest) > 1e-12 * max(abs(score), 1.0)
        else tuple(named)
    )


def feature_name(person: User, part: FeaturePart, details: TitleDetails) -> str:
    """What people call a feature: a person's name, a genre, a pair of words as the summary writes them."""
    if part.kind not in ("", LATELY):
        return fact_name(person, part.kind, part.number, details)
    name = person.generation.blocks[part.group].names[part.number]
    if part.kind == LATELY:
        return f"{name}, lately"
    return as_written(name, f"{details.title}. {details.summary}") if part.group == "text" else name


def as_written(term: str, text: str) -> str:
    """A term of the vocabulary (lower case, stop words left out) as a text writes it, else as it is."""
    words = [re.escape(word) for word in term.split(" ")]
    for between in (r"\W+", r"\W+(?:\w+\W+){1,3}?"):  # next to each other, or with stop words between them
        match = re.search(rf"\b{between.join(words)}\b", text, re.IGNORECASE)
        if match:
            return match[0]
    return term


def _watched(person: User, attribution: Attribution, score: float, listed: int) -> tuple[WatchedContribution, ...]:
    order = np.argsort(-np.abs(attribution.watched), kind="stable")
    rows, titles = person.model.profile.rows, person.generation.titles
    counting = [int(position) for position in order[:listed] if attribution.watched[position] != 0]
    positions = [position for position in counting if person.visibility[int(rows[position])]]
    named = []
    for position in positions:
        details = titles.details(int(rows[position]))
        named.append(WatchedContribution(details.item_id, details.title, float(attribution.watched[position])))
    rest = score - math.fsum(part.contribution for part in named)
    complete = len(positions) == int(np.count_nonzero(attribution.watched)) and not attribution.unwatched
    return (
        tuple(named)
        if complete and abs(rest) < 1e-12 * max(abs(score), 1.0)
        else (*named, WatchedContribution(None, None, rest))
    )


@dataclass(frozen=True, slots=True)
class ReasonText:
    """One reason in words: the group, what is shared, and with which watched title."""

    group: str
    features: tuple[str, ...]
    title: str

    @property
    def text(self) -> str:
        """Such as "shares Ridley Scott with Alien", "from 1995 to 1999, like Heat", or "from 2026"."""
        shared = ", ".join(self.features)
        if self.group == NEW:
            return shared
        if self.group == "year":
            return f"from {shared}, like {self.title}"
        if self.group == "text":
            return f"similar story: {shared} ({self.title})"
        return f"shares {shared} with {self.title}"

    @property
    def weak(self) -> bool:
        """Whether it says little about why a person would like a title: the years, or one plain word of its story."""
        return self.group == "year" or (
            self.group == "text" and len(self.features) == 1 and " " not in self.features[0]
        )


ReasonCache = dict[tuple[str, int], ReasonText | None]


def reasons(
    user: User, row: int, contributions: NDArray[np.float64], cache: ReasonCache, most: int = 2
) -> tuple[ReasonText, ...]:
    """The strongest groups of one title in words, strongest first; groups that add nothing give no reason.

    Weak reasons come last, whatever they add. `cache` holds the reasons of this user so far, by group and row: no
    weight changes them, and a list for other weights asks for most of them again.
    """
    strongest = [int(number) for number in np.argsort(-contributions, kind="stable")]
    texts = []
    for group in (SHOWN_GROUPS[number] for number in strongest if contributions[number] > 0):
        if (group, row) not in cache:
            cache[group, row] = _reason(user, group, row)
        if (text := cache[group, row]) is not None:
            texts.append(text)
    return tuple(sorted(texts, key=lambda text: text.weak)[:most])


def _reason(person: User, group: str, row: int) -> ReasonText | None:
    titles = person.generation.titles
    if group == NEW and person.model.lifts is not None:
        words = newness_words(person.model.lifts, titles.details(row))
        return None if words is None else ReasonText(NEW, (words,), "")
    if group not in GROUPS:
        return None
    closest = int(person.model.evidence.closest[GROUPS.index(group), row])
    why = reason(person.model.watched_rows, group, row, closest, most=1 if group == "year" else 2)
    if why is None or not person.visibility[int(person.model.profile.rows[closest])]:
        return None
    names = [person.generation.blocks[group].names[feature] for feature in why.features]
    if group == "text":
        details = titles.details(row)
        apart = [name for name in names if not any(name != other and name in other.split(" ") for other in names)]
        names = [as_written(name, f"{details.title}. {details.summary}") for name in apart]
    return ReasonText(group, tuple(names), titles.details(int(person.model.profile.rows[closest])).title)
