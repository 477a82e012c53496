"""What .streamlit/config.toml must say for the pages to hold."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def config() -> dict[str, Any]:
    with CONFIG.open("rb") as file:
        found: dict[str, Any] = tomllib.load(file)
    return found


def test_a_session_runs_one_script_at_a_time() -> None:
    """Streamlit locks the state of a session for each run apart, so two runs at once lose what the other has drawn."""
    assert config()["runner"]["fastReruns"] is False


def test_nothing_is_left_out_because_a_browser_had_it_a_moment_ago() -> None:
    assert config()["global"]["minCachedMessageSize"] > config()["server"]["maxMessageSize"] * 2**20
