"""What a session remembers: the view, and the positions of the controls that show it.

The address is read when a session begins and when somebody goes back, forward or along a link; at all other times the
controls are right and the address is written after them.

Each control is also told its position as the one to begin with. Streamlit sends what the state holds with one run only,
and where another run comes before the browser has drawn that one, the control would stand at its least value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from recommenderr.dashboard.session.view_url import View
from recommenderr.model.weights import Weights

VIEW, PAGE, TOLD = "rr_view", "rr_page", "rr_told"
CONTROLS = ("c_", "f_", "p_", "t_")
"""What the keys of controls begin with: those of the side, the filters, the presets and a page's own."""


def address() -> dict[str, list[str]]:
    """The address's parameters as the browser has them now."""
    run = get_script_run_ctx()
    return parse_qs(run.query_string, keep_blank_values=True) if run else {}


def arrived() -> bool:
    """Whether the address counts: the session begins here, or its visitor came along a link, back or forward."""
    run = get_script_run_ctx()
    return VIEW not in st.session_state or bool(run and run.is_history_navigation)


def enter(page: str) -> None:
    """Notes which page is drawn. On another page than before the controls are others, so they seed themselves anew."""
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        forget(*CONTROLS)


def forget(*beginnings: str) -> None:
    """Forgets the positions of controls, by the beginnings of their keys; they seed themselves from the view.

    A page that comes back after its session was lost sends positions that Streamlit counts, but cannot read or delete.
    """
    for key in [key for key in st.session_state if str(key).startswith(beginnings)]:
        with suppress(KeyError):
            del st.session_state[key]


def view() -> View:
    """The view as the session has it."""
    found: View = st.session_state[VIEW]
    return found


def remember(changed: View) -> None:
    """Makes this the session's view."""
    st.session_state[VIEW] = changed


def set_weights(weights: Weights) -> None:
    """Moves every slider."""
    remember(replace(view(), weights=weights))
    spread_weights(weights)


def spread_weights(weights: Weights, *, anew: bool = True) -> None:
    """Writes the weights into the positions of the sliders; not `anew`: only of those that are not on the page."""
    for name, value in weights.as_values().items():
        seed(f"c_{name}", value, anew=anew)


def write_address(params: Mapping[str, Sequence[str]]) -> None:
    """Writes the address where it says something else; Back undoes the change."""
    if urlencode(params, doseq=True) != urlencode(address(), doseq=True):
        st.query_params.from_dict(params)


def seed(key: str, value: Any, *, anew: bool = False) -> str:
    """Gives a control its position before it is drawn; one that is on the page already keeps its own."""
    if anew or position(key) is None:
        st.session_state[key] = value
    return key


def position(key: str) -> Any:
    """A control's position, None where it has none; `in` would copy the whole state to look."""
    try:
        return st.session_state[key]
    except KeyError:
        return None


def within(key: str, low: float, high: float) -> float:
    """What a slider begins with: its position, as far as its ends allow."""
    return float(min(max(position(key), low), high))


def index(key: str, options: Sequence[Any]) -> int | None:
    """What a choice of one begins with: the place of its position among the options, None where it has none."""
    found = position(key)
    return options.index(found) if found in options else None


def among(key: str, options: Sequence[Any]) -> list[Any]:
    """What a choice of several begins with: those of its positions that are offered."""
    return [one for one in position(key) or () if one in options]


def tell(sentence: str) -> None:
    """Keeps a sentence for the next run, where it is shown once."""
    st.session_state[TOLD] = sentence


def told(show: Callable[[str], object]) -> None:
    """Shows the kept sentence, if there is one."""
    if TOLD in st.session_state:
        show(st.session_state.pop(TOLD))
