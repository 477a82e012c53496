"""What takes part in the quality benchmark: each model gives one list a case, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix

from benchmarks import collaborative
from recommenderr.evaluation.evaluation import LENGTH, EvalCase, ranked_rows
from recommenderr.evaluation.splits import PopularityOverTime
from recommenderr.evaluation.weight_search import fit_weights, training_case
from recommenderr.model.evidence import COLUMNS, Evidence, max_similarity, profile_similarity
from recommenderr.model.feature_block import Block
from recommenderr.model.scoring import SCALES, SHOWN_GROUPS
from recommenderr.model.weights import Weights, default_weights

Rows = NDArray[np.integer]
Lists = Sequence[Rows]
Model = Callable[[Sequence[EvalCase]], Lists]

DEFAULTS = default_weights()
PLAIN = DEFAULTS.changed({"acclaim": 0.0, "diversity": 0.0})
FIRST = default_weights("classic")
PEOPLE, YEAR = COLUMNS.index("people/profile"), COLUMNS.index("year/profile")
SCALES_OF_A_MEAN = (1 / 5.0, 1 / 3.8)
"""The scales of people that were fitted when names were averaged like everything else."""


def top(case: EvalCase, scores: NDArray[np.floating], k: int = LENGTH) -> Rows:
    """The best candidates by any scores; of equals the smaller row."""
    return np.argsort(-(scores + case.model.candidate_mask), kind="stable")[: min(k, case.model.n_candidates)]


def by_weights(weights: Weights) -> Model:
    """The engine itself."""
    return lambda cases: [
        ranked_rows(replace(case, model=replace(case.model)), weights) for case in cases
    ]  # a copy keeps no tensor


def by_scores(scores: Callable[[EvalCase], NDArray[np.floating]]) -> Model:
    """One score a title, made for each case."""
    return lambda cases: [top(case, scores(case)) for case in cases]


def random_order(seed: int) -> Model:
    """Any unseen titles, others for each case."""

    def run(cases: Sequence[EvalCase]) -> Lists:
        rng = np.random.default_rng(seed)
        return [top(case, rng.random(len(case.model.candidates))) for case in cases]

    return run


def evidence_part(blocks: Mapping[str, Block], piece: str) -> Model:
    """Cosines as they are, with the first weights: `profile` is one mean profile, `max` the nearest title."""
    squares = np.array([FIRST.of(name.split("/")[0]) ** 2 if name.endswith(piece) else 0.0 for name in COLUMNS])
    names = averaged(blocks["people"])

    def scores(case: EvalCase) -> NDArray[np.floating]:
        columns = case.model.evidence.columns.copy()
        columns[PEOPLE] = profile_similarity(names, case.model.profile)
        return np.asarray(squares.astype(np.float32) @ columns)

    return by_scores(scores)


def with_mean_people(blocks: Mapping[str, Block], weights: Weights, *, hard: bool) -> Model:
    """As if names counted by their share of what was watched; if `hard`, as if a year were the same or not, too."""
    names, years = averaged(blocks["people"]), hard_years(blocks["year"])
    scales = np.array(SCALES["people"]) / np.array(SCALES_OF_A_MEAN)

    def changed(case: EvalCase) -> EvalCase:
        columns, profile = case.model.evidence.columns.copy(), case.model.profile
        columns[PEOPLE] = scales[0] * profile_similarity(names, profile)
        columns[PEOPLE + 1] *= scales[1]
        if hard:
            columns[YEAR] = profile_similarity(years, profile)
            columns[YEAR + 1], _ = max_similarity(years, profile.rows, profile.neighbour_weight)
        evidence = Evidence(columns, case.model.evidence.closest)
        return replace(case, model=replace(case.model, evidence=evidence))

    return lambda cases: [ranked_rows(changed(case), weights) for case in cases]


def averaged(block: Block) -> Block:
    """The same features as a group of its own, in which they are averaged like those of most groups."""
    return replace(block, group=f"mean of {block.group}")


def hard_years(smooth: Block) -> Block:
    """Each title's own bucket, which is the one that its smooth row has most of."""
    own = np.asarray(smooth.matrix().toarray()).argmax(axis=1)
    known = smooth.has()
    ones = csr_array((np.ones(known.sum(), np.float32), (np.flatnonzero(known), own[known])), smooth.matrix().shape)
    return Block("year", ones.indptr.astype(np.int64), ones.indices.astype(np.int32), ones.data, smooth.names)


def tuned(seed: int) -> tuple[Model, list[Weights]]:
    """Weights fitted to half of the people and judged on the other half, both ways; the fits end up in the list."""
    fits: list[Weights] = []

    def run(cases: Sequence[EvalCase]) -> Lists:
        people = np.unique([case.person for case in cases])
        half = set(np.random.default_rng(seed).permutation(people)[: len(people) // 2].tolist())
        fits.clear()
        for mine in (True, False):
            learnt = (
                training_case(case, DEFAULTS, position)
                for position, case in enumerate(cases)
                if (case.person in half) == mine
            )
            fits.append(fit_weights(list(learnt), DEFAULTS))
        return [ranked_rows(case, fits[1 if case.person in half else 0]) for case in cases]

    return run, fits


def popularity_at_the_time(popularity: PopularityOverTime) -> Model:
    """What most people had watched by then."""
    return by_scores(lambda case: popularity.before(case.moment))


def trained_on_everyone(train: Callable[[csr_matrix, int], collaborative.Trained], seed: int) -> Model:
    """A filter that is trained on what everyone knew at their first cut, then at their second, and so on."""

    def run(cases: Sequence[EvalCase]) -> Lists:
        lists: dict[int, Rows] = {}
        for positions, known in rounds(cases):
            person_of = {person: row for row, person in enumerate(known)}
            trained = train(training_matrix(known, len(cases[0].model.candidates)), seed)
            for position in positions:
                lists[position] = top(cases[position], trained(person_of[cases[position].person]))
        return [lists[position] for position in range(len(cases))]

    return run


def rounds(cases: Sequence[EvalCase]) -> Iterator[tuple[list[int], dict[int, Rows]]]:
    """The first case of each person, then the second one and so on.

    Yields the positions of these cases, and the rows that each person had watched by their own cut.

    People with no case left count with what they knew at their last one.
    """
    mine = {
        person: list(group) for person, group in groupby(range(len(cases)), lambda position: cases[position].person)
    }
    for turn in range(max(map(len, mine.values()))):
        now = {person: positions[min(turn, len(positions) - 1)] for person, positions in mine.items()}
        yield (
            [position for person, position in now.items() if turn < len(mine[person])],
            {person: cases[position].model.profile.rows for person, position in now.items()},
        )


def training_matrix(known: Mapping[int, Rows], n_items: int) -> csr_matrix:
    """1 where a person had watched a title, shape (len(known), n_items)."""
    people = np.repeat(np.arange(len(known)), [len(rows) for rows in known.values()])
    titles = np.concatenate(list(known.values()))
    return csr_matrix((np.ones(len(titles), np.float32), (people, titles)), (len(known), n_items))


def shown_weights(weights: Weights) -> str:
    """The weights of the groups in one line."""
    return ", ".join(f"{group} {weights.of(group):g}" for group in SHOWN_GROUPS)
