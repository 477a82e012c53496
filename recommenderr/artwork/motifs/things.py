"""Pictures of single things."""

from __future__ import annotations

import math

from recommenderr.artwork.motifs.canvas import Canvas


def record(c: Canvas) -> None:
    """A record, its arm, and a label."""
    x, y, r = c.w * c.rng.uniform(0.42, 0.58), c.h * 0.5, c.w * c.rng.uniform(0.35, 0.4)
    c.disc(x, y, r, c.palette.ground)
    for step in range(5):
        c.ring(x, y, r * (0.92 - 0.1 * step), c.w * 0.004, c.palette.deep)
    c.disc(x, y, r * 0.36, c.palette.light)
    c.disc(x, y, r * 0.06, c.palette.ground)
    c.draw.line(
        (c.w * 0.9, c.h * 0.1, c.w * 0.86, c.h * 0.42, x + r * 0.55, y + r * 0.3),
        fill=c.palette.middle,
        width=round(c.w * 0.02),
        joint="curve",
    )


def bars(c: Canvas) -> None:
    """Sound as columns of many heights."""
    count = c.rng.choice((7, 9, 11))
    for index in range(count):
        width = c.w / (count + 1)
        x, tall = width * (index + 0.65), c.h * c.rng.uniform(0.2, 0.8)
        colour = (c.palette.middle, c.palette.light, c.palette.deep)[index % 3]
        c.draw.rounded_rectangle((x, c.h * 0.95 - tall, x + width * 0.7, c.h * 1.2), radius=width * 0.35, fill=colour)
    c.draw.rectangle((0, c.h, c.w, c.h * 1.3), fill=c.palette.ground)


def globe(c: Canvas) -> None:
    """A globe with its circles."""
    x, y, r = c.w / 2, c.h * 0.5, c.w * c.rng.uniform(0.34, 0.39)
    c.disc(x, y, r, c.palette.middle)
    line = round(c.w * 0.009)
    for part in (0.35, 0.72):
        c.draw.ellipse((x - r * part, y - r, x + r * part, y + r), outline=c.palette.sky, width=line)
        half = r * math.sqrt(1 - part**2 * 0.75)
        for side in (-1, 1):
            c.draw.line(
                (x - half, y + side * r * part * 0.85, x + half, y + side * r * part * 0.85),
                fill=c.palette.sky,
                width=line,
            )
    c.draw.line((x - r, y, x + r, y), fill=c.palette.sky, width=line)
    c.disc(x + r * c.rng.uniform(-0.6, 0.6), y + r * c.rng.uniform(-0.5, 0.5), r * 0.12, c.palette.light)
