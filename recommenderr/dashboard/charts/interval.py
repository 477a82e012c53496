"""How good two settings would have been: bars with their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import pandas as pd

from recommenderr.dashboard.charts.palette import NEUTRAL
from recommenderr.dashboard.charts.vega import AXIS, LEGEND, Chart, Spec, compared_colour, to_spec
from recommenderr.evaluation.backtest import EvalResult

NAMES = {
    "hit_rate@10": "Lists of 10 with a hit",
    "hit_rate@20": "Lists of 20 with a hit",
    "recall@10": "Share found in 10",
    "ndcg@10": "NDCG of 10",
    "mrr@10": "1 / rank of the first hit",
    "diversity": "Diversity of genres",
}
SIDES = ("A", "B")
BAR_PX = 20


def chart(results: Sequence[EvalResult]) -> Chart:
    """The chart of the results of A and B."""
    return Chart(frame(results), spec(), in_words(results))


@lru_cache(maxsize=1)
def spec() -> Spec:
    """Two bars a measure, each with a line from the low to the high end of its interval."""
    numbers = {"mean": "Mean", "low": "From", "high": "To"}
    bars = (
        alt.Chart()
        .mark_bar(cornerRadius=2, opacity=0.65)
        .encode(
            x=alt.X("mean:Q", scale=alt.Scale(domain=[0, 1])).axis(
                title="Mean, and where it would lie 95 % of the time", tickCount=5
            ),
            color=compared_colour("side:N", SIDES).sort(list(SIDES)),
        )
    )
    intervals = alt.Chart().mark_rule(strokeWidth=2, color=NEUTRAL).encode(x="low:Q", x2="high")
    return to_spec(
        alt.layer(bars, intervals, height=alt.Step(BAR_PX))
        .encode(
            y=alt.Y("measure:N", sort=None, title=None, axis=alt.Axis(labelLimit=170)),
            yOffset=alt.YOffset("side:N", sort=list(SIDES)),
            tooltip=[
                alt.Tooltip("measure:N", title="Measure"),
                alt.Tooltip("side:N", title="Setting"),
                *(alt.Tooltip(f"{field}:Q", title=title, format=".3f") for field, title in numbers.items()),
            ],
        )
        .configure_axis(**AXIS)
        .configure_legend(**LEGEND)
    )


def frame(results: Sequence[EvalResult]) -> pd.DataFrame:
    """One row a bar: `measure`, `side`, `mean`, `low`, `high`."""
    return pd.DataFrame(
        {"measure": name, "side": side} | result.interval(measure).as_json()
        for measure, name in NAMES.items()
        for side, result in zip(SIDES, results, strict=True)
    )


def in_words(results: Sequence[EvalResult]) -> str:
    """The bars as text: `NDCG of 10: A .143 [.121, .166], B .150 [.125, .171]`."""
    return ". ".join(
        f"{name}: " + ", ".join(f"{side} {v.interval(measure)}" for side, v in zip(SIDES, results, strict=True))
        for measure, name in NAMES.items()
    )
