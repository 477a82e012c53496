"""How good two settings would have been: bars with their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from recommenderr.dashboard.charts.palette import BESIDE, OTHER
from recommenderr.evaluation.backtest import Verdict

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


@lru_cache(maxsize=1)
def verdict_spec() -> dict[str, Any]:
    """Two bars a measure, each with a line from the low to the high end of its interval."""
    side = {"field": "side", "sort": list(SIDES)}
    return {
        "height": {"step": BAR_PX},
        "config": {"axis": {"labelFontSize": 13, "titleFontSize": 13}, "legend": {"offset": 4, "labelFontSize": 13}},
        "encoding": {
            "y": {"field": "measure", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 170}},
            "yOffset": side,
            "tooltip": [
                {"field": "measure", "title": "Measure"},
                {"field": "side", "title": "Setting"},
                {"field": "mean", "title": "Mean", "format": ".3f"},
                {"field": "low", "title": "From", "format": ".3f"},
                {"field": "high", "title": "To", "format": ".3f"},
            ],
        },
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadius": 2, "opacity": 0.65},
                "encoding": {
                    "x": {
                        "field": "mean",
                        "type": "quantitative",
                        "scale": {"domain": [0, 1]},
                        "axis": {"title": "Mean, and where it would lie 95 % of the time", "tickCount": 5},
                    },
                    "color": side
                    | {
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": list(SIDES), "range": list(BESIDE)},
                        "legend": {"orient": "bottom", "symbolType": "square"},
                    },
                },
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": OTHER},
                "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
        ],
    }


def verdict_chart(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The bars of A and B, ready to be drawn."""
    rows = [
        {"measure": name, "side": side} | verdict.interval(measure).as_json()
        for measure, name in NAMES.items()
        for side, verdict in zip(SIDES, verdicts, strict=True)
    ]
    return verdict_spec() | {"data": {"values": rows}}


def in_words(verdicts: Sequence[Verdict]) -> str:
    """The bars for who does not see them: `NDCG of 10: A .143 [.121, .166], B .150 [.125, .171]`."""
    return ". ".join(
        f"{name}: " + ", ".join(f"{side} {v.interval(measure)}" for side, v in zip(SIDES, verdicts, strict=True))
        for measure, name in NAMES.items()
    )
