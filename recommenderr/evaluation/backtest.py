"""Would the lists of the past have shown what this household then watched? On its own history, under any weights."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation
from recommenderr.evaluation.bootstrap import ENOUGH, Interval, bootstrap, compare
from recommenderr.evaluation.evaluation import Case, Evaluation, cases, evaluate, recommend_case
from recommenderr.evaluation.splits import Audience, Log, Split, audience, rolling
from recommenderr.model.evidence import COLUMNS
from recommenderr.model.weights import Weights
from recommenderr.store import watching
from recommenderr.store.watching import watch_events

HELD_OUT = 3
MOST_MOMENTS = 24
FROM_SHARE = 0.4
MOST_BYTES = 256 * 1024 * 1024
"""So much evidence may be kept for all moments together; a large household gets fewer moments a person."""

SHOWN = ("hit_rate@10", "recall@10", "ndcg@10", "mrr@10", "hit_rate@20", "ndcg@20", "diversity")
UNDECIDED = "Cannot tell these two apart yet"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """The moments of the past that can be judged, with their evidence made. Judging other weights costs milliseconds.

    Attributes:
        cases: every moment of every person.
        audience: who of these people had watched what by when.
    """

    cases: tuple[Case, ...]
    audience: Audience

    def judge(self, weights: Weights) -> Verdict:
        """How good the lists of these weights would have been."""
        return Verdict(
            weights, evaluate(self.cases, [recommend_case(case, weights) for case in self.cases], self.audience)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How good one setting of the weights would have been."""

    weights: Weights
    evaluation: Evaluation

    @property
    def n_moments(self) -> int:
        """How many moments were judged."""
        return len(self.evaluation.people)

    @property
    def n_people(self) -> int:
        """Of how many people."""
        return len(np.unique(self.evaluation.people))

    def interval(self, measure: str) -> Interval:
        """One measure with its interval: over people where there are enough of them, else over moments."""
        return bootstrap(self.evaluation.values[measure], _units(self.evaluation))

    def as_json(self) -> dict[str, Any]:
        """Part of the document of `backtest --output json`."""
        return {
            "weights": self.weights.as_values(),
            "people": self.n_people,
            "moments": self.n_moments,
            "measures": {measure: self.interval(measure).as_json() for measure in SHOWN},
            "coverage": self.evaluation.coverage,
        }


def difference(first: Verdict, second: Verdict, measure: str = "ndcg@10") -> Interval:
    """How much better the second setting would have been at the same moments."""
    values = first.evaluation.values[measure], second.evaluation.values[measure]
    return compare(*values, _units(first.evaluation))


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
    logs = {account_id: person_log(generation, conn, account_id) for account_id in account_ids}
    most = moments_each(len(logs), len(titles))
    splits = {account_id: _moments(log, most) for account_id, log in logs.items()}
    total = sum(map(len, splits.values()))
    found: list[Case] = []
    on_progress("moments", 0, total)
    made = cases(
        generation.blocks, titles.acclaim, logs, lambda log: _moments(log, most), ~titles.gone, kinds=generation.kinds
    )
    for case in made:
        found.append(case)
        on_progress("moments", len(found), total)
    return Backtest(tuple(found), audience(logs.values(), len(titles)))


def moments_each(n_people: int, n_titles: int) -> int:
    """How many moments of each person are judged: 24, fewer where that would take more than 256 MiB, but one."""
    each = MOST_BYTES // (4 * len(COLUMNS) * max(n_titles, 1) * max(n_people, 1))
    return max(1, min(MOST_MOMENTS, each))


def person_log(generation: Generation, conn: sqlite3.Connection, account_id: int) -> Log:
    """A person's playbacks of titles that the generation knows, in the order of time.

    What is marked as watched without a playback has no moment, so it is neither known nor held out.
    """
    facts = {title.item_id: title for title in watching.watched(conn, account_id)}
    events = [
        (row, event.viewed_at, facts[event.item_id])
        for event in watch_events(conn, account_id)
        if event.item_id in facts and (row := generation.titles.row_of(event.item_id)) is not None
    ]
    return Log(
        rows=np.array([row for row, _, _ in events], dtype=np.int32),
        at=np.array([at for _, at, _ in events], dtype=np.int64),
        runtime_min=_floats([title.runtime_min for _, _, title in events]),
        rating=_floats([title.rating for _, _, title in events]),
    )


def _floats(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _moments(log: Log, most: int) -> list[Split]:
    return rolling(log, HELD_OUT, most, FROM_SHARE)


def _units(evaluation: Evaluation) -> NDArray[np.int64]:
    """What is drawn for the interval: people, or single moments while there are fewer than five people."""
    if len(np.unique(evaluation.people)) >= ENOUGH:
        return evaluation.people
    return np.arange(len(evaluation.people))
