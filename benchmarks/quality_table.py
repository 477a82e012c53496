"""The table of the quality benchmark: one line a model, with intervals, and the same as JSON."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from recommenderr.evaluation.bootstrap import Interval, compare, short
from recommenderr.evaluation.evaluation import LIST_MEASURES, MEASURES, Evaluation

BASE = "+ diversity: the defaults"
"""The line that all others are held against."""

SHOWN_MEANS = ("recall@10", "mrr@10", "hit_rate@20", "ndcg@20", "diversity", "novelty", "calibration")
HEAD = "  ".join(
    [
        f"{'':<46}",
        *(f"{text:<19}" for text in ("hit rate @10", "NDCG @10")),
        f"{'NDCG against defaults':<23}",
        *(f"{text:>6}" for text in ("rec@10", "mrr@10", "hit@20", "ndc@20", "divers", "novel", "calibr", "cover")),
        "seconds",
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of the table."""

    name: str
    evaluation: Evaluation
    seconds: float


@dataclass(slots=True)
class Table:
    """The lines, and what is to be said of all of them."""

    seed: int
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Keeps a line, and says on stderr that it is there."""
        self.rows.append(row)
        print(f"{row.name} ({row.seconds:.1f} s)", file=sys.stderr, flush=True)

    def text(self) -> str:
        """The whole table."""
        return "\n".join([self.notes[0], HEAD, *map(self.line, self.rows), *self.notes[1:]])

    def line(self, row: Row) -> str:
        """A row as a line of text."""
        means = [short(row.evaluation.interval(measure, self.seed).mean) for measure in SHOWN_MEANS]
        intervals = [str(row.evaluation.interval(measure, self.seed)) for measure in ("hit_rate@10", "ndcg@10")]
        gain = self.gain(row)
        return "  ".join(
            [
                f"{row.name:<46}",
                *(f"{text:<19}" for text in intervals),
                f"{'' if gain is None else signed(gain):<23}",
                *(f"{text:>6}" for text in [*means, short(row.evaluation.coverage)]),
                f"{row.seconds:7.1f}",
            ]
        )

    def gain(self, row: Row) -> Interval | None:
        """NDCG@10 against the defaults on the same cases; None for the defaults themselves."""
        base = next((one for one in self.rows if one.name == BASE), None)
        if base is None or base is row:
            return None
        measured = base.evaluation.values["ndcg@10"], row.evaluation.values["ndcg@10"]
        return compare(*measured, row.evaluation.people, self.seed)

    def as_json(self) -> list[dict[str, Any]]:
        """Every row with every measure."""
        return [self._row(row) for row in self.rows]

    def _row(self, row: Row) -> dict[str, Any]:
        gain = self.gain(row)
        measures = {name: row.evaluation.interval(name, self.seed).as_json() for name in (*MEASURES, *LIST_MEASURES)}
        return {
            "name": row.name,
            "measures": measures,
            "coverage": row.evaluation.coverage,
            "ndcg@10 against the defaults": None if gain is None else gain.as_json(),
            "seconds": row.seconds,
        }


def signed(gain: Interval) -> str:
    """`+.010 [+.004, +.016]`."""
    mean, low, high = (("" if value < 0 else "+") + short(value) for value in (gain.mean, gain.low, gain.high))
    return f"{mean} [{low}, {high}]"
