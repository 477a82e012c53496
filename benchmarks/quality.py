"""How good are the lists? What people watched next, out of everything they had not seen, under many settings.

    python -m benchmarks.quality --data DIR [--whole-catalogue] [--protocol last|rolling] [--users N] [--json FILE]

DIR holds `catalogue.csv.gz` and `events.csv.gz` (see `benchmarks.dataset`). With the same files and seed, all figures
but the seconds are the same to the last digit. docs/quality.md says what they mean.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import collaborative, models
from benchmarks.dataset import CATALOGUE, EVENTS, Dataset, has_files, read_dataset
from benchmarks.models import DEFAULTS, FIRST, PLAIN, Model
from benchmarks.quality_table import BASE, Row, Table
from recommenderr.evaluation.evaluation import EvalCase, eval_cases, evaluate
from recommenderr.evaluation.splits import (
    Interactions,
    PopularityOverTime,
    TemporalSplit,
    leave_last_out,
    popularity_over_time,
    rolling_splits,
)
from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.user_profile import MEMORY, Memory
from recommenderr.model.weights import Weights

HELD_OUT, SPLITS = 5, 4
NO_MEMORY_LOSS = Memory(math.inf, math.inf)
"""MovieLens has the times of rating sessions, not of viewings: nothing fades."""
PROTOCOLS: Mapping[str, Callable[[Interactions], list[TemporalSplit]]] = {
    "last": lambda log: leave_last_out(log, HELD_OUT),
    "rolling": lambda log: rolling_splits(log, HELD_OUT, SPLITS),
}


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """What the models of one run share: the titles, who watched what by when, the cuts, the seed."""

    dataset: Dataset
    popularity: PopularityOverTime
    protocol: str
    seed: int

    def cases(self, folder: Path, memory: Memory, logs: Mapping[int, Interactions] | None = None) -> list[EvalCase]:
        """Every case; the evidence lies on disk, because it may be larger than memory."""
        dataset, split = self.dataset, PROTOCOLS[self.protocol]
        made = eval_cases(
            dataset.blocks, dataset.acclaim, logs or dataset.logs, split, memory=memory, unique_rows=dataset.unique_rows
        )
        most = sum(len(split(log)) for log in dataset.logs.values())
        shape = (max(most, 1), len(COLUMNS), len(dataset.items))
        columns = np.memmap(folder / "evidence", np.float32, "w+", shape=shape)
        return [_on_disk(case, columns[row]) for row, case in enumerate(made)]


def _on_disk(case: EvalCase, columns: Any) -> EvalCase:
    columns[:] = case.model.evidence.columns
    return replace(case, model=replace(case.model, evidence=Evidence(columns, case.model.evidence.closest)))


def models_of(setup: Setup, fits: list[Weights]) -> Iterator[tuple[str, Model]]:
    """Every model on the same evidence, in the order of the table."""
    dataset, seed = setup.dataset, setup.seed
    fitted, weights = models.tuned(seed)
    yield "random", models.random_order(seed)
    yield "acclaim alone", models.by_scores(lambda case: dataset.acclaim)
    yield "classic, weights as first described", models.by_weights(FIRST)
    yield "one fixed norm, mean profile, first weights", models.evidence_part(dataset.blocks, "overall")
    yield "closest title instead of the mean", models.evidence_part(dataset.blocks, "closest")
    yield "mean and closest, each on one scale", models.with_mean_people(dataset.blocks, PLAIN, hard=True)
    yield "+ smooth year", models.with_mean_people(dataset.blocks, PLAIN, hard=False)
    yield "+ names by how often they were met", models.by_weights(PLAIN)
    yield "+ acclaim", models.by_weights(DEFAULTS.changed({"diversity": 0.0}))
    yield BASE, models.by_weights(DEFAULTS)
    yield "defaults without acclaim", models.by_weights(DEFAULTS.changed({"acclaim": 0.0}))
    yield "tuned: fitted on one half, judged on the other", fitted
    fits += weights
    yield "reference: popularity before the moment", models.popularity_at_the_time(setup.popularity)
    yield "reference: popularity, all training events", models.trained_on_everyone(collaborative.popularity, seed)
    if collaborative.has_implicit():
        yield "reference: item-kNN (implicit)", models.trained_on_everyone(collaborative.item_knn, seed)
        yield "reference: ALS (implicit)", models.trained_on_everyone(collaborative.als, seed)
    yield "reference: EASE", models.trained_on_everyone(collaborative.ease, seed)
    yield "reference: number of votes today", models.by_scores(lambda case: dataset.votes)


def run(setup: Setup) -> Table:
    """Evaluates every model."""
    table, fits = Table(setup.seed), list[Weights]()
    with tempfile.TemporaryDirectory(prefix="recommenderr-quality-") as name:
        folder = Path(name)
        began = time.perf_counter()
        evaluated = setup.cases(folder, NO_MEMORY_LOSS)
        if not evaluated:
            sys.exit("No one has watched enough to be judged.")
        people = len({case.person for case in evaluated})
        table.notes.append(
            f"{len(evaluated)} cases of {people} people, {len(setup.dataset.items)} titles, protocol {setup.protocol}, "
            f"{HELD_OUT} held out, seed {setup.seed}"
        )
        print(f"evidence: {(time.perf_counter() - began) / len(evaluated):.3f} s a case", file=sys.stderr, flush=True)
        for title, model in models_of(setup, fits):
            table.add(_evaluated(title, evaluated, model, setup.popularity))
        del evaluated
        for title, memory, logs in (
            ("defaults, nobody's own ratings known", NO_MEMORY_LOSS, setup.dataset.without_ratings()),
            ("defaults, memory of 30 and 365 days", MEMORY, setup.dataset.logs),
        ):
            table.add(
                _evaluated(title, setup.cases(folder, memory, logs), models.by_weights(DEFAULTS), setup.popularity)
            )
    if not collaborative.has_implicit():
        table.notes.append("item-kNN and ALS are left out: install the extra with pip install '.[bench]'")
    for half, fit in zip(("first", "second"), fits, strict=False):
        table.notes.append(f"tuned on the {half} half: {models.shown_weights(fit)}")
    return table


def _evaluated(name: str, evaluated: Sequence[EvalCase], model: Model, watched: PopularityOverTime) -> Row:
    began = time.perf_counter()
    lists = model(evaluated)
    seconds = time.perf_counter() - began
    return Row(name, evaluate(evaluated, lists, watched), seconds)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=f"holds {CATALOGUE} and {EVENTS}")
    parser.add_argument("--whole-catalogue", action="store_true", help="rank every title, not only those in the events")
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), default="last")
    parser.add_argument("--users", type=int, metavar="N", help="only the first N people")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    args = parser.parse_args(argv)
    if not has_files(args.data):
        print(f"There is no {CATALOGUE} and {EVENTS} in {args.data}; nothing was measured.", file=sys.stderr)
        return 1
    dataset = read_dataset(args.data, whole_catalogue=args.whole_catalogue, users=args.users, seed=args.seed)
    watched = popularity_over_time(dataset.logs.values(), len(dataset.items))
    table = run(Setup(dataset, watched, args.protocol, args.seed))
    print(table.text())
    if args.json:
        content = {"notes": table.notes, "rows": table.as_json()}
        args.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
