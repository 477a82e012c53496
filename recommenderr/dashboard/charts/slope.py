"""The rank of each title in two lists, as lines from rank to rank."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import pandas as pd

from recommenderr.dashboard.charts.palette import COMPARED, NEUTRAL
from recommenderr.dashboard.charts.vega import BARE_AXIS, Chart, Spec, to_spec
from recommenderr.insights.list_comparison import Slope

SIDES = ("A", "B")
ROW_PX = 26
COLUMNS = ("row", "title", "list", "rank", "label", "both", "distance", "first", "second")


def chart(slopes: Sequence[Slope], names: Sequence[str], titles: Sequence[str], n_ranks: int) -> Chart:
    """The chart of the lines, with one short name and one whole title for each slope."""
    return Chart(frame(slopes, names, titles), spec(n_ranks), in_words(slopes, titles))


@lru_cache(maxsize=8)
def spec(n_ranks: int) -> Spec:
    """One line a title, its name at both ends; a title of one list is a point alone."""
    side_axis = alt.Axis(
        orient="top", title=None, labelAngle=0, labelFontSize=16, labelFontWeight="bold", labelPadding=8, **BARE_AXIS
    )
    points = (
        alt.Chart()
        .mark_point(filled=True, size=70, opacity=1)
        .encode(color=alt.Color("list:N", scale=alt.Scale(domain=list(SIDES), range=list(COMPARED)), legend=None))
    )
    return to_spec(
        alt.layer(_lines(n_ranks), points, *map(_names, SIDES), height=n_ranks * ROW_PX + 30).encode(
            x=alt.X("list:N", scale=alt.Scale(domain=list(SIDES), type="point", padding=1.2), axis=side_axis),
            y=alt.Y("rank:Q", axis=None, scale=alt.Scale(domain=[n_ranks + 0.6, 0.4], nice=False, zero=False)),
            tooltip=[
                alt.Tooltip("title:N", title="Title"),
                alt.Tooltip("first:N", title="In A"),
                alt.Tooltip("second:N", title="In B"),
            ],
        )
    )


def _lines(n_ranks: int) -> alt.Chart:
    """The farther a title moves, the thicker its line."""
    width = alt.Scale(domain=[0, n_ranks], range=[1.2, 5])
    lines: alt.Chart = alt.Chart().transform_filter("datum.both").mark_line(color=NEUTRAL, opacity=0.8)
    return lines.encode(detail="row:N", strokeWidth=alt.StrokeWidth("distance:Q", scale=width, legend=None))


def _names(side: str) -> alt.Chart:
    """The names at one end of the lines; those of titles that stand in one list only are stronger."""
    left = side == "A"
    names: alt.Chart = (
        alt.Chart()
        .transform_filter(alt.datum.list == side)
        .mark_text(
            align="right" if left else "left",
            dx=-10 if left else 10,
            baseline="middle",
            fontSize=12.5,
            limit=alt.ExprRef("0.35 * width - 12"),
        )
    )
    return names.encode(text="label:N", opacity=alt.when("datum.both").then(alt.value(0.85)).otherwise(alt.value(1)))


def frame(slopes: Sequence[Slope], names: Sequence[str], titles: Sequence[str]) -> pd.DataFrame:
    """One row for each end of a line, and for each point alone."""
    ends = (
        (
            *(slope.row, title, side, rank, f"{rank}. {name}"),
            *(slope.steps is not None, abs(slope.steps or 0)),
            *(rank_in_words(slope.first), rank_in_words(slope.second)),
        )
        for slope, name, title in zip(slopes, names, titles, strict=True)
        for side, rank in zip(SIDES, (slope.first, slope.second), strict=True)
        if rank is not None
    )
    return pd.DataFrame(ends, columns=COLUMNS)


def rank_in_words(rank: int | None) -> str:
    """`rank 3`, or that the title is not on the list."""
    return "not on the list" if rank is None else f"rank {rank}"


def in_words(slopes: Sequence[Slope], titles: Sequence[str]) -> str:
    """The lines as text."""
    return ". ".join(
        f"{title}: in A {rank_in_words(slope.first)}, in B {rank_in_words(slope.second)}"
        for slope, title in zip(slopes, titles, strict=True)
    )
