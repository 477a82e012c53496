"""What each piece of the lists is worth: the defaults without it, paired with the defaults, on any number of data sets.

    python -m benchmarks.steps --data DIR [--data DIR ...] [--protocol NAME ...] [--users N] [--json FILE]

Every figure is the gain of the defaults over the same lists without one piece: above 0, the piece pays. Protocols are
those of `benchmarks.quality`, `household` and `household-new` unless others are named.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.cases import PROTOCOLS, Protocol
from benchmarks.dataset import DatasetError, read_dataset
from benchmarks.evaluate import SetResult, evaluate_dataset
from benchmarks.models import BASE, DEFAULTS, LENGTH, Ranker, by_weights
from benchmarks.quality import set_names
from benchmarks.quality_table import HIT, NDCG, gain_of, signed
from recommenderr.evaluation.bootstrap import Interval
from recommenderr.model.evidence import LIFT_COLUMNS, build_evidence
from recommenderr.model.user_lifts import LIFTS, UserLifts
from recommenderr.model.user_model import UserModel, recommend
from recommenderr.model.weights import SHOWN_GROUPS

HOUSEHOLDS = ("household", "household-new")


def without_group(group: str) -> Ranker:
    """The weight of one group at 0."""
    return by_weights(**{group: 0.0})


def without_lift(kind: str) -> Ranker:
    """One kind of label adds nothing to the column it is part of."""
    group, coefficient = LIFTS[kind]

    def ranked(model: UserModel) -> NDArray[np.intp]:
        assert model.lifts is not None
        columns = model.evidence.columns.copy()
        lift = model.lifts.labels[kind].of_all(model.lifts.lifts[kind].lifts)
        columns[LIFT_COLUMNS[group]] -= (coefficient * lift).astype(np.float32)
        return _ranked(replace(model, evidence=replace(model.evidence, columns=columns)))

    return ranked


def without_renown(model: UserModel) -> NDArray[np.intp]:
    """No title has an id of TMDB or IMDb."""
    assert model.facts is not None
    unknown = np.full(len(model.facts), np.nan, np.float32)
    facts = replace(model.facts, renown=np.zeros(len(model.facts), np.float32), renown_rank=unknown)
    evidence = build_evidence(model.blocks, UserLifts(facts, model.profile, model.candidates))
    return _ranked(replace(model, facts=facts, evidence=evidence))


def _ranked(model: UserModel) -> NDArray[np.intp]:
    return recommend(model, DEFAULTS, LENGTH).rows


PIECES: Mapping[str, Ranker] = {
    BASE: by_weights(),
    "re-ranking": by_weights(diversity=0.0),
    **{f"group {group}": without_group(group) for group in SHOWN_GROUPS},
    "the single most similar title": by_weights(breadth=0.0),
    **{f"lift of {kind}": without_lift(kind) for kind in LIFTS},
    "renown, with its lift": without_renown,
}
"""The defaults, and the lists without each piece."""


def worth(result: SetResult, piece: str, measure: str, seed: int) -> Interval:
    """How much better the defaults are than without this piece."""
    gain = gain_of(result, BASE, measure, seed, base=piece)
    assert gain is not None
    return gain


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, action="append", metavar="DIR")
    parser.add_argument("--protocol", choices=PROTOCOLS, action="append")
    parser.add_argument("--users", type=int, metavar="N", help="judge only the first N people")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    args = parser.parse_args(argv)
    columns: dict[str, dict[str, dict[str, Interval]]] = {}
    try:
        for folder, name in zip(args.data, set_names(args.data), strict=True):
            dataset = read_dataset(folder, name=name, seed=args.seed)
            for protocol in args.protocol or HOUSEHOLDS:
                rules = Protocol(protocol, seed=args.seed)
                result = evaluate_dataset(dataset, rules, users=args.users, rankers=PIECES, with_references=False)
                print(*result.notes, sep="\n")
                columns[f"{name}, {protocol}"] = {
                    piece: {measure: worth(result, piece, measure, args.seed) for measure in (HIT, NDCG)}
                    for piece in PIECES
                    if piece != BASE
                }
    except DatasetError as err:
        print(err, file=sys.stderr)
        return 1
    texts = {
        column: {piece: " / ".join(map(signed, gains.values())) for piece, gains in cells.items()}
        for column, cells in columns.items()
    }
    print(pd.DataFrame(texts).to_string())
    if args.json:
        document = {
            column: {piece: {m: gain.as_json() for m, gain in gains.items()} for piece, gains in cells.items()}
            for column, cells in columns.items()
        }
        args.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
