"""The drawing tools of the pictures: discs, rings, polygons, waves, clouds and stars."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from PIL.ImageDraw import ImageDraw

from recommenderr.artwork.palettes import Palette


class Canvas(NamedTuple):
    """The upper part of a poster, `w` by `h` pixels, with its sky already painted, and the tools to draw on it.

    What a motif paints in the ground's colour at the bottom runs into the block that the title stands on.
    """

    draw: ImageDraw
    w: int
    h: int
    palette: Palette
    rng: random.Random

    def disc(self, x: float, y: float, r: float, fill: str) -> None:
        """A filled circle."""
        self.draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def ring(self, x: float, y: float, r: float, width: float, fill: str) -> None:
        """A circle's line."""
        self.draw.ellipse((x - r, y - r, x + r, y + r), outline=fill, width=max(1, round(width)))

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        """A filled polygon."""
        self.draw.polygon(points, fill=fill)


def stars(c: Canvas, count: int = 40) -> None:
    """Scatters small stars over the upper part."""
    for _ in range(count):
        c.disc(
            c.rng.uniform(0, c.w), c.rng.uniform(0, c.h * 0.85), c.rng.choice((1, 1.4, 2.2)) * c.w / 400, c.palette.ink
        )


def wave(c: Canvas, level: float, height: float, periods: float, fill: str) -> None:
    """Fills everything below a wavy line."""
    phase = c.rng.uniform(0, 2 * math.pi)
    top = [(c.w * i / 40, level + height * math.sin(phase + periods * 2 * math.pi * i / 40)) for i in range(41)]
    c.shape([*top, (c.w, c.h * 2), (0, c.h * 2)], fill)


def cloud(c: Canvas, x: float, y: float, r: float) -> None:
    """A small cloud."""
    for dx, dy, size in ((-1.2, 0.2, 0.8), (0, -0.2, 1.1), (1.3, 0.2, 0.75)):
        c.disc(x + dx * r, y + dy * r, r * size, c.palette.ink)
    c.draw.rounded_rectangle((x - 2 * r, y + r * 0.2, x + 2 * r, y + r), radius=r * 0.4, fill=c.palette.ink)


Motif = Callable[[Canvas], None]
