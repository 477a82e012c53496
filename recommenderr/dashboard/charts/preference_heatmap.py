"""How beliefs changed from month to month: a row a feature, a column a month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.dashboard.charts.palette import BESIDE, GROUP_COLOURS

ROW_PX = 30


@lru_cache(maxsize=8)
def months_spec(group: str) -> dict[str, Any]:
    """Fields in the group's colour, the stronger the belief the stronger the colour; red what counts against."""
    return {
        "mark": {"type": "rect", "cornerRadius": 3},
        "height": {"step": ROW_PX},
        "config": {
            "axis": {"labelFontSize": 13, "grid": False, "domain": False, "ticks": False},
            "scale": {"bandPaddingInner": 0.1},
            "view": {"stroke": None},
        },
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": None, "title": None}
            | {"axis": {"labelAngle": 0, "labelOverlap": True, "labelExpr": "split(datum.label, ' ')[0]"}},
            "y": {"field": "feature", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 130}},
            "color": {
                "condition": {"test": "datum.strength < 0", "value": BESIDE[1]},
                "value": GROUP_COLOURS[group],
            },
            "opacity": {
                "field": "size",
                "type": "quantitative",
                "scale": {"domainMin": 0, "range": [0.06, 1]},
                "legend": None,
            },
            "tooltip": [
                {"field": "feature", "title": "Feature"},
                {"field": "month", "title": "End of"},
                {"field": "strength", "title": "Strength, of 100", "format": ".1f"},
            ],
        },
    }


def months_chart(
    group: str, features: Sequence[str], months: Sequence[str], values: NDArray[np.float64]
) -> dict[str, Any]:
    """The fields of these features, ready to be drawn; `values` has shape (len(features), len(months))."""
    rows = [
        {"feature": feature, "month": month, "strength": 100 * float(value), "size": 100 * abs(float(value))}
        for feature, of_feature in zip(features, values, strict=True)
        for month, value in zip(months, of_feature, strict=True)
    ]
    return months_spec(group) | {"data": {"values": rows}}


def in_words(features: Sequence[str], months: Sequence[str], values: NDArray[np.float64]) -> str:
    """The changes for who does not see them: first and last month of each feature."""
    return ". ".join(
        f"{feature}: {100 * of_feature[0]:.1f} at the end of {months[0]}, {100 * of_feature[-1]:.1f} now"
        for feature, of_feature in zip(features, values, strict=True)
    )
