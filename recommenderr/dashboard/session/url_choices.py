"""What a page lets choose beside the view, such as a period: kept in the address; a wrong value is the first one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recommenderr.dashboard.session import session_state

PREFIX = "t_"


def pick(name: str, options: Sequence[Any], arrived: bool) -> str:
    """Gives the control of this name its position from the address where that counts; returns the control's key."""
    wanted = (session_state.address().get(name) or [""])[0]
    found = next((option for option in options if str(option) == wanted), options[0])
    key = session_state.seed(f"{PREFIX}{name}", found, anew=arrived)
    if session_state.position(key) not in options:
        session_state.seed(key, options[0], anew=True)
    return key


def typed(name: str, arrived: bool, longest: int = 100) -> str:
    """The same for a text that anybody may type."""
    return session_state.seed(f"{PREFIX}{name}", (session_state.address().get(name) or [""])[0][:longest], anew=arrived)


def params(**chosen: tuple[Any, Any]) -> Mapping[str, list[str]]:
    """The address of what is chosen: by name, the value and what it is when nothing is said, which is left out."""
    return {name: [str(value)] for name, (value, default) in chosen.items() if value != default}
