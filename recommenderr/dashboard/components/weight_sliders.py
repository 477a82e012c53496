"""The controls of one setting of the weights: a slider a feature group, breadth, diversity, and the scoring."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.dashboard.components.blocks import sidebar_heading
from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import STEP, slider_max
from recommenderr.model.weights import FACT_GROUPS, SHOWN_GROUPS, Weights

SCORINGS = {"evidence": "Evidence", "classic": "Classic"}
CHOICES = {"breadth": "Breadth", "diversity": "Diversity"}

HELP = {
    "collections": "How much it matters that you have watched other titles of the same collection.",
    "genres": "How much it matters that you watch the genres of a title.",
    "people": "How much it matters that you have watched the same actors and directors before.",
    "text": "How much it matters that titles and summaries are about the same things.",
    "year": "How much it matters that a title is from the years that you watch.",
    "acclaim": "How much it matters that a title is well rated and widely known.",
    "new": "How much it matters that a title is as new as those that you watch.",
    "countries": "How much it matters that a title is from the countries whose titles you watch.",
    "format": "How much film or series, content rating and length matter.",
    "breadth": "Left: your whole taste counts. Right: being similar to one title that you loved is enough.",
    "diversity": "Left: the best matches. Right: genres, new and old titles, films and series in your own proportions.",
    "scoring": "Evidence weighs your whole taste and your favourites. Classic compares with one average of it.",
}


def weight_sliders(
    weights: Weights, default: Weights, key_of: Callable[[str], str], *, compact: bool = False
) -> Weights:
    """Draws the controls; returns the weights as they are set now.

    Args:
        weights: the setting to change.
        default: the person's default weights, which say where the sliders end.
        key_of: from the name of a weight to the key of its control, which must have a position already.
        compact: the scoring first, without the second heading and the help of each slider.
    """
    values: dict[str, object] = {}
    if compact:
        values["scoring"] = _scoring(key_of("scoring"))
    classic = session_state.value_of(key_of("scoring")) == "classic"
    helps = {} if compact else HELP
    for group in SHOWN_GROUPS:
        unused = classic and group in FACT_GROUPS
        values[group] = _slider(GROUP_NAMES[group], key_of(group), slider_max(default), helps.get(group), unused)
    if not compact:
        st.html(sidebar_heading("How to choose"))
    for name, label in CHOICES.items():
        values[name] = _slider(label, key_of(name), 1.0, helps.get(name), classic and name == "breadth")
    if not compact:
        values["scoring"] = _scoring(key_of("scoring"))
    return weights.changed(values)


def _slider(label: str, key: str, top: float, help_text: str | None, unused: bool) -> float:
    """A slider from 0 to `top`; where the scoring leaves its weight out it cannot be moved."""
    position = session_state.clamped(key, 0.0, top)
    return st.slider(label, 0.0, top, position, STEP, key=key, help=help_text, disabled=unused)


def _scoring(key: str) -> str:
    scoring: str = st.segmented_control(
        "Scoring",
        list(SCORINGS),
        default=session_state.value_of(key),
        format_func=SCORINGS.__getitem__,
        key=key,
        help=HELP["scoring"],
        required=True,
    )
    return scoring
