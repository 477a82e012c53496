"""Colours and names of the feature groups, the same on every page and in every chart."""

from __future__ import annotations

LIGHT_BACKGROUND, LIGHT_CARD, LIGHT_TEXT = "#faf8f4", "#f0ece4", "#1d1b18"
DARK_BACKGROUND, DARK_CARD, DARK_TEXT = "#101114", "#1a1c21", "#eeebe4"

GROUP_COLOURS = {
    "collections": "#9a6bd8",
    "genres": "#c06d14",
    "people": "#3b82c4",
    "text": "#2e9467",
    "year": "#cf5a86",
    "acclaim": "#858a2a",
    "new": "#c2533c",
    "countries": "#5f7fd6",
    "format": "#8a7763",
}
"""Mid-toned, so that each stands out from the light and from the dark background alike (3 to 1 and more)."""

GROUP_NAMES = {
    "collections": "Collections",
    "genres": "Genres",
    "people": "Cast and directors",
    "text": "Story",
    "year": "Era",
    "acclaim": "Ratings",
    "new": "New releases",
    "countries": "Countries",
    "format": "Kind",
}

COMPARED = ("#15838f", "#d6504a")
"""For two things that are compared: A and B, watched and recommended. No group has these colours."""
NEUTRAL = "#7a808c"
"""For everything that a chart shows but does not point out."""


def contrast(first: str, second: str) -> float:
    """The contrast of two colours as the web's accessibility guidelines (WCAG 2) measure it: 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
