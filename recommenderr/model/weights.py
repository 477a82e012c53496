"""What the sliders say: one weight for each feature group, acclaim, breadth, diversity, and the way of scoring."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

from recommenderr.errors import WeightsError
from recommenderr.records import MAX_WEIGHT

GROUPS = ("collections", "genres", "people", "text", "year")
"""The feature groups, in the order in which every page and table shows them."""

ACCLAIM, NEW, COUNTRIES, FORMAT = "acclaim", "new", "countries", "format"
FACT_GROUPS = (ACCLAIM, NEW, COUNTRIES, FORMAT)
"""The groups that are made of facts about a title instead of features; the classic score has none of them."""
SHOWN_GROUPS = (*GROUPS, *FACT_GROUPS)
"""The groups that a score is explained by, each with a weight."""

Scoring = Literal["evidence", "classic"]


@dataclass(frozen=True, slots=True)
class Weights:
    """One setting of all controls that change a ranking without a rebuild.

    Attributes:
        collections, genres, people, text, year, acclaim, new, countries, format: 0 to 100; only their proportions
            matter. The last four are of evidence only.
        breadth: 0 = similarity to the whole profile counts, 1 = similarity to one liked title counts (evidence only).
        diversity: 0 = by score alone. Towards 1, the list holds genres, ages of titles, films and series in the
            person's proportions (evidence), or avoids titles that resemble each other (classic).
        scoring: `evidence` or `classic`, see `scoring`.

    Raises:
        WeightsError: a value is not a number, or lies outside its range.
    """

    collections: float = 1.0
    genres: float = 1.0
    people: float = 1.0
    text: float = 1.0
    year: float = 1.0
    acclaim: float = 0.0
    new: float = 0.0
    countries: float = 0.0
    format: float = 0.0
    breadth: float = 0.5
    diversity: float = 0.0
    scoring: Scoring = "evidence"

    def __post_init__(self) -> None:
        for name in SHOWN_GROUPS:
            _check(name, getattr(self, name), MAX_WEIGHT)
        for name in ("breadth", "diversity"):
            _check(name, getattr(self, name), 1.0)
        if self.scoring not in DEFAULTS_OF:
            raise WeightsError(f"Scoring {self.scoring!r} is not known; use evidence or classic.")

    def of(self, group: str) -> float:
        """The weight of one group."""
        return float(getattr(self, group))

    def changed(self, values: Mapping[str, object]) -> Weights:
        """The same weights with some values replaced; names that are not known are refused.

        Raises:
            WeightsError: a name is not that of a control, or a value cannot be used.
        """
        known = {f.name for f in fields(self)}
        if unknown := sorted(set(values) - known):
            raise WeightsError(f"{unknown[0]!r} is not a weight; use one of {', '.join(sorted(known))}.")
        typed: dict[str, Any] = {name: _typed(name, value) for name, value in values.items()}
        return replace(self, **typed)

    def as_values(self) -> dict[str, float | str]:
        """Every control by its name, ready for JSON."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


def _check(name: str, value: float, high: float) -> None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise WeightsError(f"The value of {name} is {value!r}; it must be a number from 0 to {high:g}.")
    if not 0 <= value <= high:
        raise WeightsError(f"The value of {name} is {value:g}; it must be a number from 0 to {high:g}.")


def _typed(name: str, value: object) -> object:
    if name == "scoring":
        return str(value)
    try:
        return float(cast(str, value))
    except (TypeError, ValueError):
        raise WeightsError(f"The value of {name} is {value!r}; it must be a number.") from None


DEFAULTS_OF: Mapping[str, Mapping[str, float]] = {
    "evidence": dict.fromkeys(SHOWN_GROUPS, 1.0) | {"breadth": 0.5, "diversity": 0.85},
    "classic": {"collections": 1.4, "genres": 1.0, "people": 0.8, "text": 0.6, "year": 0.5}
    | dict.fromkeys(FACT_GROUPS, 0.0)
    | {"breadth": 0.5, "diversity": 0.0},
}
"""The weights that each way of scoring starts with: measured for evidence, as first described for classic."""


def default_weights(scoring: str = "evidence") -> Weights:
    """The weights that a household starts with, for one way of scoring."""
    if scoring not in DEFAULTS_OF:
        raise WeightsError(f"Scoring {scoring!r} is not known; use evidence or classic.")
    return Weights(scoring=cast(Scoring, scoring)).changed(DEFAULTS_OF[scoring])
