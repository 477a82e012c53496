"""The table of the quality benchmark: one line for each model, with intervals, and the same as JSON."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from recommenderr.evaluation.bootstrap import Interval, compare, short
from recommenderr.evaluation.evaluation import LIST_MEASURES, MEASURES, Measurements

BASE = "+ diversity: the defaults"
"""The model that all others are compared with."""

INTERVALS = {"hit_rate@10": "hit rate @10", "ndcg@10": "NDCG @10"}
MEANS = {
    "recall@10": "rec@10",
    "mrr@10": "mrr@10",
    "hit_rate@20": "hit@20",
    "ndcg@20": "ndcg@20",
    "diversity": "divers",
    "novelty": "novel",
    "calibration": "calibr",
}
"""Columns of the printed table: measures with their interval, and measures of which the mean is enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of the table."""

    name: str
    measurements: Measurements
    seconds: float


@dataclass(slots=True)
class Table:
    """The lines, and notes on all of them."""

    seed: int
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Adds a line, and reports it on stderr."""
        self.rows.append(row)
        print(f"{row.name} ({row.seconds:.1f} s)", file=sys.stderr, flush=True)

    def text(self) -> str:
        """The whole table with its notes."""
        return "\n".join([self.notes[0], self.frame().to_string(), *self.notes[1:]])

    def frame(self) -> pd.DataFrame:
        """The table as it is printed: one row a model, text in every cell."""
        return pd.DataFrame([self._cells(row) for row in self.rows], index=[row.name for row in self.rows])

    def _cells(self, row: Row) -> dict[str, str]:
        gain, evaluation = self.gain(row), row.measurements
        return {
            **{title: str(evaluation.interval(measure, self.seed)) for measure, title in INTERVALS.items()},
            "NDCG against defaults": "" if gain is None else signed(gain),
            **{title: short(evaluation.interval(measure, self.seed).mean) for measure, title in MEANS.items()},
            "cover": short(evaluation.coverage),
            "seconds": f"{row.seconds:.1f}",
        }

    def gain(self, row: Row) -> Interval | None:
        """NDCG@10 against the defaults on the same cases; None for the defaults themselves."""
        base = next((other for other in self.rows if other.name == BASE), None)
        if base is None or base is row:
            return None
        measured = base.measurements.values["ndcg@10"], row.measurements.values["ndcg@10"]
        return compare(*measured, row.measurements.people, self.seed)

    def as_json(self) -> list[dict[str, Any]]:
        """Every row with every measure."""
        return [self._row(row) for row in self.rows]

    def _row(self, row: Row) -> dict[str, Any]:
        gain = self.gain(row)
        measures = {name: row.measurements.interval(name, self.seed).as_json() for name in (*MEASURES, *LIST_MEASURES)}
        return {
            "name": row.name,
            "measures": measures,
            "coverage": row.measurements.coverage,
            "ndcg@10 against the defaults": None if gain is None else gain.as_json(),
            "seconds": row.seconds,
        }


def signed(gain: Interval) -> str:
    """`+.010 [+.004, +.016]`."""
    mean, low, high = (("" if value < 0 else "+") + short(value) for value in (gain.mean, gain.low, gain.high))
    return f"{mean} [{low}, {high}]"
