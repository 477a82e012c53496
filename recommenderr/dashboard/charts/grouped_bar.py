"""Two mixes beside each other as bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from recommenderr.dashboard.charts.palette import BESIDE
from recommenderr.insights.distributions import Pair

ROW_PX = 36


@lru_cache(maxsize=8)
def pair_spec(first: str, second: str) -> dict[str, Any]:
    """Two bars for each name, in the two colours of what stands beside each other."""
    return {
        "mark": {"type": "bar", "cornerRadius": 2},
        "height": {"step": ROW_PX // 2},
        "config": {"axis": {"labelFontSize": 13, "titleFontSize": 13}, "legend": {"offset": 4, "labelFontSize": 13}},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 130}},
            "yOffset": {"field": "series", "sort": [first, second]},
            "x": {
                "field": "share",
                "type": "quantitative",
                "title": "Share of the titles",
                "axis": {"format": ".0%", "tickCount": 4},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "scale": {"domain": [first, second], "range": list(BESIDE)},
                "legend": {"orient": "bottom", "symbolType": "square"},
            },
            "tooltip": [
                {"field": "name", "title": "Of"},
                {"field": "series", "title": "List"},
                {"field": "share", "title": "Share", "format": ".1%"},
            ],
        },
    }


def pair_chart(pairs: Sequence[Pair], first: str, second: str) -> dict[str, Any]:
    """The bars of these names, ready to be drawn."""
    rows = [
        {"name": pair.name, "series": series, "share": share}
        for pair in pairs
        for series, share in ((first, pair.first), (second, pair.second))
    ]
    return pair_spec(first, second) | {"data": {"values": rows}}


def in_words(pairs: Sequence[Pair], first: str, second: str) -> str:
    """The bars for who does not see them: `Drama: watched 41 %, recommended 38 %`."""
    return ". ".join(
        f"{pair.name}: {first.lower()} {pair.first:.0%}, {second.lower()} {pair.second:.0%}" for pair in pairs
    )
