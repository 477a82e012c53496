"""How long a moved slider takes, a filter, a first list, an explanation; and the same with the usual tools."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from benchmarks.baselines import by_implicit, by_matrix, by_neighbours, by_sparse_dot_topn, concatenate
from benchmarks.household import SyntheticHousehold, built_household, watched_at_random
from benchmarks.library import FIRST_ID
from benchmarks.machine import read_bandwidth
from benchmarks.report import Figure, Options, Report, run_as_script, timed
from benchmarks.timing import Timing, measure
from recommenderr.artifacts.user_evidence import user_arrays
from recommenderr.model.scoring import EvidenceScorer
from recommenderr.model.user_model import recommend
from recommenderr.model.weights import Weights, default_weights
from recommenderr.recommender.filters import Filters, mask
from recommenderr.recommender.service import Query, Recommender
from recommenderr.recommender.user import User

SHOWN = 24
LIVE_TARGET_MS = {10_000: 0.1, 100_000: 0.4, 1_000_000: 4.0}
CLASSIC_TARGET = 4.0
DIVERSITY_TARGET_MS = 5.0
AT_100_000_MS = {"first": 50.0, "evidence": 2000.0, "explanation": 5.0, "similar": 30.0}
BYTES_PER_TITLE = 11 * 4 + 4 + 4
"""What one move cannot do without: eleven columns of evidence and the candidate_mask to read, one score to write."""
FILTERS = Filters(type="movie", genres=("Drama", "Comedy"), year_from=1990, runtime_max_min=150.0)


@dataclass(frozen=True, slots=True)
class Stage:
    """One household, one person, and sliders that never stand still."""

    recommender: Recommender
    person: User
    n_items: int
    budget_s: float

    def moves(self, **fixed: object) -> Callable[[int], Weights]:
        """Another weight, breadth or acclaim at every step."""
        base = default_weights(str(fixed.get("scoring", "evidence"))).changed({"diversity": 0.0} | fixed)
        sliders = ("genres", "people", "text", "year", "collections", "acclaim", "breadth")
        settings = [
            base.changed({name: round(0.05 + 0.9 * float(value), 2)})
            for name, value in itertools.product(sliders, np.linspace(0, 1, 20))
        ]
        return lambda number: settings[number % len(settings)]

    def time(self, step: Callable[[int], object], budget_s: float | None = None) -> Timing:
        """Times a step within the budget of this size."""
        return measure(step, budget_s=self.budget_s if budget_s is None else budget_s)

    def at_100_000(self, name: str) -> float | None:
        """The target that is set for 100,000 titles; smaller libraries must reach it, too."""
        return AT_100_000_MS[name] if self.n_items <= 100_000 else None


def run(report: Report, args: Options) -> None:
    """All figures for every size."""
    for n_items in args.sizes:
        settings = built_household(args.homes, SyntheticHousehold(n_items, data=args.data))
        recommender = Recommender(settings)
        stage = Stage(recommender, recommender.user(1), n_items, args.budget_s)
        live = _live(report, stage)
        _bandwidth(report, stage, live)
        _rivals(report, stage, live)
        _extras(report, stage, live)
        _questions(report, stage)


def _live(report: Report, stage: Stage) -> Timing:
    moved = stage.moves()
    live = stage.time(lambda number: recommend(stage.person.model, moved(number), SHOWN))
    target = LIVE_TARGET_MS.get(stage.n_items)
    report.add(timed("live step: a slider moved, evidence", stage.n_items, live, target=target))
    moved = stage.moves(scoring="classic")
    classic = stage.time(lambda number: recommend(stage.person.model, moved(number), SHOWN))
    most = CLASSIC_TARGET * live.median_s * 1e3
    report.add(timed("live step: a slider moved, classic", stage.n_items, classic, target=most, base=live))
    return live


def _bandwidth(report: Report, stage: Stage, live: Timing) -> None:
    size = BYTES_PER_TITLE * stage.n_items
    reached, possible = size / live.median_s, read_bandwidth(size)
    report.add(Figure("  bytes the live step must move", stage.n_items, size / 2**20, "MiB"))
    report.add(Figure("  one core reads as many, a second", stage.n_items, possible / 2**30, "GiB"))
    report.add(Figure("  share of that the live step reaches", stage.n_items, 100 * reached / possible, "%"))


def _rivals(report: Report, stage: Stage, live: Timing) -> None:
    person, n_items = stage.person, stage.n_items
    all_blocks = concatenate(person.generation.blocks)
    moved = stage.moves(scoring="classic")
    mine = recommend(person.model, moved(0), SHOWN)
    theirs = by_matrix(all_blocks, person.model.profile, moved(0), person.model.candidates, SHOWN)
    same = len(set(mine.rows.tolist()) & set(theirs.tolist()))
    report.note(f"{n_items:,} titles: (a) and the classic live step agree on {same} of the best {len(theirs)}.")
    whole = stage.time(lambda n: by_matrix(all_blocks, person.model.profile, moved(n), person.model.candidates, SHOWN))
    report.add(timed("(a) weighting and normalising the matrix", n_items, whole, base=live))
    weighted = all_blocks.weighted(moved(0))
    nearest = stage.time(by_neighbours(weighted, person.model.profile, SHOWN))
    report.add(timed("(b) scikit-learn NearestNeighbors, cosine, weighted", n_items, nearest, base=live))
    if (product := by_sparse_dot_topn(weighted, person.model.profile, SHOWN)) is None:
        report.note("sparse_dot_topn is not installed; (c) is left out.")
    else:
        report.add(timed("(c) sparse_dot_topn, weighted", n_items, stage.time(product), base=live))
    _implicit(report, stage, live)


def _implicit(report: Report, stage: Stage, live: Timing) -> None:
    topk = by_implicit(stage.person.model.evidence.columns, SHOWN, len(stage.person.model.profile))
    scorer = stage.person.model.scorer(stage.moves()(0))
    if topk is None or not isinstance(scorer, EvidenceScorer):
        report.note("implicit is not installed; (d) is left out.")
        return
    coefficients = scorer.coefficients
    taken = stage.time(lambda number: topk(coefficients))
    report.add(timed("(d) implicit's top k of the same evidence", stage.n_items, taken, base=live))


def _extras(report: Report, stage: Stage, live: Timing) -> None:
    person, n_items, moved = stage.person, stage.n_items, stage.moves()
    masking = stage.time(lambda number: mask(person.generation, FILTERS))
    report.add(timed("four filters as a mask", n_items, masking))
    passed = mask(person.generation, FILTERS)
    filtered = stage.time(lambda number: recommend(person.model, moved(number), SHOWN, passed))
    report.add(timed("live step behind a mask", n_items, filtered, base=live))
    diverse = stage.moves(diversity=0.5)
    taken = stage.time(lambda number: recommend(person.model, diverse(number), SHOWN))
    target = DIVERSITY_TARGET_MS + live.median_s * 1e3
    report.add(timed("live step with diversity", n_items, taken, target=target, base=live))


def _questions(report: Report, stage: Stage) -> None:
    """What is asked now and then: a first list, evidence on the fly, an explanation, similar titles."""
    settings, n_items = stage.recommender.settings, stage.n_items
    fresh = Query(k=SHOWN)
    first = stage.time(lambda number: Recommender(settings).recommend(1 + number % 20, fresh))
    target = stage.at_100_000("first")
    report.add(timed("first list of a person, generation just opened", n_items, first, target=target))
    generation = stage.person.generation
    seen = watched_at_random(n_items, 500)
    made = stage.time(lambda number: user_arrays(generation, seen, "", datetime.now(UTC)), 3 * stage.budget_s)
    target = stage.at_100_000("evidence")
    report.add(timed(f"evidence on the fly, {len(seen)} watched", n_items, made, target=target))
    titles = [str(FIRST_ID + number) for number in np.linspace(0, n_items - 1, 50, dtype=np.int64).tolist()]
    explained = stage.time(lambda number: stage.recommender.explain(1, titles[number % 50]))
    target = stage.at_100_000("explanation")
    report.add(timed("whole explanation of a title", n_items, explained, target=target))
    similar = stage.time(lambda number: stage.recommender.similar(titles[number % 50], SHOWN))
    report.add(timed("similar titles", n_items, similar, target=stage.at_100_000("similar")))


if __name__ == "__main__":
    run_as_script("Ranking", run)
