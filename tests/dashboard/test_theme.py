"""The themes of .streamlit/config.toml: readable, and the ones that the palette reckons with."""

from __future__ import annotations

from typing import Any

import pytest

from recommenderr.dashboard.charts import palette
from tests.dashboard.test_config import CONFIG, config


def theme(name: str) -> dict[str, Any]:
    found: dict[str, Any] = config()["theme"][name]
    return found


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("place", ["main", "side"])
def test_text_and_links_can_be_read(name: str, place: str) -> None:
    colours = theme(name)
    grounds = colours if place == "main" else colours["sidebar"]
    for ground in (grounds["backgroundColor"], grounds["secondaryBackgroundColor"]):
        assert palette.contrast(colours["textColor"], ground) >= 7
        assert palette.contrast(mixed(colours["textColor"], ground, 0.76), ground) >= 4.5  # quiet text
        assert palette.contrast(colours["primaryColor"], ground) >= 4.5
        assert palette.contrast(colours["linkColor"], ground) >= 4.5


def test_the_palette_knows_the_grounds() -> None:
    light, dark = theme("light"), theme("dark")
    assert (light["backgroundColor"], light["textColor"]) == (palette.LIGHT_BACKGROUND, palette.LIGHT_TEXT)
    assert (dark["backgroundColor"], dark["textColor"]) == (palette.DARK_BACKGROUND, palette.DARK_TEXT)
    assert light["secondaryBackgroundColor"] == palette.LIGHT_CARD
    assert dark["secondaryBackgroundColor"] == palette.DARK_CARD


def test_nothing_is_fetched_and_nothing_is_reported() -> None:
    text = CONFIG.read_text(encoding="utf-8")
    assert "://" not in text
    assert "gatherUsageStats = false" in text and 'showErrorDetails = "none"' in text


def mixed(one: str, other: str, share: float) -> str:
    """A colour laid over another, as `color-mix` with `transparent` shows it."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)
