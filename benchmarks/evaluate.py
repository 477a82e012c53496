"""One data set evaluated under one protocol: every model's lists measured, case by case, and cut into segments."""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.candidates import Rows
from benchmarks.cases import HELD_OUT, Case, Protocol, all_cases
from benchmarks.dataset import VIEWING_SHARE, Dataset, DatasetError
from benchmarks.list_measures import LIST_MEASURES, SHARES, CaseMeasures, TitleShapes
from benchmarks.models import LENGTH, RANKERS, Models, Ranker
from recommenderr.evaluation import metrics
from recommenderr.evaluation.evaluation import Measurements
from recommenderr.model.user_profile import MEMORY, Memory

MEMORIES = {"viewing": MEMORY, "none": Memory(math.inf, math.inf)}
"""`none` is for the times of rating sessions, which say nothing about when people watched: nothing fades."""
HIT_MEASURES = ("hit_rate@10", "recall@10", "ndcg@10", "mrr@10", "hit_rate@20", "recall@20", "ndcg@20", "mrr@20")
ALL_MEASURES = (*HIT_MEASURES, *LIST_MEASURES)
KNOWN_BINS = {"0": (0, 1), "1 to 9": (1, 10), "10 to 29": (10, 30), "30 to 99": (30, 100), "100 and more": (100, 10**9)}
SERIES_BINS = {"none": (0.0, 1e-9), "under .25": (1e-9, 0.25), ".25 to .75": (0.25, 0.75), "more": (0.75, 2.0)}
Segments = Mapping[str, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True, eq=False)
class SetResult:
    """What was measured on one data set.

    Attributes:
        name: of the data set.
        notes: what was evaluated, in a sentence or two.
        models: the measurements of each model, one value a case.
        watched_next: the shares of what was watched next, one value a case.
        segments: by name, which cases belong to it; only those that have any.
    """

    name: str
    notes: tuple[str, ...]
    models: Mapping[str, Measurements]
    watched_next: Mapping[str, NDArray[np.float64]]
    segments: Segments

    @property
    def people(self) -> NDArray[np.int64]:
        """Whose case each is."""
        return next(iter(self.models.values())).people


def evaluate_dataset(
    dataset: Dataset,
    protocol: Protocol,
    memory: str | None = None,
    users: int | None = None,
    rankers: Mapping[str, Ranker] = RANKERS,
    with_references: bool = True,
) -> SetResult:
    """Evaluates every model on one data set.

    Args:
        dataset: titles and events.
        protocol: how moments and candidates are chosen.
        memory: a key of `MEMORIES`; by default what the times of the events call for.
        users: judge only the first so many people.
        rankers: the settings of the product that take part.
        with_references: whether everything else takes part, too.

    Raises:
        DatasetError: no one has watched enough to be judged.
    """
    began = time.perf_counter()
    cases = list(all_cases(dataset, protocol, users))
    if not cases:
        raise DatasetError(f"{dataset.name}: no one has watched more than {HELD_OUT} titles; nothing was measured.")
    memory = memory or memory_of(dataset)
    models, shapes = Models(dataset, protocol, MEMORIES[memory], rankers, with_references), TitleShapes(dataset)
    place = {(case.person, case.turn): number for number, case in enumerate(cases)}
    values: dict[str, NDArray[np.float64]] = {}
    shown: dict[str, list[Rows]] = {}
    for case, lists in models.lists(cases):
        measures = CaseMeasures(shapes, case, lists.preference)
        for name, rows in lists.rows.items():
            table = values.setdefault(name, np.zeros((len(cases), len(ALL_MEASURES))))
            measured = hit_measures(case, rows) | measures.measures(rows[:10])
            table[place[case.person, case.turn]] = [measured[measure] for measure in ALL_MEASURES]
            shown.setdefault(name, []).append(rows[:10])
    people = np.array([case.person for case in cases], dtype=np.int64)
    measurements = {
        name: Measurements(
            people,
            {measure: table[:, column] for column, measure in enumerate(ALL_MEASURES)},
            metrics.coverage(shown[name], len(dataset.items)),
        )
        for name, table in values.items()
    }
    shares = [CaseMeasures(shapes, case, np.zeros(0)).shares(case.held_out) for case in cases]
    print(f"{dataset.name}: {time.perf_counter() - began:.0f} s for {len(cases)} cases", file=sys.stderr, flush=True)
    return SetResult(
        dataset.name,
        _notes(dataset, cases, protocol, memory),
        measurements,
        {name: np.array([share[name] for share in shares]) for name in SHARES},
        _segments(dataset, shapes, cases),
    )


def memory_of(dataset: Dataset) -> str:
    """`viewing` if the times are those of viewings, `none` if they are those of rating sessions."""
    return "viewing" if dataset.viewing_share >= VIEWING_SHARE else "none"


def hit_measures(case: Case, rows: Rows) -> dict[str, float]:
    """How well one list contains what was watched next."""
    hit, count = metrics.hits(rows[:LENGTH], case.held_out), len(case.held_out)
    return {
        f"{name}@{k}": value
        for k in (10, 20)
        for name, value in (
            ("hit_rate", metrics.hit_rate(hit, k)),
            ("recall", metrics.recall(hit, count, k)),
            ("ndcg", metrics.ndcg(hit, count, k)),
            ("mrr", metrics.reciprocal_rank(hit, k)),
        )
    }


def _segments(dataset: Dataset, shapes: TitleShapes, cases: Sequence[Case]) -> Segments:
    """By how many titles are known, and by the share of series in all that the person watched."""
    known = np.array([len(case.known) for case in cases])
    series = np.array([shapes.series[np.unique(dataset.logs[case.person].rows)].mean() for case in cases])
    segments = {f"{name} known": (known >= low) & (known < high) for name, (low, high) in KNOWN_BINS.items()}
    if series.any():
        segments |= {f"series: {name}": (series >= low) & (series < high) for name, (low, high) in SERIES_BINS.items()}
    return {name: member for name, member in segments.items() if member.any()}


def _notes(dataset: Dataset, cases: Sequence[Case], protocol: Protocol, memory: str) -> tuple[str, ...]:
    people = len({case.person for case in cases})
    candidates = statistics.median(len(case.candidates) for case in cases)
    known = statistics.median(len(case.known) for case in cases)
    limit = "" if protocol.known_at_most is None else f", at most {protocol.known_at_most} known"
    notes = [
        f"{dataset.name}: {len(cases)} cases of {people} people, {len(dataset.items)} titles, "
        f"protocol {protocol.name}, {candidates:g} candidates and {known:g} known titles (medians){limit}, "
        f"{HELD_OUT} held out, seed {protocol.seed}, memory {memory} "
        f"({dataset.viewing_share:.0%} of views on days with at most five)"
    ]
    if dataset.dropped:
        notes.append(f"{dataset.name}: {dataset.dropped} events without a time or a known title are left out")
    return tuple(notes)
