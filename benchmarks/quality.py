"""How good are the lists? What people watched next, out of everything they had not seen, under many settings.

    python -m benchmarks.quality --data DIR [--whole-catalogue] [--protocol last|rolling] [--users N] [--json FILE]

DIR holds `catalogue.csv.gz` and `events.csv.gz` (see `benchmarks.viewing`). With the same files and seed, all figures
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

from benchmarks import contests, crowd
from benchmarks.contests import DEFAULTS, FIRST, PLAIN, Contest
from benchmarks.quality_table import BASE, Row, Table
from benchmarks.viewing import CATALOGUE, EVENTS, Viewing, read_viewing, there
from recommenderr.evaluation.evaluation import Case, cases, evaluate
from recommenderr.evaluation.splits import Audience, Log, Split, audience, leave_last_out, rolling
from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.user_profile import MEMORY, Memory
from recommenderr.model.weights import Weights

HELD_OUT, SPLITS = 5, 4
NO_MEMORY_LOSS = Memory(math.inf, math.inf)
"""MovieLens has the times of rating sessions, not of viewings: nothing fades."""
PROTOCOLS: Mapping[str, Callable[[Log], list[Split]]] = {
    "last": lambda log: leave_last_out(log, HELD_OUT),
    "rolling": lambda log: rolling(log, HELD_OUT, SPLITS),
}


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What the contests of one run share: the titles, who watched what by when, the cuts, the seed."""

    viewing: Viewing
    audience: Audience
    protocol: str
    seed: int

    def cases(self, folder: Path, memory: Memory, logs: Mapping[int, Log] | None = None) -> list[Case]:
        """Every case; the evidence lies on disk, for it may be larger than memory."""
        viewing, split = self.viewing, PROTOCOLS[self.protocol]
        made = cases(viewing.blocks, viewing.acclaim, logs or viewing.logs, split, memory=memory, kinds=viewing.kinds)
        most = sum(len(split(log)) for log in viewing.logs.values())
        shape = (max(most, 1), len(COLUMNS), len(viewing.items))
        kept = np.memmap(folder / "evidence", np.float32, "w+", shape=shape)
        return [_kept(case, kept[place]) for place, case in enumerate(made)]


def _kept(case: Case, place: Any) -> Case:
    place[:] = case.evidence.columns
    return replace(case, evidence=Evidence(place, case.evidence.closest))


def contests_of(stage: Stage, fits: list[Weights]) -> Iterator[tuple[str, Contest]]:
    """Every contest on the same evidence, in the order of the table."""
    viewing, seed = stage.viewing, stage.seed
    fitted, found = contests.tuned(seed)
    yield "random", contests.at_random(seed)
    yield "acclaim alone", contests.by_scores(lambda case: viewing.acclaim)
    yield "classic, weights as first described", contests.by_weights(FIRST)
    yield "one fixed norm, mean profile, first weights", contests.one_piece(viewing.blocks, "overall")
    yield "closest title instead of the mean", contests.one_piece(viewing.blocks, "closest")
    yield "mean and closest, each on one scale", contests.with_mean_people(viewing.blocks, PLAIN, hard=True)
    yield "+ smooth year", contests.with_mean_people(viewing.blocks, PLAIN, hard=False)
    yield "+ names by how often they were met", contests.by_weights(PLAIN)
    yield "+ acclaim", contests.by_weights(DEFAULTS.changed({"diversity": 0.0}))
    yield BASE, contests.by_weights(DEFAULTS)
    yield "defaults without acclaim", contests.by_weights(DEFAULTS.changed({"acclaim": 0.0}))
    yield "tuned: fitted on one half, judged on the other", fitted
    fits += found
    yield "reference: popularity before the moment", contests.before_the_moment(stage.audience)
    yield "reference: popularity, all training events", contests.of_the_crowd(crowd.popularity, seed)
    if crowd.has_implicit():
        yield "reference: item-kNN (implicit)", contests.of_the_crowd(crowd.item_knn, seed)
        yield "reference: ALS (implicit)", contests.of_the_crowd(crowd.als, seed)
    yield "reference: EASE", contests.of_the_crowd(crowd.ease, seed)
    yield "reference: number of votes today", contests.by_scores(lambda case: viewing.votes)


def run(stage: Stage) -> Table:
    """Holds every contest."""
    table, fits = Table(stage.seed), list[Weights]()
    with tempfile.TemporaryDirectory(prefix="recommenderr-quality-") as name:
        folder = Path(name)
        began = time.perf_counter()
        found = stage.cases(folder, NO_MEMORY_LOSS)
        if not found:
            sys.exit("Nobody has watched enough to be judged.")
        people = len({case.person for case in found})
        table.notes.append(
            f"{len(found)} cases of {people} people, {len(stage.viewing.items)} titles, protocol {stage.protocol}, "
            f"{HELD_OUT} held out, seed {stage.seed}"
        )
        print(f"evidence: {(time.perf_counter() - began) / len(found):.3f} s a case", file=sys.stderr, flush=True)
        for title, contest in contests_of(stage, fits):
            table.add(_judged(title, found, contest, stage.audience))
        del found
        for title, memory, logs in (
            ("defaults, nobody's own ratings known", NO_MEMORY_LOSS, stage.viewing.without_ratings()),
            ("defaults, memory of 30 and 365 days", MEMORY, stage.viewing.logs),
        ):
            table.add(_judged(title, stage.cases(folder, memory, logs), contests.by_weights(DEFAULTS), stage.audience))
    if not crowd.has_implicit():
        table.notes.append("item-kNN and ALS are left out: install the extra with pip install '.[bench]'")
    for half, fit in zip(("first", "second"), fits, strict=False):
        table.notes.append(f"tuned on the {half} half: {contests.shown_weights(fit)}")
    return table


def _judged(name: str, found: Sequence[Case], contest: Contest, watched: Audience) -> Row:
    began = time.perf_counter()
    lists = contest(found)
    seconds = time.perf_counter() - began
    return Row(name, evaluate(found, lists, watched), seconds)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=f"holds {CATALOGUE} and {EVENTS}")
    parser.add_argument("--whole-catalogue", action="store_true", help="rank every title, not only those in the events")
    parser.add_argument("--protocol", choices=sorted(PROTOCOLS), default="last")
    parser.add_argument("--users", type=int, metavar="N", help="the first N people alone")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    asked = parser.parse_args(argv)
    if not there(asked.data):
        print(f"There is no {CATALOGUE} and {EVENTS} in {asked.data}; nothing was measured.", file=sys.stderr)
        return 1
    viewing = read_viewing(asked.data, whole_catalogue=asked.whole_catalogue, users=asked.users, seed=asked.seed)
    watched = audience(viewing.logs.values(), len(viewing.items))
    table = run(Stage(viewing, watched, asked.protocol, asked.seed))
    print(table.text())
    if asked.json:
        content = {"notes": table.notes, "rows": table.as_json()}
        asked.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
