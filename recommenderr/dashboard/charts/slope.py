"""Where each title stands in two lists, as lines from rank to rank."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from recommenderr.dashboard.charts.palette import BESIDE, OTHER
from recommenderr.insights.list_comparison import Slope

ROW_PX = 26


@lru_cache(maxsize=8)
def slope_spec(ranks: int) -> dict[str, Any]:
    """One line a title, its name at both ends; a title of one list is a point alone."""
    lists = {
        "field": "list",
        "type": "nominal",
        "scale": {"domain": ["A", "B"], "type": "point", "padding": 1.2},
        "axis": {"orient": "top", "title": None, "labelAngle": 0, "labelFontSize": 16, "labelFontWeight": "bold"}
        | {"domain": False, "ticks": False, "grid": False, "labelPadding": 8},
    }
    rank = {
        "field": "rank",
        "type": "quantitative",
        "scale": {"domain": [ranks + 0.6, 0.4], "nice": False, "zero": False},
        "axis": None,
    }
    colour = {"field": "list", "scale": {"domain": ["A", "B"], "range": list(BESIDE)}, "legend": None}
    tooltip = [
        {"field": "title", "title": "Title"},
        {"field": "first", "title": "In A"},
        {"field": "second", "title": "In B"},
    ]
    return {
        "height": ranks * ROW_PX + 30,
        "encoding": {"x": lists, "y": rank, "tooltip": tooltip},
        "layer": [
            {
                "mark": {"type": "line", "color": OTHER, "opacity": 0.8},
                "transform": [{"filter": "datum.both"}],
                "encoding": {
                    "detail": {"field": "row"},
                    "strokeWidth": {
                        "field": "distance",
                        "type": "quantitative",
                        "scale": {"domain": [0, ranks], "range": [1.2, 5]},
                        "legend": None,
                    },
                },
            },
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {"color": colour}},
            *(_names(side) for side in ("A", "B")),
        ],
    }


def _names(side: str) -> dict[str, Any]:
    left = side == "A"
    return {
        "transform": [{"filter": f"datum.list == '{side}'"}],
        "mark": {
            "type": "text",
            "align": "right" if left else "left",
            "dx": -10 if left else 10,
            "baseline": "middle",
            "fontSize": 12.5,
            "limit": {"expr": "0.35 * width - 12"},
        },
        "encoding": {
            "text": {"field": "label"},
            "opacity": {"condition": {"test": "datum.both", "value": 0.85}, "value": 1},
        },
    }


def slope_chart(slopes: Sequence[Slope], names: Sequence[str], titles: Sequence[str], ranks: int) -> dict[str, Any]:
    """The lines of these titles, ready to be drawn: one short name and one whole title for each slope."""
    rows = [
        {
            "row": slope.row,
            "title": title,
            "list": side,
            "rank": rank,
            "label": f"{rank}. {name}",
            "both": slope.steps is not None,
            "distance": abs(slope.steps or 0),
            "first": place(slope.first),
            "second": place(slope.second),
        }
        for slope, name, title in zip(slopes, names, titles, strict=True)
        for side, rank in (("A", slope.first), ("B", slope.second))
        if rank is not None
    ]
    return slope_spec(ranks) | {"data": {"values": rows}}


def place(rank: int | None) -> str:
    """A rank in words."""
    return "not on the list" if rank is None else f"rank {rank}"


def in_words(slopes: Sequence[Slope], titles: Sequence[str]) -> str:
    """The lines for who does not see them."""
    return ". ".join(
        f"{title}: in A {place(slope.first)}, in B {place(slope.second)}"
        for slope, title in zip(slopes, titles, strict=True)
    )
