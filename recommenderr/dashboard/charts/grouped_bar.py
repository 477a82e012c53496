"""Two distributions next to each other, as bars."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import pandas as pd

from recommenderr.dashboard.charts.vega import AXIS, LEGEND, Chart, Spec, compared_colour, to_spec

ROW_PX = 36


def chart(pairs: pd.DataFrame, first: str, second: str) -> Chart:
    """The chart of two distributions of `insights.distributions`, named `first` and `second`."""
    return Chart(frame(pairs, first, second), spec(first, second), in_words(pairs, first, second))


@lru_cache(maxsize=8)
def spec(first: str, second: str) -> Spec:
    """Two bars for each name, in the two colours of what is compared."""
    series = (first, second)
    return to_spec(
        alt.Chart(height=alt.Step(ROW_PX // 2))
        .mark_bar(cornerRadius=2)
        .encode(
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=130)),
            yOffset=alt.YOffset("series:N", sort=list(series)),
            x=alt.X("share:Q", title="Share of the titles", axis=alt.Axis(format=".0%", tickCount=4)),
            color=compared_colour("series:N", series),
            tooltip=[
                alt.Tooltip("name:N", title="Of"),
                alt.Tooltip("series:N", title="List"),
                alt.Tooltip("share:Q", title="Share", format=".1%"),
            ],
        )
        .configure_axis(**AXIS)
        .configure_legend(**LEGEND)
    )


def frame(pairs: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """One row a bar: `name`, `series`, `share`."""
    series = pd.Index([first, second] * len(pairs), dtype=object)
    return pd.DataFrame({"name": pairs.index.repeat(2), "series": series, "share": pairs.to_numpy().ravel()})


def in_words(pairs: pd.DataFrame, first: str, second: str) -> str:
    """The bars as text: `Drama: watched 41%, recommended 38%`."""
    return ". ".join(
        f"{name}: {first.lower()} {first_share:.0%}, {second.lower()} {second_share:.0%}"
        for name, (first_share, second_share) in zip(pairs.index, pairs.to_numpy().tolist(), strict=True)
    )
