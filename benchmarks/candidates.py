"""What a household's library would have held at a moment, so that past lists are evaluated among realistic candidates.

A public log has everybody's titles in one catalogue, most of which no household has. A household's library consists of
what its own person watches and of what people at the same time watch:

    household       the person's own titles, and up to 150 titles each of other people whose moments lie nearest in
                    time (nearest months first, in a seeded order within a month), until it holds 1,500 that the
                    person had not watched
    household-new   the same, and 500 more released titles of the catalogue, half of them at most two years old
    whole           every title that anybody watched, or every title of the catalogue

Only titles released by the moment are candidates, that is, of the year of the moment or an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from benchmarks.dataset import Dataset
from recommenderr.evaluation.splits import Interactions, leave_last_out, split_time

LIBRARY_TITLES = 1500
TITLES_OF_OTHERS = 150
NEW_TITLES = 500
NEW_YEARS = 2

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """Everyone's titles and months: the households are drawn from them.

    Attributes:
        people: the numbers of the people, in the order of the other attributes.
        titles: each person's distinct titles, ascending.
        months: int64, shape (n_people,): the month of each person's own last split (of the last event without one).
        years: float64, shape (n_titles,): the year of each title, nan where unknown; unknown counts as released.
        seed: of every draw.
    """

    people: Sequence[int]
    titles: Sequence[Rows]
    months: NDArray[np.int64]
    years: NDArray[np.float64]
    seed: int = 0

    def released(self, moment: int) -> Mask:
        """Which titles were out at a moment (epoch seconds), as far as years say."""
        return ~(self.years > year_of(moment))

    def household(self, person: int, known: Rows, moment: int, *, new_titles: int = 0) -> Rows:
        """The candidates of one person at one moment, ascending.

        Args:
            person: whose household it is.
            known: the titles that the person had watched; they are no candidates.
            moment: epoch seconds.
            new_titles: so many released titles of the catalogue are added (500 under `household-new`).
        """
        rng = np.random.default_rng([self.seed, person, len(known)])
        free = self.released(moment)
        free[known] = False
        library = np.zeros(len(free), dtype=np.bool_)
        library[self.titles[self.people.index(person)]] = True
        library &= free
        for titles in self._titles_of_others(person, moment, free, rng):
            room = LIBRARY_TITLES - int(np.count_nonzero(library))
            if room <= 0:
                break
            library[titles[~library[titles]][:room]] = True
        if new_titles:
            library[self._new_titles(free & ~library, moment, new_titles, rng)] = True
        return np.flatnonzero(library).astype(np.int32)

    def _titles_of_others(self, person: int, moment: int, free: Mask, rng: np.random.Generator) -> Iterator[Rows]:
        distance = np.abs(self.months - month_of(moment))
        for place in np.lexsort((rng.random(len(distance)), distance)).tolist():
            if self.people[place] != person:
                titles = self.titles[place]
                yield rng.permutation(titles[free[titles]])[:TITLES_OF_OTHERS]

    def _new_titles(self, free: Mask, moment: int, count: int, rng: np.random.Generator) -> Rows:
        """Half of them at most two years old, if the catalogue has so many; the others of any age."""
        fresh = rng.permutation(np.flatnonzero(free & (self.years >= year_of(moment) - NEW_YEARS)))[: count // 2]
        free[fresh] = False
        others = rng.permutation(np.flatnonzero(free))[: count - len(fresh)]
        return np.concatenate([fresh, others]).astype(np.int32)


def neighbourhood(dataset: Dataset, seed: int = 0) -> Neighbourhood:
    """Everyone's titles and months."""
    months = np.array([month_of(_own_moment(log)) for log in dataset.logs.values()], dtype=np.int64)
    titles = [np.unique(log.rows).astype(np.int32) for log in dataset.logs.values()]
    return Neighbourhood(list(dataset.logs), titles, months, dataset.years, seed)


def _own_moment(log: Interactions) -> int:
    if len(log.at) == 0:
        return 0
    splits = leave_last_out(log)
    return split_time(log, splits[0].known if splits else len(log.at))


def year_of(moment: int) -> int:
    """The calendar year of an epoch second, UTC."""
    return datetime.fromtimestamp(moment, UTC).year


def month_of(moment: int) -> int:
    """Months since year 0 of an epoch second, UTC, so that differences count months."""
    at = datetime.fromtimestamp(moment, UTC)
    return 12 * at.year + at.month - 1
