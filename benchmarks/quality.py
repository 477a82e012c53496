"""How good are the lists? What people watched next, out of everything they had not seen, on any number of data sets.

    python -m benchmarks.quality --data DIR [--data DIR ...] --protocol household|household-new|last|rolling
        [--memory viewing|none] [--users N] [--known-at-most N] [--json FILE]

Each DIR holds `catalogue.csv.gz` and `events.csv.gz` (see `benchmarks.dataset`). The protocols:

    household       each person's last five titles, out of a household's library (see `benchmarks.candidates`)
    household-new   the same, and 500 more titles in that library, half of them at most two years old
    rolling         up to four moments in the second half of each history, each with a household's library
    last            each person's last five titles, out of everything that anybody watched

Memory: `viewing` lets what was watched fade (30 and 365 days), `none` does not; `none` is for the times of rating
sessions. By default it is `viewing` if at least half of all views are on days with at most five of the same person.

With the same files and seed, all figures are the same to the last digit. docs/quality.md says what they mean.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import quality_table
from benchmarks.cases import PROTOCOLS, Protocol
from benchmarks.dataset import CATALOGUE, EVENTS, DatasetError, read_dataset
from benchmarks.evaluate import MEMORIES, evaluate_dataset


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what the command line asks for."""
    args = _parser().parse_args(argv)
    protocol = Protocol(args.protocol, args.whole_catalogue, args.known_at_most, args.seed)
    results = []
    for folder, name in zip(args.data, set_names(args.data), strict=True):
        try:
            dataset = read_dataset(folder, name=name, seed=args.seed)
            results.append(evaluate_dataset(dataset, protocol, args.memory, args.users))
        except DatasetError as err:
            print(err, file=sys.stderr)
    if results:
        print(quality_table.text(results, args.seed))
        if args.json:
            document = quality_table.as_json(results, args.seed)
            args.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return 0 if len(results) == len(args.data) else 1


def set_names(folders: Sequence[Path]) -> list[str]:
    """The names of the folders, with as much of their parents as tells them apart, else numbered."""
    parts = [folder.resolve().parts for folder in folders]
    for count in range(1, max(map(len, parts)) + 1):
        names = ["/".join(part[-count:]) for part in parts]
        if len(set(names)) == len(names):
            return names
    return [f"{part[-1]} ({number})" for number, part in enumerate(parts, 1)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, action="append", metavar="DIR", help=f"holds {CATALOGUE} and {EVENTS}"
    )
    parser.add_argument("--protocol", choices=PROTOCOLS, default="household")
    parser.add_argument("--memory", choices=sorted(MEMORIES), help="by default what the times of the events call for")
    parser.add_argument("--users", type=_positive, metavar="N", help="judge only the first N people")
    parser.add_argument(
        "--known-at-most", type=_not_negative, metavar="N", help="know only the N titles that each watched last"
    )
    parser.add_argument("--whole-catalogue", action="store_true", help="rank every title of the catalogue")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser


def _positive(text: str) -> int:
    if (number := _not_negative(text)) == 0:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _not_negative(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
