"""The state of a browser session: its view, and the values of the widgets that show the view.

The URL is read when a session begins and when the visitor follows a link or goes back or forward. At all other times
the widgets are right, and the URL is written from them.

Each widget is also passed its value as its default. Streamlit sends a value from the session state with one run only;
when another run comes before the browser has drawn that one, the widget would show its minimum.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st

from recommenderr.dashboard import streamlit_internals
from recommenderr.dashboard.session.view_url import View
from recommenderr.model.weights import Weights

VIEW, PAGE, NOTIFICATION = "rr_view", "rr_page", "rr_notification"
WIDGET_PREFIXES = ("c_", "f_", "p_", "t_")
"""Prefixes of the widgets' keys: those of the sidebar, the filters, the presets, and a page's own."""


def url_params() -> dict[str, list[str]]:
    """The parameters of the URL that the browser shows."""
    return parse_qs(streamlit_internals.query_string(), keep_blank_values=True)


def is_arrival() -> bool:
    """Whether the URL decides: the session begins, or its visitor followed a link or went back or forward."""
    return VIEW not in st.session_state or streamlit_internals.is_history_navigation()


def enter_page(page: str) -> None:
    """Records which page is drawn. A change of page forgets the widgets, so the new page seeds its own."""
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        forget_controls(*WIDGET_PREFIXES)


def forget_controls(*prefixes: str) -> None:
    """Forgets the values of widgets by the prefixes of their keys; they are seeded from the view again.

    A page that reconnects after its session was lost sends values that Streamlit lists but cannot read or delete.
    """
    for key in [key for key in st.session_state if str(key).startswith(prefixes)]:
        with suppress(KeyError):
            del st.session_state[key]


def view() -> View:
    """The session's view."""
    current: View = st.session_state[VIEW]
    return current


def set_view(view: View) -> None:
    """Makes this the session's view."""
    st.session_state[VIEW] = view


def set_weights(weights: Weights) -> None:
    """Changes the view's weights and moves every slider."""
    set_view(replace(view(), weights=weights))
    set_sliders(weights)


def set_sliders(weights: Weights, *, overwrite: bool = True) -> None:
    """Writes the weights into the sliders; without `overwrite` only into those that have no value yet."""
    for name, value in weights.as_values().items():
        seed(f"c_{name}", value, overwrite=overwrite)


def write_url(params: Mapping[str, Sequence[str]]) -> None:
    """Writes the URL when it differs; Back undoes the change."""
    if urlencode(params, doseq=True) != urlencode(url_params(), doseq=True):
        st.query_params.from_dict(params)


def seed(key: str, value: Any, *, overwrite: bool = False) -> str:
    """Gives a widget its value before it is drawn, and returns its key. A value that is there stays."""
    if overwrite or value_of(key) is None:
        st.session_state[key] = value
    return key


def value_of(key: str) -> Any:
    """A widget's value, None when it has none. Performance only: `in` copies the whole state first."""
    try:
        return st.session_state[key]
    except KeyError:
        return None


def clamped(key: str, low: float, high: float) -> float:
    """A slider's value, moved into its range."""
    return float(min(max(value_of(key), low), high))


def option_index(key: str, options: Sequence[Any]) -> int | None:
    """The index of a select box's value among its options, None when it is not one of them."""
    value = value_of(key)
    return options.index(value) if value in options else None


def selected_options(key: str, options: Sequence[Any]) -> list[Any]:
    """Those values of a multiple choice that are among its options."""
    return [value for value in value_of(key) or () if value in options]


def notify(message: str) -> None:
    """Stores a message for the next run, which shows it once."""
    st.session_state[NOTIFICATION] = message


def show_notification(show: Callable[[str], object]) -> None:
    """Shows the stored message, if there is one."""
    if NOTIFICATION in st.session_state:
        show(st.session_state.pop(NOTIFICATION))
