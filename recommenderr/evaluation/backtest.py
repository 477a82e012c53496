"""Would the lists of the past have shown what this household then watched? On its own history, under any weights."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation
from recommenderr.artifacts.user_evidence import watch_history
from recommenderr.evaluation.availability import available_at
from recommenderr.evaluation.bootstrap import ENOUGH, Interval, bootstrap, compare
from recommenderr.evaluation.evaluation import EvalCase, Measurements, eval_cases, evaluate, ranked_rows
from recommenderr.evaluation.splits import (
    Interactions,
    PopularityOverTime,
    TemporalSplit,
    popularity_over_time,
    rolling_splits,
)
from recommenderr.model.evidence import COLUMNS
from recommenderr.model.weights import Weights
from recommenderr.progress import Progress
from recommenderr.store import watching
from recommenderr.store.watching import watch_events

HELD_OUT = 3
MOST_MOMENTS = 24
FROM_SHARE = 0.4
MOST_BYTES = 256 * 1024 * 1024
"""So much evidence may be kept for all moments together; a large household gets fewer moments a person."""

SHOWN = ("hit_rate@10", "recall@10", "ndcg@10", "mrr@10", "hit_rate@20", "ndcg@20", "diversity")
UNDECIDED = "Cannot tell these two apart yet"


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """The moments of the past that can be evaluated, with their evidence. Evaluating other weights takes milliseconds.

    Attributes:
        cases: every moment of every person.
        popularity: who of these people had watched what by when.
    """

    cases: tuple[EvalCase, ...]
    popularity: PopularityOverTime

    def evaluate(self, weights: Weights) -> EvalResult:
        """How good the lists of these weights would have been."""
        return EvalResult(
            weights, evaluate(self.cases, [ranked_rows(case, weights) for case in self.cases], self.popularity)
        )


@dataclass(frozen=True, slots=True, eq=False)
class EvalResult:
    """How good one setting of the weights would have been."""

    weights: Weights
    measurements: Measurements

    @property
    def n_moments(self) -> int:
        """How many moments were evaluated."""
        return len(self.measurements.people)

    @property
    def n_people(self) -> int:
        """Of how many people."""
        return len(np.unique(self.measurements.people))

    def interval(self, measure: str) -> Interval:
        """One measure with its interval: over people where there are enough of them, else over moments."""
        return bootstrap(self.measurements.values[measure], _units(self.measurements))

    def as_json(self) -> dict[str, Any]:
        """Part of the document of `backtest --output json`."""
        return {
            "weights": self.weights.as_values(),
            "people": self.n_people,
            "moments": self.n_moments,
            "measures": {measure: self.interval(measure).as_json() for measure in SHOWN},
            "coverage": self.measurements.coverage,
        }


def difference(first: EvalResult, second: EvalResult, measure: str = "ndcg@10") -> Interval:
    """How much better the second setting would have been at the same moments."""
    values = first.measurements.values[measure], second.measurements.values[measure]
    return compare(*values, _units(first.measurements))


def in_words(gain: Interval, first: str = "A", second: str = "B") -> str:
    """What a difference means, in a sentence."""
    if gain.sign == 0:
        where = f": the difference lies between {gain.low:+.3f} and {gain.high:+.3f}" if gain.units >= ENOUGH else ""
        return f"{UNDECIDED}{where}."
    better, worse = (second, first) if gain.sign > 0 else (first, second)
    low, high = sorted((abs(gain.low), abs(gain.high)))
    sentence = f"{better} is better than {worse} on this history, by {abs(gain.mean):.3f} ({low:.3f} to {high:.3f})."
    return sentence[0].upper() + sentence[1:]


def prepare(
    generation: Generation,
    conn: sqlite3.Connection,
    account_ids: Sequence[int],
    on_progress: Progress = lambda phase, done, total: None,
) -> Backtest:
    """Makes the evidence of every moment that can be judged; people with too short a history have none."""
    titles = generation.titles
    logs = {account_id: interactions_of(generation, conn, account_id) for account_id in account_ids}
    most = moments_each(len(logs), len(titles))
    splits = {account_id: _moments(log, most) for account_id, log in logs.items()}
    total = sum(map(len, splits.values()))
    cases: list[EvalCase] = []
    on_progress("moments", 0, total)
    made = eval_cases(
        generation.blocks,
        generation.facts,
        logs,
        lambda log: _moments(log, most),
        available_at(~titles.gone, titles.added_at, titles.year, logs.values()),
        unique_rows=generation.unique_rows,
    )
    for case in made:
        cases.append(case)
        on_progress("moments", len(cases), total)
    return Backtest(tuple(cases), popularity_over_time(logs.values(), len(titles)))


def moments_each(n_people: int, n_titles: int) -> int:
    """How many moments of each person are evaluated: 24, fewer where that would take more than 256 MiB, but one."""
    each = MOST_BYTES // (4 * len(COLUMNS) * max(n_titles, 1) * max(n_people, 1))
    return max(1, min(MOST_MOMENTS, each))


def interactions_of(generation: Generation, conn: sqlite3.Connection, account_id: int) -> Interactions:
    """A person's playbacks of titles that the generation knows, in the order of time.

    A title that is only marked as watched has no time, so it is neither known nor held out.
    """
    history = watch_history(generation, watching.watched(conn, account_id), watch_events(conn, account_id))
    titles, index = history.titles, history.event_title
    return Interactions(titles.rows[index], history.event_at, titles.runtime_min[index], titles.rating[index])


def _moments(log: Interactions, most: int) -> list[TemporalSplit]:
    return rolling_splits(log, HELD_OUT, most, FROM_SHARE)


def _units(evaluation: Measurements) -> NDArray[np.int64]:
    """What is drawn for the interval: people, or single moments while there are fewer than five people."""
    if len(np.unique(evaluation.people)) >= ENOUGH:
        return evaluation.people
    return np.arange(len(evaluation.people))
