"""How preferences changed from month to month: a row a feature, a column a month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommenderr.dashboard.charts.palette import COMPARED, GROUP_COLOURS
from recommenderr.dashboard.charts.vega import BARE_AXIS, LABEL_PX, Chart, Spec, to_spec

ROW_PX = 30


def chart(group: str, features: Sequence[str], months: Sequence[str], values: NDArray[np.float64]) -> Chart:
    """The chart of the features of one group; `values` has shape (len(features), len(months))."""
    return Chart(frame(features, months, values), spec(group), in_words(features, months, values))


@lru_cache(maxsize=8)
def spec(group: str) -> Spec:
    """Fields in the group's colour, the stronger the preference the stronger the colour; red what counts against."""
    return to_spec(
        alt.Chart(height=alt.Step(ROW_PX))
        .mark_rect(cornerRadius=3)
        .encode(
            x=alt.X("month:O", sort=None, title=None).axis(
                labelAngle=0, labelOverlap=True, labelExpr="split(datum.label, ' ')[0]"
            ),
            y=alt.Y("feature:N", sort=None, title=None, axis=alt.Axis(labelLimit=130)),
            color=alt.when("datum.strength < 0")
            .then(alt.value(COMPARED[1]))
            .otherwise(alt.value(GROUP_COLOURS[group])),
            opacity=alt.Opacity("size:Q", scale=alt.Scale(domainMin=0, range=[0.06, 1]), legend=None),
            tooltip=[
                alt.Tooltip("feature:N", title="Feature"),
                alt.Tooltip("month:N", title="End of"),
                alt.Tooltip("strength:Q", title="Strength, of 100", format=".1f"),
            ],
        )
        .configure_axis(labelFontSize=LABEL_PX, **BARE_AXIS)
        .configure_scale(bandPaddingInner=0.1)
        .configure_view(stroke=None)
    )


def frame(features: Sequence[str], months: Sequence[str], values: NDArray[np.float64]) -> pd.DataFrame:
    """One row a field: `feature`, `month`, `strength`, `size`."""
    strength = 100 * values.ravel()
    return pd.DataFrame(
        {
            "feature": pd.Index(features, dtype=str).repeat(len(months)),
            "month": np.tile(np.array(months, dtype=object), len(features)),
            "strength": strength,
            "size": np.abs(strength),
        }
    )


def in_words(features: Sequence[str], months: Sequence[str], values: NDArray[np.float64]) -> str:
    """The changes as text: first and last month of each feature."""
    return ". ".join(
        f"{feature}: {100 * of_feature[0]:.1f} at the end of {months[0]}, {100 * of_feature[-1]:.1f} now"
        for feature, of_feature in zip(features, values, strict=True)
    )
