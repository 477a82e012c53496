"""The map of the library: a point a title, similar titles close together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from recommenderr.dashboard.charts.palette import COMPARED, NEUTRAL
from recommenderr.dashboard.charts.vega import LABEL_PX, Chart, Spec, to_spec
from recommenderr.insights.library_map import Landmark, Point

HEIGHT_PX = 520
KINDS = {"other": "In the library", "watched": "Watched", "recommended": "Recommended"}
LANDMARK = "Landmark"


def chart(points: Sequence[Point], titles: Sequence[str], landmarks: Sequence[Landmark], words: str) -> Chart:
    """The chart of the map, with one title for each point."""
    return Chart(frame(points, titles, landmarks), spec(), words)


@lru_cache(maxsize=1)
def spec() -> Spec:
    """Points that differ in colour, shape and size, and the names of genres over them."""

    def by_kind(values: list[Any]) -> dict[str, Any]:
        return {"title": None, "scale": alt.Scale(domain=list(KINDS.values()), range=values)}

    flat: dict[str, Any] = {"scale": alt.Scale(domain=[-0.03, 1.03]), "axis": None}
    points = (
        alt.Chart()
        .transform_filter(alt.datum.kind != LANDMARK)
        .mark_point(filled=True, aria=False)
        .encode(
            color=alt.Color("kind:N", **by_kind([NEUTRAL, *COMPARED])),
            shape=alt.Shape("kind:N", **by_kind(["circle", "circle", "diamond"])),
            size=alt.Size("kind:N", **by_kind([24, 60, 110])),
            opacity=alt.Opacity("kind:N", **by_kind([0.5, 0.9, 1])),
            tooltip=[alt.Tooltip("title:N", title="Title"), alt.Tooltip("kind:N", title="Is")],
        )
    )
    names = (
        alt.Chart()
        .transform_filter(alt.datum.kind == LANDMARK)
        .mark_text(fontSize=15, fontWeight=700, fontStyle="italic", opacity=0.85)
        .encode(text="title:N")
    )
    return to_spec(
        alt.layer(points, names, height=HEIGHT_PX)
        .encode(x=alt.X("x:Q", **flat), y=alt.Y("y:Q", **flat))
        .configure_view(stroke=None)
        .configure_legend(orient="bottom", labelFontSize=LABEL_PX, offset=4)
    )


def frame(points: Sequence[Point], titles: Sequence[str], landmarks: Sequence[Landmark]) -> pd.DataFrame:
    """One row a point, then one a landmark: `title`, `kind`, `x`, `y`."""
    return pd.DataFrame(
        {
            "title": [*titles, *(landmark.name for landmark in landmarks)],
            "kind": [*(KINDS[point.kind] for point in points), *(LANDMARK for _ in landmarks)],
            "x": [*(round(point.x, 3) for point in points), *(landmark.x for landmark in landmarks)],
            "y": [*(round(point.y, 3) for point in points), *(landmark.y for landmark in landmarks)],
        }
    )


def in_words(points: Sequence[Point], n_titles: int) -> str:
    """The map as text."""
    count = {kind: sum(point.kind == kind for point in points) for kind in KINDS}
    return (
        f"{len(points):,} of the library's {n_titles:,} titles as points, alike ones close together: "
        f"{count['watched']:,} watched and {count['recommended']:,} recommended ones are marked."
    )
