"""A page's own choices, such as a period, which its URL also holds. An invalid value falls back to the first option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recommenderr.dashboard.session import session_state

PREFIX = "t_"


def choice_key(name: str, options: Sequence[Any], arrived: bool) -> str:
    """Seeds the widget of a choice, on arrival from the URL, and returns the widget's key."""
    param = (session_state.url_params().get(name) or [""])[0]
    value = next((option for option in options if str(option) == param), options[0])
    key = session_state.seed(f"{PREFIX}{name}", value, overwrite=arrived)
    if session_state.value_of(key) not in options:
        session_state.seed(key, options[0], overwrite=True)
    return key


def text_key(name: str, arrived: bool, max_length: int = 100) -> str:
    """The same for a text field."""
    text = (session_state.url_params().get(name) or [""])[0]
    return session_state.seed(f"{PREFIX}{name}", text[:max_length], overwrite=arrived)


def changed_params(**choices: tuple[Any, Any]) -> Mapping[str, list[str]]:
    """The URL parameters of choices given as `name=(value, default)`; a value that is the default is left out."""
    return {name: [str(value)] for name, (value, default) in choices.items() if value != default}
