"""Are similar titles those that the same people watch? For each title, the first ten against what its viewers share.

    python -m benchmarks.similar --data DIR [--data DIR ...] [--fit] [--json FILE]

The truth is everyone's history: of each title that at least 20 people watched, the 50 titles nearest to it by shrunk
cosine, `n_ij / sqrt(n_i n_j) * n_ij / (n_ij + 10)` with `n` the numbers of people, among those that 10 people watched.
The figure is the share of the first ten similar titles that are among these 50. `--fit` searches the weights of the
groups on one half of the titles, drawn with the seed, and shows them with their figure on the other half.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.candidates import Rows
from benchmarks.dataset import Dataset, DatasetError, read_dataset
from benchmarks.quality import set_names
from recommenderr.evaluation.bootstrap import Interval, bootstrap
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.user_model import recommend
from recommenderr.model.weights import GROUPS, Weights, default_weights
from recommenderr.recommender.similar import similar_model

ASKED_FROM, OFFERED_FROM = 20, 10
NEAREST, SHOWN, SHRINKAGE = 50, 10, 10.0
STEPS = (0.0, 0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0)
"""What the search multiplies one weight by; it goes through all groups until nothing gains."""
DEFAULTS = default_weights().changed({"diversity": 0.0})


@dataclass(frozen=True, eq=False)
class Truth:
    """What is near to what, by who watched both; positions are places in `titles`.

    Attributes:
        dataset: titles and events.
        titles: int32, ascending: the titles that enough people watched to be offered.
        asked: intp: the positions of the titles that enough people watched to be asked for.
        near: bool, shape (n_asked, n_titles): whether a title is among the nearest.
    """

    dataset: Dataset
    titles: Rows
    asked: NDArray[np.intp]
    near: NDArray[np.bool_]

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """The features of `titles`."""
        return {group: block.take(self.titles) for group, block in self.dataset.blocks.items()}

    def shares(self, weights: Weights) -> NDArray[np.float64]:
        """For each title asked for, the share of its first ten similar titles that are near; shape (n_asked,)."""
        shares = np.zeros(len(self.asked))
        for number, position in enumerate(self.asked.tolist()):
            candidates = np.ones(len(self.titles), dtype=np.bool_)
            candidates[position] = False
            rows = recommend(similar_model(self.blocks, position, candidates), weights, SHOWN).rows
            shares[number] = self.near[number, rows].mean()
        return shares

    @cached_property
    def half(self) -> NDArray[np.bool_]:
        """The half of the titles asked for that weights are fitted on."""
        return np.isin(np.arange(len(self.asked)), np.random.default_rng(0).permutation(len(self.asked))[::2])

    def part(self, chosen: NDArray[np.bool_]) -> Truth:
        """The same for some of the titles asked for."""
        return Truth(self.dataset, self.titles, self.asked[chosen], self.near[chosen])


def truth(dataset: Dataset) -> Truth:
    """Compares all titles that enough people watched.

    Raises:
        DatasetError: there are none.
    """
    watched = [np.unique(log.rows) for log in dataset.logs.values()]
    people = np.repeat(np.arange(len(watched)), [len(rows) for rows in watched])
    pairs = (people, np.concatenate(watched))
    matrix = csr_array((np.ones(len(people)), pairs), (len(watched), len(dataset.items)))
    counts: NDArray[np.float64] = np.asarray(matrix.sum(axis=0)).ravel()
    titles = np.flatnonzero(counts >= OFFERED_FROM).astype(np.int32)
    asked = np.flatnonzero(counts[titles] >= ASKED_FROM)
    if len(asked) == 0 or len(titles) <= NEAREST:
        raise DatasetError(f"{dataset.name}: too few titles were watched by at least {OFFERED_FROM} people.")
    both = np.asarray((matrix[:, titles[asked]].T @ matrix[:, titles]).todense())
    cosine = both / np.sqrt(np.outer(counts[titles[asked]], counts[titles])) * both / (both + SHRINKAGE)
    cosine[np.arange(len(asked)), asked] = -1.0
    near = np.zeros(cosine.shape, dtype=np.bool_)
    np.put_along_axis(near, np.argsort(-cosine, axis=1, kind="stable")[:, :NEAREST], True, axis=1)
    return Truth(dataset, titles, asked, near & (cosine > 0))


def fitted(truths: Sequence[Truth], start: Weights = DEFAULTS) -> Weights:
    """The weights with the largest mean share over the sets, one group after the other until nothing gains."""

    def value(weights: Weights) -> float:
        return float(np.mean([one.shares(weights).mean() for one in truths]))

    weights, best = start, value(start)
    for _ in range(3):
        before = best
        for group in GROUPS:
            current = weights.of(group)
            for step in STEPS:
                tried = weights.changed({group: round(current * step, 3)})
                if step != 1.0 and (gained := value(tried)) > best:
                    weights, best = tried, gained
        if best == before:
            break
    return weights


def settings() -> dict[str, Weights]:
    """What is compared: the product, and each group by itself."""
    nothing = dict.fromkeys(GROUPS, 0.0)
    alone = {f"{group} alone": DEFAULTS.changed(nothing | {group: 1.0}) for group in GROUPS}
    return {"similar titles": DEFAULTS} | alone


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, action="append", metavar="DIR")
    parser.add_argument("--fit", action="store_true", help="search weights on half of the titles")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    args = parser.parse_args(argv)
    try:
        names = zip(args.data, set_names(args.data), strict=True)
        truths = [truth(read_dataset(folder, name=name)) for folder, name in names]
    except DatasetError as err:
        print(err, file=sys.stderr)
        return 1
    compared = settings()
    columns = {one.dataset.name: {name: _share(one, weights) for name, weights in compared.items()} for one in truths}
    for one in truths:
        columns[one.dataset.name]["any titles"] = bootstrap(one.near.mean(axis=1), np.arange(len(one.asked)))
    if args.fit:
        found = fitted([one.part(one.half) for one in truths])
        halves = {"default weights, other half": DEFAULTS, "fitted on one half, other half": found}
        print("fitted:", ", ".join(f"{group} {found.of(group):g}" for group in GROUPS))
        for one in truths:
            columns[one.dataset.name] |= {
                name: _share(one.part(~one.half), weights) for name, weights in halves.items()
            }
    print("; ".join(f"{one.dataset.name}: {len(one.asked)} titles among {len(one.titles)}" for one in truths))
    print(pd.DataFrame({name: {row: str(cell) for row, cell in cells.items()} for name, cells in columns.items()}))
    if args.json:
        document = {name: {row: cell.as_json() for row, cell in cells.items()} for name, cells in columns.items()}
        args.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


def _share(one: Truth, weights: Weights) -> Interval:
    return bootstrap(one.shares(weights), np.arange(len(one.asked)))


if __name__ == "__main__":
    sys.exit(main())
