"""What a list consists of, next to whether it hits: how new, how widely praised, how varied, how much like the person.

The same shares of what was watched next say what a list should look like.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.candidates import Rows, year_of
from benchmarks.cases import Case
from benchmarks.dataset import Dataset
from recommenderr.evaluation.metrics import calibration_distance, intra_list_diversity

NEW_AT_MOST = 1
HIGH_RATING = 9.0
DECADES = tuple(range(1930, 2030, 10))
AGE_EDGES = (2.0, 7.0, 26.0)
"""Ends of the bins of ages, in calendar years."""
SHARES = ("new", "rated 9", "series", "later parts")
"""Shares of a list: at most a year old, rated 9 or more, series, and later parts of unbegun collections."""
DISTANCES = ("genre distance", "era distance", "age distance")
"""Between the mixes of the list and of what the person had watched, in bits; 0 is the same mix."""
LIST_MEASURES = ("diversity", *DISTANCES, *SHARES)

Table = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TitleShapes:
    """What the measures need of all titles of a data set."""

    dataset: Dataset

    @cached_property
    def series(self) -> NDArray[np.bool_]:
        """Which titles are series."""
        return np.array([item.type == "show" for item in self.dataset.items], dtype=np.bool_)

    @cached_property
    def ratings(self) -> Table:
        """The highest rating of each title, 0 where there is none."""
        return np.array([max((r.value for r in item.ratings), default=0.0) for item in self.dataset.items])

    @cached_property
    def eras(self) -> Table:
        """One column a decade; all 0 where the year is unknown."""
        return _one_of(np.digitize(self.dataset.years, DECADES), len(DECADES) + 1, self.dataset.years)

    @cached_property
    def collections(self) -> csr_array:
        """1 where a title belongs to a collection."""
        numbers: dict[str, int] = {}
        pairs = [
            (row, numbers.setdefault(name, len(numbers)))
            for row, item in enumerate(self.dataset.items)
            for name in item.collections
        ]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return csr_array((np.ones(len(rows)), (rows, columns)), (len(self.dataset.items), max(1, len(numbers))))

    def ages(self, rows: Rows, year: int) -> Table:
        """The age of these titles in a year, one column a bin."""
        age = np.maximum(year - self.dataset.years[rows], 0.0)
        return _one_of(np.digitize(age, AGE_EDGES), len(AGE_EDGES) + 1, age)

    def genres(self, rows: Rows) -> Table:
        """The genre rows of these titles."""
        return np.asarray(self.dataset.blocks["genres"].take(rows.astype(np.int32)).matrix().toarray(), np.float64)

    def mixes(self, rows: Rows, year: int) -> tuple[Table, Table, Table]:
        """The genres, eras and ages of these titles, in the order of `DISTANCES`."""
        return self.genres(rows), self.eras[rows], self.ages(rows, year)


@dataclass(frozen=True, eq=False)
class CaseMeasures:
    """The measures of lists of one case.

    Attributes:
        shapes: of all titles.
        case: whose lists they are.
        preference: shape (n_known,): how much each of `case.known` counts; of no matter where nothing is known.
    """

    shapes: TitleShapes
    case: Case
    preference: Table

    def shares(self, rows: Rows) -> dict[str, float]:
        """The shares of a list, or of what was watched next."""
        if len(rows) == 0:
            return dict.fromkeys(SHARES, 0.0)
        age = year_of(self.case.moment) - self.shapes.dataset.years[rows]
        return {
            "new": float((age <= NEW_AT_MOST).mean()),
            "rated 9": float((self.shapes.ratings[rows] >= HIGH_RATING).mean()),
            "series": float(self.shapes.series[rows].mean()),
            "later parts": float(self._later(rows).mean()),
        }

    def measures(self, rows: Rows) -> dict[str, float]:
        """Every measure of one list of titles of the catalogue."""
        shown = self.shapes.mixes(rows, year_of(self.case.moment))
        distances = [
            calibration_distance(mine, theirs.sum(axis=0)) for mine, theirs in zip(self._own_mixes, shown, strict=True)
        ]
        return (
            {"diversity": intra_list_diversity(shown[0])}
            | dict(zip(DISTANCES, distances, strict=True))
            | self.shares(rows)
        )

    @cached_property
    def _own_mixes(self) -> list[Table]:
        """The mixes of what is known; of the library where nothing is."""
        known, weight = self.case.known, self.preference
        if len(known) == 0:
            known, weight = self.case.candidates, np.ones(len(self.case.candidates))
        return [weight @ mix for mix in self.shapes.mixes(known, year_of(self.case.moment))]

    @cached_property
    def _first_parts(self) -> Table:
        """The year of the first unwatched part of each collection that is not begun, infinity for the others."""
        collections, case = self.shapes.collections, self.case
        offered = collections[case.candidates].tocoo()
        first = np.full(collections.shape[1], np.inf)
        np.fmin.at(first, offered.coords[1], self.shapes.dataset.years[case.candidates][offered.coords[0]])
        first[np.unique(collections[case.known].indices)] = np.inf
        return first

    def _later(self, rows: Rows) -> NDArray[np.bool_]:
        """Which titles come after an unwatched part of a collection of which the person has watched nothing."""
        parts = self.shapes.collections[rows].tocoo()
        later = np.zeros(len(rows), dtype=np.bool_)
        years = self.shapes.dataset.years[rows]
        later[parts.coords[0][self._first_parts[parts.coords[1]] < years[parts.coords[0]]]] = True
        return later


def _one_of(place: NDArray[np.intp], count: int, known: Table) -> Table:
    table = np.eye(count)[np.minimum(place, count - 1)]
    table[np.isnan(known)] = 0.0
    return table
