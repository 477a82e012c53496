"""What takes part in the quality benchmark: the product under some settings, and what the lists could be without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from benchmarks import collaborative
from benchmarks.candidates import Rows
from benchmarks.cases import Case, Protocol, known_by_turn, user_model
from benchmarks.dataset import Dataset
from recommenderr.evaluation.splits import Interactions, PopularityOverTime, popularity_over_time
from recommenderr.model.user_model import UserModel, recommend
from recommenderr.model.user_profile import Memory
from recommenderr.model.weights import default_weights

LENGTH = 20
BASE = "defaults"
"""The model that all others are compared with: the list that the product shows before anyone moves a slider."""
DEFAULTS, CLASSIC = default_weights(), default_weights("classic")
Ranker = Callable[[UserModel], NDArray[np.intp]]
"""From a person's model to the rows of a list of 20, best first."""
GENERAL, RANDOM = "as if nothing were known", "random"
POPULARITY, EVERYONE = "reference: popularity before", "reference: popularity, later too"
KNN, EASE = "reference: item-kNN", "reference: EASE"


def by_weights(**values: float) -> Ranker:
    """The product's list under the default weights with some values changed."""
    weights = DEFAULTS.changed(values)
    return lambda model: recommend(model, weights, LENGTH).rows


RANKERS: Mapping[str, Ranker] = {
    BASE: by_weights(),
    "defaults without re-ranking": by_weights(diversity=0.0),
    "classic": lambda model: recommend(model, CLASSIC, LENGTH).rows,
}


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """The lists of one case: by model, titles of the catalogue, best first.

    Attributes:
        rows: the list of each model.
        preference: float64, shape (n_known,): how much each watched title counts, from the product's profile.
    """

    rows: Mapping[str, Rows]
    preference: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Models:
    """Everything that makes lists for the cases of one data set.

    Attributes:
        dataset: titles and events.
        protocol: the rules.
        memory: of the product's profiles.
        rankers: the settings of the product that take part.
        with_references: whether everything else takes part, too.
    """

    dataset: Dataset
    protocol: Protocol
    memory: Memory
    rankers: Mapping[str, Ranker]
    with_references: bool = True

    @cached_property
    def popularity(self) -> PopularityOverTime:
        """Who had watched what by when."""
        return popularity_over_time(self.dataset.logs.values(), len(self.dataset.items))

    def lists(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Lists]]:
        """The lists of every case, the first moments of all people before their second ones."""
        for turn in sorted({case.turn for case in cases}):
            references = self._references(turn)
            for case in cases:
                if case.turn == turn:
                    yield case, self._lists(case, references)

    def _lists(self, case: Case, references: Mapping[str, collaborative.Trained]) -> Lists:
        model, titles = user_model(self.dataset, case, self.memory)
        rows = {name: titles[ranker(model)] for name, ranker in self.rankers.items()}
        if not self.with_references:
            return Lists(rows, model.profile.preference)
        if self.protocol.known_at_most != 0:
            at_moment = replace(case, log=_only_moment(case), known_events=0)
            general, all_titles = user_model(self.dataset, at_moment, self.memory)
            rows[GENERAL] = all_titles[self.rankers[BASE](general)]
        rng = np.random.default_rng([self.protocol.seed, case.person, case.turn])
        rows[RANDOM] = rng.permutation(case.candidates)[:LENGTH]
        rows[POPULARITY] = top(case, self.popularity.before(case.moment))
        for name, trained in references.items():
            rows[name] = top(case, trained(case.known))
        return Lists(rows, model.profile.preference)

    def _references(self, turn: int) -> dict[str, collaborative.Trained]:
        if self.protocol.known_at_most == 0 or not self.with_references:  # they have nothing to go by, or no part
            return {}
        known = known_by_turn(self.dataset, self.protocol, turn)
        watched = collaborative.training_matrix(known, len(self.dataset.items), self.protocol.seed)
        return {
            EVERYONE: collaborative.popularity(watched),
            KNN: collaborative.item_knn(watched),
            EASE: collaborative.ease(watched),
        }


def top(case: Case, scores: NDArray[np.floating], k: int = LENGTH) -> Rows:
    """The best candidates by scores of all titles; of equals the smaller row."""
    order = np.argsort(-scores[case.candidates], kind="stable")[:k]
    return case.candidates[order]


def _only_moment(case: Case) -> Interactions:
    """A log whose first event is the moment, before which nothing is known."""
    end = case.known_events
    return Interactions(case.log.rows[end:], case.log.at[end:], case.log.runtime_min[end:], case.log.rating[end:])
