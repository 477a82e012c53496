"""Would the list have shown what was watched next? People at moments of their own histories, under any weights.

A case is one person at one moment: their taste from what they had watched until then, and the titles that they watched
for the first time after it. Every title that they had not seen is ranked, none is sampled. Nothing after the moment is
used: plays and ages are those of the moment, scales are fixed, idf comes from the titles alone, never from anybody's
history, and popularity counts what was watched before the moment. Two things are of today, for Plex keeps no older
ones: the titles' metadata with their ratings, and the person's own ratings of what they had watched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from recommenderr.evaluation import metrics
from recommenderr.evaluation.bootstrap import Interval, bootstrap
from recommenderr.evaluation.splits import Audience, Log, Split, moment_of, taste_at
from recommenderr.model.classic import ClassicTensor, build_tensor, classic_scorer
from recommenderr.model.evidence import Evidence, build_evidence
from recommenderr.model.feature_block import Block
from recommenderr.model.mmr import pool_size, various
from recommenderr.model.ranking import barrier, rank
from recommenderr.model.scoring import Scorer, evidence_scorer, peaks
from recommenderr.model.unique_rows import Kinds
from recommenderr.model.user_profile import MEMORY, Memory, Taste
from recommenderr.model.weights import GROUPS, Weights

LENGTH = 20


@dataclass(frozen=True, eq=False)
class Case:
    """One person at one moment, ready to be ranked under any weights.

    Attributes:
        blocks: the features of the titles.
        person: whose case it is.
        moment: when the list would have been asked for, epoch seconds.
        taste: from what was known at the moment.
        evidence: of that taste; which watched title is the closest is not kept.
        candidates: bool, shape (n_items,): what they had not seen.
        held_out: int32: what they watched next.
    """

    blocks: Mapping[str, Block]
    person: int
    moment: int
    taste: Taste
    evidence: Evidence
    candidates: NDArray[np.bool_]
    held_out: NDArray[np.int32]

    @cached_property
    def n_candidates(self) -> int:
        """How many titles are ranked."""
        return int(self.candidates.sum())

    @cached_property
    def peaks(self) -> NDArray[np.float64]:
        """The largest size of each column of evidence over the candidates."""
        return peaks(self.evidence, self.candidates)

    @cached_property
    def barrier(self) -> NDArray[np.float32]:
        """Keeps everything but the candidates out of a ranking."""
        return barrier(self.candidates)

    @cached_property
    def tensor(self) -> ClassicTensor:
        """What the classic score needs, made when it is first asked for."""
        return build_tensor(self.blocks, self.taste)

    def scorer(self, weights: Weights) -> Scorer:
        """The scores for one setting of the weights, by the way of scoring that they ask for."""
        if weights.scoring == "classic":
            return classic_scorer(self.tensor, weights)
        return evidence_scorer(self.evidence, self.peaks, weights)


def cases(
    blocks: Mapping[str, Block],
    acclaim: NDArray[np.float32],
    logs: Mapping[int, Log],
    split: Callable[[Log], list[Split]],
    available: NDArray[np.bool_] | None = None,
    memory: Memory = MEMORY,
    kinds: Mapping[str, Kinds] = MappingProxyType({}),
) -> Iterator[Case]:
    """Every case of these people, in their order. `available` leaves out titles that cannot be recommended (gone ones).

    Raises:
        ValueError: a split holds out a title that is known before it, which would leak.
    """
    for person, log in logs.items():
        for cut in split(log):
            taste = taste_at(log, cut.known, memory)
            if np.isin(cut.held_out, taste.rows).any():
                raise ValueError(f"a title that person {person} knows already is held out")
            candidates = np.ones(len(acclaim), dtype=np.bool_) if available is None else available.copy()
            candidates[taste.rows] = False
            held_out = cut.held_out[candidates[cut.held_out]]
            if len(held_out) and len(taste):
                columns = build_evidence(blocks, taste, acclaim, kinds).columns
                evidence = Evidence(columns, np.zeros((len(GROUPS), 0), dtype=np.int32))
                yield Case(blocks, person, moment_of(log, cut.known), taste, evidence, candidates, held_out)


def recommend_case(case: Case, weights: Weights, k: int = LENGTH) -> NDArray[np.intp]:
    """The list that the person would have been shown at the moment, shape (k,)."""
    return best_of(case, case.scorer(weights), weights, k)


def best_of(case: Case, scorer: Scorer, weights: Weights, k: int = LENGTH) -> NDArray[np.intp]:
    """The list by any scorer; of the weights only the diversity counts."""
    pool = max(k, pool_size(case.n_candidates)) if weights.diversity > 0 else k
    ranking = rank(scorer, case.barrier, case.n_candidates, pool)
    order = various(case.blocks, ranking.rows, ranking.scores, k, case.n_candidates, weights)
    return ranking.rows[order]


MEASURES = ("hit_rate@10", "recall@10", "ndcg@10", "mrr@10", "hit_rate@20", "recall@20", "ndcg@20", "mrr@20")
LIST_MEASURES = ("diversity", "novelty", "calibration")


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
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


def evaluate(cases: Sequence[Case], lists: Sequence[NDArray[np.integer]], audience: Audience) -> Evaluation:
    """Measures one list a case, best first, against what was watched next.

    Args:
        cases: the moments.
        lists: matrix rows, 20 titles each, or all there are.
        audience: who had watched what by when, for novelty.
    """
    rows = []
    for case, ranked in zip(cases, lists, strict=True):
        hit = metrics.hits(ranked, case.held_out)
        measured = [value for k in (10, 20) for value in _ranking_measures(hit, len(case.held_out), k)]
        rows.append([*measured, *_list_measures(case, ranked[:10], audience)])
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(MEASURES) + len(LIST_MEASURES))
    values = {name: table[:, column] for column, name in enumerate((*MEASURES, *LIST_MEASURES))}
    shown = metrics.coverage([ranked[:10] for ranked in lists], audience.n_items)
    return Evaluation(np.array([case.person for case in cases], dtype=np.int64), values, shown)


def _ranking_measures(hit: metrics.Hits, n_held_out: int, k: int) -> tuple[float, float, float, float]:
    return (
        metrics.hit_rate(hit, k),
        metrics.recall(hit, n_held_out, k),
        metrics.ndcg(hit, n_held_out, k),
        metrics.reciprocal_rank(hit, k),
    )


def _list_measures(case: Case, ranked: NDArray[np.integer], audience: Audience) -> tuple[float, float, float]:
    genres = case.blocks["genres"]
    shown = _dense(genres, ranked)
    watched = case.taste.preference @ _dense(genres, case.taste.rows)
    return (
        metrics.intra_list_diversity(shown),
        metrics.novelty(ranked, audience.share(case.moment)),
        metrics.calibration_distance(watched, shown.sum(axis=0)),
    )


def _dense(block: Block, rows: NDArray[np.integer]) -> NDArray[np.float64]:
    return np.asarray(block.take(rows.astype(np.int32)).matrix().toarray(), dtype=np.float64)
