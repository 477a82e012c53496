"""Two settings of the weights, A and B: what the session remembers of them, and how an address names them."""

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
class Pair:
    """The two settings, and whose they are."""

    account_id: int
    a: Weights
    b: Weights

    def of(self, side: str) -> Weights:
        """The setting of one side."""
        return self.a if side == "A" else self.b

    def changed(self, side: str, weights: Weights) -> Pair:
        """The pair with one side replaced."""
        return replace(self, a=weights) if side == "A" else replace(self, b=weights)


def pair_of(view: View, default: Weights, arrived: bool) -> Pair:
    """The session's pair; taken from the address where that counts, begun anew for another person."""
    kept: Pair | None = st.session_state.get(PAIR)
    if kept is None or arrived or kept.account_id != view.account_id:
        named = session_state.address() if kept is None or arrived else {}  # the address still names the person before
        kept = read_pair(named, view, default)
        for side in SIDES:
            spread(side, kept.of(side))
    st.session_state[PAIR] = kept
    return kept


def read_pair(params: Params, view: View, default: Weights) -> Pair:
    """What an address names: A is otherwise what For you shows, and B the other way of scoring."""
    a, b = (_side(params, side, view.account_id, default) for side in SIDES)
    return Pair(view.account_id, a or view.weights, b or contrast(view.weights))


def contrast(weights: Weights) -> Weights:
    """Something to compare a setting with: the other way of scoring, as it is when nothing is changed."""
    return default_weights("classic" if weights.scoring == "evidence" else "evidence")


def pair_params(pair: Pair) -> Mapping[str, list[str]]:
    """The address of both settings, every control of each."""
    return {
        f"{side.lower()}_{name}": [value if isinstance(value, str) else f"{value:g}"]
        for side in SIDES
        for name, value in pair.of(side).as_values().items()
    }


def set_side(side: str, weights: Weights) -> None:
    """Moves every slider of one side."""
    st.session_state[PAIR] = st.session_state[PAIR].changed(side, weights)
    spread(side, weights)


def spread(side: str, weights: Weights, *, anew: bool = True) -> None:
    """Writes a setting into the positions of its side's controls; not `anew`: only into those without any."""
    for name, value in weights.as_values().items():
        session_state.seed(key(side, name), value, anew=anew)


def key(side: str, name: str) -> str:
    """The key of one control of one side."""
    return f"t_{side.lower()}_{name}"


def _side(params: Params, side: str, account_id: int, default: Weights) -> Weights | None:
    beginning = f"{side.lower()}_"
    mine = {name.removeprefix(beginning): values for name, values in params.items() if name.startswith(beginning)}
    return read_view(mine, account_id, default, None).weights if mine else None
