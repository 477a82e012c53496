"""What all charts share: from an altair chart to the specification that Streamlit is given, and its type sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from recommenderr.dashboard.charts.palette import COMPARED

LABEL_PX = 13
AXIS: dict[str, Any] = {"labelFontSize": LABEL_PX, "titleFontSize": LABEL_PX}
LEGEND: dict[str, Any] = {"labelFontSize": LABEL_PX, "offset": 4}
BARE_AXIS: dict[str, Any] = {"grid": False, "domain": False, "ticks": False}

Spec = dict[str, Any]
"""A Vega-Lite specification without data: Streamlit sends the data next to it, as a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A chart that can be drawn on any page, and on several; `words` is what a screen reader says."""

    frame: pd.DataFrame
    spec: Spec
    words: str

    def draw(self) -> None:
        """Draws the chart where the page is now."""
        st.vega_lite_chart(self.frame, self.spec, alt=self.words)


def to_spec(chart: alt.TopLevelMixin) -> Spec:
    """The specification of a chart, validated, without data.

    It leaves out what altair would add at the top level: the default theme, because the theme is Streamlit's, and the
    address of the schema.
    """
    spec: Spec = chart.to_dict(context={"top_level": False})
    for part in (spec, *spec.get("layer", ())):
        part.pop("data", None)  # altair's placeholder for a chart without data
    return spec


def compared_colour(field: str, names: Sequence[str]) -> alt.Color:
    """The two colours of what is compared, explained below the chart."""
    return alt.Color(
        field,
        title=None,
        scale=alt.Scale(domain=list(names), range=list(COMPARED)),
        legend=alt.Legend(orient="bottom", symbolType="square"),
    )
