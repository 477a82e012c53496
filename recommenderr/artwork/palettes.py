"""The colours of the drawn posters: a few palettes per genre, chosen by hand to look well next to each other."""

from __future__ import annotations

import colorsys
import random
from typing import NamedTuple


class Palette(NamedTuple):
    """The colours of one poster: the sky, the ground below the title, the ink of the title, and three accents."""

    sky: str
    ground: str
    ink: str
    light: str
    middle: str
    deep: str


NIGHT = (
    Palette("#1b2a49", "#0d1526", "#f4e9d0", "#f2c14e", "#4d7ea8", "#2b4570"),
    Palette("#2a1e4d", "#150f2b", "#f3e8ff", "#ff8fa3", "#7a5ccf", "#43307a"),
    Palette("#0f3d3e", "#082425", "#e8f5e9", "#f6bd60", "#2a9d8f", "#16605f"),
    Palette("#3a1c32", "#1f0e1b", "#fde8e4", "#ff9f6b", "#a3476a", "#64294c"),
    Palette("#d9d2c3", "#23303d", "#f6efe2", "#e2603f", "#7d93a1", "#47596b"),
)
BLOOD = (
    Palette("#7a1420", "#16090c", "#f7e6d8", "#f2d7b6", "#4a0d17", "#2b0a10"),
    Palette("#20242b", "#0a0b0e", "#efe9e1", "#c8102e", "#454c57", "#2c313a"),
    Palette("#3d4a3e", "#131915", "#eef0e2", "#e7e3a8", "#232d26", "#2f3b31"),
    Palette("#c9552c", "#1c0f0b", "#ffe9d6", "#ffd9a0", "#7c2a17", "#4a1b12"),
)
ROSE = (
    Palette("#f4c9c0", "#8c2f46", "#fff1ea", "#e0556b", "#f0917f", "#b8445c"),
    Palette("#f6dfc4", "#5b3256", "#fdeee2", "#ee8572", "#c9667a", "#83466c"),
    Palette("#cfe0dc", "#2f5d62", "#f4f4e6", "#e79e85", "#86b3ab", "#4f868a"),
    Palette("#e9b44c", "#6b2737", "#fdf0d5", "#fbe3b1", "#c8553d", "#96383c"),
)
NOIR = (
    Palette("#d8c9a8", "#1d1d1f", "#f1e6cc", "#f7efdc", "#8a7f6a", "#4b463c"),
    Palette("#31404f", "#11181f", "#e9e4d4", "#e8b04b", "#5c7183", "#1f2b36"),
    Palette("#b23a2e", "#1a1414", "#f8e7d3", "#f0c27b", "#6f1f1a", "#40160f"),
    Palette("#5c6b57", "#1c231d", "#efeed9", "#d9c96c", "#37432f", "#2a3427"),
)
BRIGHT = (
    Palette("#ffd166", "#d1495b", "#fff6e0", "#fff0c2", "#ef8354", "#a83250"),
    Palette("#8fd3e8", "#22577a", "#f3fbff", "#ffd166", "#38a3a5", "#2c7da0"),
    Palette("#ffb5a7", "#4a4e8c", "#fff3ee", "#ffe08a", "#f28482", "#7378bd"),
    Palette("#b8e0a8", "#2d6a4f", "#f8fff0", "#ffd166", "#74c69d", "#40916c"),
    Palette("#f7a072", "#4d2f5e", "#fff2e6", "#ffe3a3", "#d9626b", "#84457a"),
)
EARTH = (
    Palette("#f2b866", "#4a2618", "#fdeed3", "#fbe4b0", "#c96f3b", "#8a4324"),
    Palette("#e98a5b", "#3a1f2b", "#fde6cf", "#ffd7a1", "#b54d43", "#6e2f3a"),
    Palette("#a8c5c9", "#33413a", "#f3f1e0", "#f4e3b5", "#7a8f74", "#54685a"),
    Palette("#d9c7a0", "#4b3b2a", "#f8f0dc", "#f7ead0", "#a5814f", "#77593a"),
)
FIRE = (
    Palette("#e63b2e", "#1d1a24", "#fff1dc", "#ffc145", "#a11f2b", "#54192b"),
    Palette("#f59b23", "#22223b", "#fff3de", "#ffe2a0", "#d9532c", "#7d2f37"),
    Palette("#17637a", "#0d2430", "#f2f6ee", "#ff8552", "#2f93a5", "#12475a"),
    Palette("#26324d", "#12182a", "#f5efe3", "#ff5d4c", "#41557d", "#303f61"),
)
PAPER = (
    Palette("#ece4d3", "#2f4a58", "#f6f1e6", "#d97b4a", "#87a5a8", "#557884"),
    Palette("#dfe5dc", "#4f3b52", "#f7f2ee", "#e0a458", "#a28aa3", "#78607b"),
    Palette("#e6d3b8", "#6a3d2a", "#faf1e1", "#b5523b", "#c79a6b", "#94603f"),
    Palette("#c8d5e0", "#27364d", "#f3f5f4", "#e3795b", "#7f9cb8", "#4c6788"),
    Palette("#d6cfe0", "#3b3157", "#f6f2fa", "#f0b35a", "#9a8cc0", "#66588f"),
)

PALETTES = {
    "Science Fiction": NIGHT,
    "Fantasy": NIGHT,
    "Horror": BLOOD,
    "Romance": ROSE,
    "Music": ROSE + BRIGHT,
    "Musical": BRIGHT + ROSE,
    "Crime": NOIR,
    "Mystery": NOIR + NIGHT,
    "Thriller": NOIR + FIRE,
    "Animation": BRIGHT,
    "Family": BRIGHT,
    "Comedy": BRIGHT + PAPER,
    "Western": EARTH,
    "War": EARTH + NOIR,
    "History": EARTH + PAPER,
    "Adventure": EARTH + FIRE,
    "Action": FIRE,
    "Sport": FIRE + BRIGHT,
    "Documentary": PAPER + EARTH,
    "Biography": PAPER,
    "Drama": PAPER + ROSE,
}


def shifted(palette: Palette, rng: random.Random) -> Palette:
    """The palette with its hue and lightness slightly changed at random, so that no two posters look the same."""
    turn, lift = rng.uniform(-0.025, 0.025), rng.uniform(-0.02, 0.02)
    return Palette(*(_moved(colour, turn, lift) for colour in palette))


def more_legible(palette: Palette, behind: str) -> str:
    """The ink or the ground colour, whichever differs more in lightness from the colour behind."""
    return max((palette.ink, palette.ground), key=lambda colour: abs(_lightness(colour) - _lightness(behind)))


def _moved(colour: str, turn: float, lift: float) -> str:
    hue, light, strength = colorsys.rgb_to_hls(*_parts(colour))
    parts = colorsys.hls_to_rgb((hue + turn) % 1, min(max(light + lift, 0), 1), strength)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _lightness(colour: str) -> float:
    red, green, blue = _parts(colour)
    return 0.3 * red + 0.59 * green + 0.11 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255
