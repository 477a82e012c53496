"""Would the list have shown what was watched next? People at moments of their own histories, under any weights.

A case is one person at one moment: their profile from what they had watched until then, and the titles that they
watched for the first time after it. Every title that they had not seen is ranked, none is sampled. Nothing after the
moment is used: plays and ages are those of the moment, scales are fixed, idf comes from the titles alone, never from a
person's history, and popularity counts what was watched before the moment. Two things are today's, because Plex keeps
no older ones: the titles' metadata with their ratings, and the person's own ratings of what they had watched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from recommenderr.evaluation import metrics
from recommenderr.evaluation.bootstrap import Interval, bootstrap
from recommenderr.evaluation.splits import Interactions, PopularityOverTime, TemporalSplit, known_profile, split_time
from recommenderr.model.evidence import Evidence, build_evidence
from recommenderr.model.titles.feature_block import Block, UniqueRows
from recommenderr.model.titles.title_facts import TitleFacts
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_model import UserModel, recommend
from recommenderr.model.user_profile import MEMORY, Memory
from recommenderr.model.weights import GROUPS, Weights

LENGTH = 20


@dataclass(frozen=True, slots=True, eq=False)
class EvalCase:
    """One person at one moment, ready to be ranked under any weights.

    Attributes:
        person: whose case it is.
        moment: when the list would have been asked for, epoch seconds.
        model: from what was known at the moment; its evidence has no `closest`.
        held_out: int32: what they watched next.
    """

    person: int
    moment: int
    model: UserModel
    held_out: NDArray[np.int32]


def eval_cases(
    blocks: Mapping[str, Block],
    facts: TitleFacts,
    logs: Mapping[int, Interactions],
    split: Callable[[Interactions], list[TemporalSplit]],
    available: Callable[[int], NDArray[np.bool_]] | None = None,
    memory: Memory = MEMORY,
    unique_rows: Mapping[str, UniqueRows] = MappingProxyType({}),
) -> Iterator[EvalCase]:
    """Every case of these people, in their order. `available` gives the titles that could be recommended at a moment.

    Raises:
        ValueError: a split holds out a title that is known before it, which would leak.
    """
    for person, log in logs.items():
        for cut in split(log):
            profile = known_profile(log, cut.known, memory)
            if np.isin(cut.held_out, profile.rows).any():
                raise ValueError(f"a title that person {person} knows already is held out")
            moment = split_time(log, cut.known)
            candidates = np.ones(len(facts), dtype=np.bool_) if available is None else available(moment).copy()
            candidates[profile.rows] = False
            held_out = cut.held_out[candidates[cut.held_out]]
            if len(held_out) and len(profile):
                columns = build_evidence(blocks, UserLifts(facts, profile, candidates), unique_rows).columns
                evidence = Evidence(columns, np.zeros((len(GROUPS), 0), dtype=np.int32))
                model = UserModel(blocks, profile, evidence, candidates, facts)
                yield EvalCase(person, moment, model, held_out)


def ranked_rows(case: EvalCase, weights: Weights, k: int = LENGTH) -> NDArray[np.intp]:
    """The list that the person would have been shown at the moment, shape (k,)."""
    return recommend(case.model, weights, k).rows


MEASURES = ("hit_rate@10", "recall@10", "ndcg@10", "mrr@10", "hit_rate@20", "recall@20", "ndcg@20", "mrr@20")
LIST_MEASURES = ("diversity", "novelty", "calibration")


@dataclass(frozen=True, slots=True, eq=False)
class Measurements:
    """What was measured, one value a case.

    Attributes:
        people: whose case each is, shape (n_cases,).
        values: float64 of shape (n_cases,) for each of `MEASURES` and `LIST_MEASURES`, the latter of the first ten.
        coverage: the share of the catalogue that the first ten of any list showed.
    """

    people: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]]
    coverage: float

    def interval(self, measure: str, seed: int = 0) -> Interval:
        """The mean over people of one measure, with its interval."""
        return bootstrap(self.values[measure], self.people, seed)


def evaluate(
    cases: Sequence[EvalCase], lists: Sequence[NDArray[np.integer]], popularity: PopularityOverTime
) -> Measurements:
    """Measures one list a case, best first, against what was watched next.

    Args:
        cases: the moments.
        lists: matrix rows, 20 titles each, or all there are.
        popularity: who had watched what by when, for novelty.
    """
    rows = []
    for case, ranked in zip(cases, lists, strict=True):
        hit = metrics.hits(ranked, case.held_out)
        measured = [value for k in (10, 20) for value in _ranking_measures(hit, len(case.held_out), k)]
        rows.append([*measured, *_list_measures(case, ranked[:10], popularity)])
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(MEASURES) + len(LIST_MEASURES))
    values = {name: table[:, column] for column, name in enumerate((*MEASURES, *LIST_MEASURES))}
    shown = metrics.coverage([ranked[:10] for ranked in lists], popularity.n_items)
    return Measurements(np.array([case.person for case in cases], dtype=np.int64), values, shown)


def _ranking_measures(hit: metrics.Hits, n_held_out: int, k: int) -> tuple[float, float, float, float]:
    return (
        metrics.hit_rate(hit, k),
        metrics.recall(hit, n_held_out, k),
        metrics.ndcg(hit, n_held_out, k),
        metrics.reciprocal_rank(hit, k),
    )


def _list_measures(
    case: EvalCase, ranked: NDArray[np.integer], popularity: PopularityOverTime
) -> tuple[float, float, float]:
    genres = case.model.blocks["genres"]
    shown = _dense(genres, ranked)
    watched = case.model.profile.preference @ _dense(genres, case.model.profile.rows)
    return (
        metrics.intra_list_diversity(shown),
        metrics.novelty(ranked, popularity.before(case.moment)),
        metrics.calibration_distance(watched, shown.sum(axis=0)),
    )


def _dense(block: Block, rows: NDArray[np.integer]) -> NDArray[np.float64]:
    return np.asarray(block.take(rows.astype(np.int32)).matrix().toarray(), dtype=np.float64)
