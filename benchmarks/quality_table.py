"""The tables of the quality benchmark, several data sets side by side, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.evaluate import ALL_MEASURES, SetResult
from benchmarks.list_measures import SHARES
from benchmarks.models import BASE, EASE, POPULARITY
from recommenderr.evaluation.bootstrap import Interval, bootstrap, compare, short

HIT, NDCG = "hit_rate@10", "ndcg@10"
LIST_COLUMNS = {
    "hit_rate@20": "hit @20",
    "diversity": "diversity",
    "genre distance": "genre dist.",
    "era distance": "era dist.",
    "age distance": "age dist.",
    "new": "new",
    "rated 9": "rated 9+",
    "series": "series",
    "later parts": "later parts",
}
"""Columns of the second table: the mean is enough."""
WATCHED_NEXT = "what was watched next"


def text(results: Sequence[SetResult], seed: int) -> str:
    """Every table, with a note on each data set."""
    titled = {
        "Hits: mean over people with its 95 % interval, and the paired difference to the defaults": hits_table(
            results, seed
        ),
        "First tens: means over people": lists_table(results),
        "By known titles and by the share of series: hit rate @10 / NDCG @10": segments_table(results, seed),
    }
    parts = [note for result in results for note in result.notes]
    for title, table in titled.items():
        parts += ["", title, "", table.to_string()]
    return "\n".join(parts)


def hits_table(results: Sequence[SetResult], seed: int) -> pd.DataFrame:
    """One row a model; hit rate and NDCG of each data set, with intervals and paired differences."""
    columns = {}
    for result in results:
        for title, measure in (("hit @10", HIT), ("NDCG @10", NDCG)):
            cells, gains = {}, {}
            for name, measured in result.models.items():
                cells[name] = str(measured.interval(measure, seed))
                gain = gain_of(result, name, measure, seed)
                gains[name] = "" if gain is None else signed(gain)
            columns[result.name, title] = cells
            columns[result.name, f"{title}, gain"] = gains
    return _frame(columns)


def lists_table(results: Sequence[SetResult]) -> pd.DataFrame:
    """One row a model and data set: what the first tens consist of; then what was watched next."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for result in results:
        for name, measured in result.models.items():
            cells = {title: short(_mean(measured.values[m], result.people)) for m, title in LIST_COLUMNS.items()}
            rows[result.name, name] = cells | {"coverage": short(measured.coverage)}
        shares = {LIST_COLUMNS[share]: short(_mean(result.watched_next[share], result.people)) for share in SHARES}
        rows[result.name, WATCHED_NEXT] = shares
    return pd.DataFrame(list(rows.values()), index=pd.MultiIndex.from_tuples(rows), dtype=object).fillna("")


def segments_table(results: Sequence[SetResult], seed: int) -> pd.DataFrame:
    """One row a segment; people, the defaults with an interval, and EASE, of each data set."""
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for result in results:
        members = result.segments.items()
        columns[result.name, "people"] = {name: str(len(np.unique(result.people[cases]))) for name, cases in members}
        for model in (BASE, POPULARITY, EASE):
            if model in result.models:
                cells = {name: _segment(result, model, cases, seed) for name, cases in members}
                columns[result.name, model.removeprefix("reference: ")] = cells
    return _frame(columns)


def _segment(result: SetResult, model: str, cases: NDArray[np.bool_], seed: int) -> str:
    """Such as ".300 [.266, .336] / .064"."""
    values, people = result.models[model].values, result.people[cases]
    ndcg = short(_mean(values[NDCG][cases], people))
    hit = bootstrap(values[HIT][cases], people, seed)
    return f"{hit} / {ndcg}" if model == BASE else f"{short(hit.mean)} / {ndcg}"


def _frame(columns: dict[tuple[str, str], dict[str, str]]) -> pd.DataFrame:
    names = list(dict.fromkeys(name for cells in columns.values() for name in cells))
    table = {column: [cells.get(name, "") for name in names] for column, cells in columns.items()}
    return pd.DataFrame(table, index=names, columns=pd.MultiIndex.from_tuples(columns))


def gain_of(result: SetResult, name: str, measure: str, seed: int, base: str = BASE) -> Interval | None:
    """How much better a model is than the defaults on the same cases; None for the defaults themselves."""
    if name == base or base not in result.models:
        return None
    first, second = result.models[base].values[measure], result.models[name].values[measure]
    return compare(first, second, result.people, seed)


def as_json(results: Sequence[SetResult], seed: int) -> dict[str, Any]:
    """Every figure: one row for each data set and model, and for each data set what was watched next."""
    return {
        "notes": [note for result in results for note in result.notes],
        "rows": [_row(result, name, seed) for result in results for name in result.models],
        "watched next": {
            result.name: {
                share: bootstrap(values, result.people, seed).as_json() for share, values in result.watched_next.items()
            }
            for result in results
        },
    }


def _row(result: SetResult, name: str, seed: int) -> dict[str, Any]:
    measured = result.models[name]
    gains = {measure: gain_of(result, name, measure, seed) for measure in (HIT, NDCG)}
    segments = {
        segment: {"people": len(np.unique(result.people[cases]))}
        | {m: bootstrap(measured.values[m][cases], result.people[cases], seed).as_json() for m in (HIT, NDCG)}
        for segment, cases in result.segments.items()
    }
    return {
        "data": result.name,
        "name": name,
        "measures": {measure: measured.interval(measure, seed).as_json() for measure in ALL_MEASURES},
        "coverage": measured.coverage,
        **{f"{m} against the defaults": None if gain is None else gain.as_json() for m, gain in gains.items()},
        "segments": segments,
    }


def signed(gain: Interval) -> str:
    """`+.010 [+.004, +.016]`."""
    mean, low, high = (("" if value < 0 else "+") + short(value) for value in (gain.mean, gain.low, gain.high))
    return f"{mean} [{low}, {high}]"


def _mean(values: NDArray[np.float64], people: NDArray[np.int64]) -> float:
    """The mean of the people's means."""
    _, place = np.unique(people, return_inverse=True)
    return float((np.bincount(place, values) / np.bincount(place)).mean())
