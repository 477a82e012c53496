"""The two weight settings that Experiments compares, A and B: their session state and their URL parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import Params, View, read_view
from recommenderr.model.weights import Weights, default_weights

PAIR = "rr_pair"
SIDES = ("A", "B")


@dataclass(frozen=True, slots=True)
class WeightPair:
    """Two settings of the weights for one person."""

    account_id: int
    a: Weights
    b: Weights

    def of(self, side: str) -> Weights:
        """The setting of one side."""
        return self.a if side == "A" else self.b

    def changed(self, side: str, weights: Weights) -> WeightPair:
        """The pair with one side replaced."""
        return replace(self, a=weights) if side == "A" else replace(self, b=weights)


def current_pair(view: View, default: Weights, arrived: bool) -> WeightPair:
    """The session's pair; read from the URL on arrival, and new for another person."""
    pair: WeightPair | None = st.session_state.get(PAIR)
    if pair is None or arrived or pair.account_id != view.account_id:
        # after a change of person the URL still names the previous one
        params = session_state.url_params() if pair is None or arrived else {}
        pair = read_pair(params, view, default)
        for side in SIDES:
            set_sliders(side, pair.of(side))
    st.session_state[PAIR] = pair
    return pair


def read_pair(params: Params, view: View, default: Weights) -> WeightPair:
    """The pair in a URL. Without parameters A is what For you shows, and B the other scoring method."""
    a, b = (_read_side(params, side, view.account_id, default) for side in SIDES)
    return WeightPair(view.account_id, a or view.weights, b or contrasting_weights(view.weights))


def contrasting_weights(weights: Weights) -> Weights:
    """The default weights of the other scoring method."""
    return default_weights("classic" if weights.scoring == "evidence" else "evidence")


def pair_params(pair: WeightPair) -> Mapping[str, list[str]]:
    """The URL parameters of both settings, one for each control."""
    return {
        f"{side.lower()}_{name}": [value if isinstance(value, str) else f"{value:g}"]
        for side in SIDES
        for name, value in pair.of(side).as_values().items()
    }


def set_weights(side: str, weights: Weights) -> None:
    """Changes one side and moves its sliders."""
    st.session_state[PAIR] = st.session_state[PAIR].changed(side, weights)
    set_sliders(side, weights)


def set_sliders(side: str, weights: Weights, *, overwrite: bool = True) -> None:
    """Writes a setting into the controls of its side; without `overwrite` only into those that have no value yet."""
    for name, value in weights.as_values().items():
        session_state.seed(slider_key(side, name), value, overwrite=overwrite)


def slider_key(side: str, name: str) -> str:
    """The widget key of one control of one side."""
    return f"t_{side.lower()}_{name}"


def _read_side(params: Params, side: str, account_id: int, default: Weights) -> Weights | None:
    prefix = f"{side.lower()}_"
    own = {name.removeprefix(prefix): values for name, values in params.items() if name.startswith(prefix)}
    return read_view(own, account_id, default, None).weights if own else None
