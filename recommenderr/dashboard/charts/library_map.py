"""The map of the library: a point a title, what is near is alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from recommenderr.dashboard.charts.palette import BESIDE, OTHER
from recommenderr.insights.library_map import Landmark, Point

HEIGHT_PX = 520
KINDS = {"other": "In the library", "watched": "Watched", "recommended": "Recommended"}


@lru_cache(maxsize=1)
def map_spec() -> dict[str, Any]:
    """Points that differ in colour, shape and size, and the names of genres over them."""
    kinds = list(KINDS.values())
    flat = {"scale": {"domain": [-0.03, 1.03]}, "axis": None, "type": "quantitative"}
    kind = {"field": "kind", "type": "nominal", "title": None}
    return {
        "height": HEIGHT_PX,
        "config": {"view": {"stroke": None}, "legend": {"orient": "bottom", "labelFontSize": 13, "offset": 4}},
        "encoding": {"x": flat | {"field": "x"}, "y": flat | {"field": "y"}},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "aria": False},
                "encoding": {
                    "color": kind | {"scale": {"domain": kinds, "range": [OTHER, *BESIDE]}},
                    "shape": kind | {"scale": {"domain": kinds, "range": ["circle", "circle", "diamond"]}},
                    "size": kind | {"scale": {"domain": kinds, "range": [24, 60, 110]}},
                    "opacity": kind | {"scale": {"domain": kinds, "range": [0.5, 0.9, 1]}},
                    "tooltip": [{"field": "title", "title": "Title"}, kind | {"title": "Is"}],
                },
            },
        ],
    }


def map_chart(points: Sequence[Point], titles: Sequence[str], landmarks: Sequence[Landmark]) -> dict[str, Any]:
    """The points with their names, ready to be drawn."""
    rows = [
        {"title": title, "kind": KINDS[point.kind], "x": round(point.x, 3), "y": round(point.y, 3)}
        for point, title in zip(points, titles, strict=True)
    ]
    names = {
        "data": {"values": [{"name": one.name, "x": one.x, "y": one.y} for one in landmarks]},
        "mark": {"type": "text", "fontSize": 15, "fontWeight": 700, "fontStyle": "italic", "opacity": 0.85},
        "encoding": {"text": {"field": "name"}},
    }
    spec = map_spec()
    return spec | {"layer": [*spec["layer"], names], "data": {"values": rows}}


def in_words(points: Sequence[Point], n_titles: int) -> str:
    """The map for who does not see it."""
    count = {kind: sum(point.kind == kind for point in points) for kind in KINDS}
    return (
        f"{len(points):,} of the library's {n_titles:,} titles as points, alike ones close together: "
        f"{count['watched']:,} watched and {count['recommended']:,} recommended ones are marked."
    )
