"""One person against one library, ready to be ranked under any weights.

Everything that depends on the person alone is computed once and kept; a change of the weights costs one small product.
The dashboard, the command line and the evaluation all rank through `recommend`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.classic import ClassicScorer, ClassicTensor, build_tensor, classic_scorer
from recommenderr.model.evidence import (
    LIFT_COLUMNS,
    MAX_COLUMNS,
    PROFILE_COLUMNS,
    RECENT_COEFFICIENT,
    SATURATED_GROUPS,
    Evidence,
    profile_shares,
    title_weights,
)
from recommenderr.model.explain import WatchedCoefficients, WatchedRows
from recommenderr.model.franchises import next_parts
from recommenderr.model.mmr import pool_size, rerank
from recommenderr.model.ranking import Ranking, candidate_mask, rank, relevancy
from recommenderr.model.scoring import (
    SCALES,
    SIMILAR_SCALES,
    TOLERANCE,
    EvidenceScorer,
    Scorer,
    evidence_scorer,
    normaliser,
)
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.titles.title_facts import TitleFacts
from recommenderr.model.user_calibration import Calibration, calibration_pool
from recommenderr.model.user_lifts import GENRES, Piece, UserLifts
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import GROUPS, Weights


@dataclass(frozen=True, eq=False)
class UserModel:
    """A person's profile and evidence, and the titles that can be recommended to them.

    Attributes:
        blocks: the features of the titles, by group.
        profile: what the person watched.
        evidence: what the profile says about every title.
        candidates: bool, shape (n_items,): titles on the server that the person has not watched.
        facts: of the titles; None for the likeness to a single title, which has no lifts and no facts.
        offered: bool, shape (n_items,): the titles that the evidence compares the profile with; the candidates if None.
    """

    blocks: Mapping[str, Block]
    profile: UserProfile
    evidence: Evidence
    candidates: NDArray[np.bool_]
    facts: TitleFacts | None
    offered: NDArray[np.bool_] | None = None

    @cached_property
    def n_candidates(self) -> int:
        """How many titles are ranked."""
        return int(np.count_nonzero(self.candidates))

    @cached_property
    def candidate_mask(self) -> NDArray[np.float32]:
        """Added to scores, keeps everything but the candidates out of a ranking; shape (n_items,)."""
        return candidate_mask(self.candidates)

    @cached_property
    def normaliser(self) -> NDArray[np.float64]:
        """The largest absolute value of each column of evidence among the candidates, shape (len(COLUMNS),)."""
        return normaliser(self.evidence, self.candidates)

    @cached_property
    def watched_rows(self) -> WatchedRows:
        """The feature rows of the watched titles, for explanations."""
        return WatchedRows(self.blocks, self.profile, self.saturated_groups)

    @property
    def saturated_groups(self) -> Set[str]:
        """The groups in which a feature's weight saturates with the number of liked titles."""
        return frozenset() if self.facts is None else SATURATED_GROUPS

    @cached_property
    def lifts(self) -> UserLifts | None:
        """What the person watches, compared with the candidates; None for the likeness to a single title."""
        return (
            None
            if self.facts is None
            else UserLifts(self.facts, self.profile, self.candidates if self.offered is None else self.offered)
        )

    @cached_property
    def calibration(self) -> Calibration | None:
        """The proportions in which the person watches; None for the likeness to a single title."""
        return None if self.lifts is None else Calibration(self.lifts)

    @property
    def scales(self) -> Mapping[str, tuple[float, float]]:
        """The size of one unit of each column."""
        return SIMILAR_SCALES if self.facts is None else SCALES

    @cached_property
    def tensor(self) -> ClassicTensor:
        """What the classic score needs, built on first use."""
        return build_tensor(self.blocks, self.profile)

    def scorer(self, weights: Weights) -> EvidenceScorer | ClassicScorer:
        """The scorer for one setting of the weights."""
        if weights.scoring == "classic":
            return classic_scorer(self.tensor, weights)
        return evidence_scorer(self.evidence, self.normaliser, weights, self.scales)

    def watched_coefficients(
        self, scorer: EvidenceScorer | ClassicScorer, row: int, weights: Weights
    ) -> dict[str, WatchedCoefficients]:
        """The coefficients of the watched titles in one title's score, by group."""
        if isinstance(scorer, ClassicScorer):
            table = scorer.watched_coefficients(row, weights)
            return {group: WatchedCoefficients(table[number], -1, 0.0) for number, group in enumerate(GROUPS)}
        return {group: self._coefficients(scorer, row, group) for group in GROUPS}

    def _coefficients(self, scorer: EvidenceScorer, row: int, group: str) -> WatchedCoefficients:
        number = GROUPS.index(group)
        closest = int(self.evidence.closest[number, row])
        neighbour_weight = float(self.profile.neighbour_weight[closest]) if closest >= 0 else 0.0
        has_profile = group in PROFILE_COLUMNS and not (group == GENRES and self.facts is not None)
        coefficient = float(scorer.coefficients[PROFILE_COLUMNS[group]]) if has_profile else 0.0
        saturated = group in self.saturated_groups
        return WatchedCoefficients(
            watched=coefficient * title_weights(group, self.profile, self.saturated_groups),
            closest=closest,
            closest_coefficient=float(scorer.coefficients[MAX_COLUMNS[group]]) * neighbour_weight,
            saturation=self.watched_rows.saturation(group),
            recent=coefficient * RECENT_COEFFICIENT * profile_shares(self.profile) if saturated else None,
        )

    def pieces(self, scorer: EvidenceScorer | ClassicScorer, row: int) -> list[tuple[float, Piece]]:
        """The summands of one title's lifts and facts, each with the coefficient of its column."""
        if self.lifts is None or isinstance(scorer, ClassicScorer):
            return []
        return [(float(scorer.coefficients[LIFT_COLUMNS[piece.group]]), piece) for piece in self.lifts.pieces(row)]


@dataclass(frozen=True, slots=True, eq=False)
class RankedList:
    """The titles of a list, in order.

    Attributes:
        rows: intp, shape (k,).
        scores: float64, shape (k,).
        relevancy: int64, shape (k,): percentile by score among the candidates. It can rise within a list that was
            reranked for diversity.
        contributions: float64, shape (k, len(SHOWN_GROUPS)).
        candidates: how many titles were ranked.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]
    relevancy: NDArray[np.int64]
    contributions: NDArray[np.float64]
    candidates: int


def recommend(model: UserModel, weights: Weights, k: int, passed: NDArray[np.bool_] | None = None) -> RankedList:
    """The best `k` candidates under these weights, reranked for diversity.

    Args:
        model: the person.
        weights: the setting of the sliders.
        k: length of the list.
        passed: bool, shape (n_items,): the titles that pass the filters; None where nothing is filtered.
    """
    return recommend_by(model, model.scorer(weights), weights, k, passed)


def recommend_by(
    model: UserModel, scorer: Scorer, weights: Weights, k: int, passed: NDArray[np.bool_] | None = None
) -> RankedList:
    """The same by any scorer; only the diversity of the weights is used."""
    mask, count = model.candidate_mask, model.n_candidates
    allowed = model.candidates if passed is None else model.candidates & passed
    if passed is not None:
        mask, count = candidate_mask(allowed), int(np.count_nonzero(allowed))
    if model.calibration is not None and weights.scoring == "evidence":
        ranking = rank(scorer, mask, count, max(k, calibration_pool(count)) if weights.diversity > 0 else k)
        order = _calibrated(model, model.calibration, ranking, k, calibration_pool(count), weights.diversity, allowed)
    else:
        ranking = rank(scorer, mask, count, max(k, pool_size(count)) if weights.diversity > 0 else k)
        order = rerank(model.blocks, ranking.rows, ranking.scores, k, count, weights)
    return RankedList(
        rows=ranking.rows[order],
        scores=ranking.scores[order],
        relevancy=relevancy(order, count),
        contributions=ranking.contributions[order],
        candidates=count,
    )


def _calibrated(
    model: UserModel,
    calibration: Calibration,
    ranking: Ranking,
    k: int,
    pool: int,
    diversity: float,
    allowed: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """The order of a list: calibrated within the pool, by score after it.

    The first titles of a longer list are those of a shorter one. Diversity 0 is the order by score.
    """
    k, pool = min(k, len(ranking.rows)), min(pool, len(ranking.rows))
    if diversity == 0 or model.facts is None:
        return np.arange(k)
    rows = ranking.rows[:pool]
    waits_for = next_parts(model.blocks["collections"], model.facts.year, rows, allowed)
    head = calibration.order(rows, ranking.scores[:pool], min(k, pool), diversity, waits_for)
    return np.concatenate([head, np.arange(len(head), k)])


@dataclass(frozen=True, slots=True, eq=False)
class TitleRank:
    """The rank of one title among the candidates.

    Attributes:
        rank: 1 is the best; for a title that is not a candidate, the rank that it would have.
        candidates: how many titles were ranked, the title itself included.
        relevancy: percentile, whole, 0 to 100.
        contributions: float64, shape (len(SHOWN_GROUPS),).
    """

    rank: int
    candidates: int
    relevancy: int
    contributions: NDArray[np.float64]


def title_rank(model: UserModel, weights: Weights, row: int) -> TitleRank:
    """The rank of a title: one more than the candidates with a larger score, or the same score and a smaller row."""
    scorer = model.scorer(weights)
    contributions = scorer.contributions(np.array([row]))[0]
    score = float(contributions.sum())
    scores = scorer.scores()
    surely_better = int(np.count_nonzero(model.candidates & (scores > score + 2 * TOLERANCE)))
    near = np.flatnonzero(model.candidates & (np.abs(scores - score) <= 2 * TOLERANCE))
    near = near[near != row]
    exact = scorer.contributions(near).sum(axis=1)
    better = int(np.count_nonzero((exact > score) | ((exact == score) & (near < row))))
    position = surely_better + better
    count = model.n_candidates + (0 if model.candidates[row] else 1)
    return TitleRank(position + 1, count, int(relevancy(np.array([position]), count)[0]), contributions)
