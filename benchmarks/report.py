"""Figures, the table they are printed in, and the JSON file they are written to."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.timing import Timing

SMALL = (1_000, 10_000)
LARGE = (1_000, 10_000, 100_000, 1_000_000)
_UNITS = {"s": 1.0, "ms": 1e3}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        what: what was measured, in a few words.
        titles: size of the library.
        value: the median, or the only value; in `unit`.
        low, high: the 10th and 90th percentile, None for a single value.
        unit: ms, s, MiB, %, ...
        repeats: how many values there were.
        target: what it shall not exceed, None where nothing is args.
        ratio: the value divided by that of the step it is held against, None where there is none.
    """

    what: str
    titles: int
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    repeats: int = 1
    target: float | None = None
    ratio: float | None = None


def timed(
    what: str, titles: int, timing: Timing, unit: str = "ms", *, target: float | None = None, base: Timing | None = None
) -> Figure:
    """A figure from a timing; `base` is the step that it is held against."""
    factor = _UNITS[unit]
    several = timing.repeats > 1
    return Figure(
        what,
        titles,
        timing.median_s * factor,
        unit,
        timing.low_s * factor if several else None,
        timing.high_s * factor if several else None,
        timing.repeats,
        target,
        None if base is None else timing.median_s / base.median_s,
    )


@dataclass(frozen=True, slots=True)
class Options:
    """What a benchmark script was asked for; `budget_s` is how long one step is repeated."""

    sizes: tuple[int, ...]
    homes: Path
    budget_s: float
    data: Path | None
    json_file: Path | None


@dataclass(slots=True)
class Report:
    """The figures of one subject; each is printed as it comes."""

    subject: str
    machine: dict[str, str] = field(default_factory=describe)
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Prints the head of the table."""
        print(f"{self.subject}: {'; '.join(self.machine.values())}")
        print(_line("what", "titles", "median", "10th to 90th percentile", "of", "target", "ratio"))

    def add(self, figure: Figure) -> Figure:
        """Prints a figure and keeps it."""
        self.figures.append(figure)
        print(_line(*cells(figure)), flush=True)
        return figure

    def note(self, sentence: str) -> None:
        """Prints a sentence and keeps it, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)
            print(f"  {sentence}", flush=True)

    def write(self, file: Path | None) -> None:
        """Writes everything as JSON."""
        if file is not None:
            content = {"subject": self.subject, "machine": self.machine, "figures": [asdict(f) for f in self.figures]}
            file.write_text(json.dumps(content | {"notes": self.notes}, indent=1) + "\n", encoding="utf-8")


def cells(figure: Figure) -> tuple[str, ...]:
    """A figure as the words of one line of a table."""
    spread = "" if figure.low is None or figure.high is None else f"{number(figure.low)} to {number(figure.high)}"
    target = ""
    if figure.target is not None:
        target = f"{'within' if figure.value <= figure.target else 'MISSES'} {number(figure.target)}"
    ratio = "" if figure.ratio is None else f"x {number(figure.ratio)}"
    value = quantity(figure.value, figure.unit)
    return figure.what, f"{figure.titles:,}", value, spread, str(figure.repeats), target, ratio


def number(value: float) -> str:
    """Three digits that count."""
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def quantity(value: float, unit: str) -> str:
    """A number with its unit, if it has one."""
    return f"{number(value)} {unit}".rstrip()


def _line(*words: str) -> str:
    what, titles, value, spread, repeats, target, ratio = words
    return f"  {what:<58} {titles:>9} {value:>11}  {spread:<24} {repeats:>5}  {target:<14} {ratio}".rstrip()


@contextmanager
def options(description: str, argv: Sequence[str] | None = None) -> Iterator[Options]:
    """Reads the command line; without `--homes` the made-up households are removed in the end."""
    parser = argparse.ArgumentParser(description=description)
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--small", action="store_true", help="1,000 and 10,000 titles (the default)")
    sizes.add_argument("--large", action="store_true", help="1,000 to 1,000,000 titles; needs 12 GiB of memory")
    sizes.add_argument("--sizes", type=_sizes, help="so many titles, such as 10000,100000")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--homes", type=Path, metavar="DIR", help="keep the households there, for the next run")
    parser.add_argument("--budget", type=float, default=1.0, metavar="S", help="repeat each step for so many seconds")
    parser.add_argument("--data", type=Path, metavar="DIR", help="take the titles of DIR/catalogue.csv.gz")
    args = parser.parse_args(argv)
    chosen = args.sizes or (LARGE if args.large else SMALL)
    with tempfile.TemporaryDirectory(prefix="recommenderr-benchmarks-") as temporary:
        yield Options(chosen, args.homes or Path(temporary), args.budget, args.data, args.json)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def run_as_script(subject: str, run: Callable[[Report, Options], None]) -> None:
    """Runs one subject from the command line."""
    with options(str(sys.modules["__main__"].__doc__)) as args:
        report = Report(subject)
        report.begin()
        run(report, args)
        report.write(args.json_file)
