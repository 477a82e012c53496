"""Everything that a ranking for one person needs and that no slider changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation, PersonArrays
from recommenderr.errors import ArtifactError
from recommenderr.model.classic import ClassicScorer, ClassicTensor, build_tensor, classic_scorer
from recommenderr.model.evidence import COUNTED, Evidence, shares
from recommenderr.model.explain import Influence, WatchedRows
from recommenderr.model.ranking import barrier
from recommenderr.model.scoring import EvidenceScorer, evidence_scorer, peaks
from recommenderr.model.user_profile import Taste
from recommenderr.model.weights import GROUPS, Weights
from recommenderr.store import watching

if TYPE_CHECKING:
    from recommenderr.recommender.explanations import ReasonText


@dataclass(frozen=True, eq=False)
class PersonModel:
    """One person against one generation.

    Attributes:
        generation: the build that this is read from.
        account_id: the person.
        arrays: their taste and evidence, kept by the build, or made just now if they watched something since.
        candidates: bool, shape (n_items,): on the server, and not watched.
        counted: the groups whose features count by how often they were met.
    """

    generation: Generation
    account_id: int
    arrays: PersonArrays
    candidates: NDArray[np.bool_]
    counted: Set[str] = COUNTED
    n_candidates: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "n_candidates", int(np.count_nonzero(self.candidates)))

    @property
    def taste(self) -> Taste:
        """What they watched."""
        return self.arrays.taste

    @property
    def evidence(self) -> Evidence:
        """What that says of every title."""
        return self.arrays.evidence

    @cached_property
    def barrier(self) -> NDArray[np.float32]:
        """Keeps everything but the candidates out of a ranking."""
        return barrier(self.candidates)

    @cached_property
    def peaks(self) -> NDArray[np.float64]:
        """The largest value of each column of evidence among the candidates."""
        return peaks(self.evidence, self.candidates)

    @cached_property
    def watched_rows(self) -> WatchedRows:
        """The feature rows of what they watched, for explanations."""
        return WatchedRows(self.generation.blocks, self.taste, self.counted)

    @cached_property
    def said(self) -> dict[tuple[str, int], ReasonText | None]:
        """The reasons in words that were asked for so far, by group and row: no slider changes them."""
        return {}

    @cached_property
    def tensor(self) -> ClassicTensor:
        """What the classic score needs, made when it is first asked for."""
        return build_tensor(self.generation.blocks, self.taste)

    def scorer(self, weights: Weights) -> EvidenceScorer | ClassicScorer:
        """The scores for one setting of the weights."""
        if weights.scoring == "classic":
            return classic_scorer(self.tensor, weights)
        return evidence_scorer(self.evidence, self.peaks, weights)

    def influences(self, scorer: EvidenceScorer | ClassicScorer, row: int, weights: Weights) -> dict[str, Influence]:
        """What each watched title counts for one title under a scorer, by group."""
        if isinstance(scorer, ClassicScorer):
            watched = scorer.watched_coefficients(row, weights)
            return {group: Influence(watched[number], -1, 0.0) for number, group in enumerate(GROUPS)}
        found: dict[str, Influence] = {}
        for number, group in enumerate(GROUPS):
            whole, near = scorer.coefficients[2 * number], scorer.coefficients[2 * number + 1]
            closest = int(self.evidence.closest[number, row])
            liking = float(self.taste.liking[closest]) if closest >= 0 else 0.0
            watched = whole * shares(group, self.taste, self.counted)
            found[group] = Influence(watched, closest, float(near) * liking, self.watched_rows.discount(group))
        return found


def open_person(generation: Generation, conn: sqlite3.Connection, account_id: int, now: datetime) -> PersonModel:
    """The model of one person: what the build kept where it is up to date, otherwise made from the store now."""
    stamp = watching.version(conn, account_id)
    arrays = _kept(generation, account_id, stamp)
    if arrays is None:
        from recommenderr.artifacts.user_evidence import person_arrays

        arrays = person_arrays(generation, watching.watched(conn, account_id), stamp, now)
    candidates = ~generation.titles.gone
    candidates[arrays.taste.rows] = False
    return PersonModel(generation, account_id, arrays, candidates)


def _kept(generation: Generation, account_id: int, stamp: str) -> PersonArrays | None:
    if not generation.has_person(account_id):
        return None
    try:
        arrays = generation.person(account_id)
    except ArtifactError:
        return None
    return arrays if arrays.stamp == stamp else None
