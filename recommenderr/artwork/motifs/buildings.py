"""Pictures of what people built."""

from __future__ import annotations

from recommenderr.artwork.motifs.canvas import Canvas, stars, wave


def house(c: Canvas) -> None:
    """A lonely house with one lit window."""
    c.disc(c.w * c.rng.uniform(0.25, 0.75), c.h * 0.3, c.w * 0.15, c.palette.middle)
    wave(c, c.h * 0.72, c.h * 0.06, 0.45, c.palette.deep)
    x, base, half = c.w * c.rng.uniform(0.4, 0.6), c.h * 0.9, c.w * 0.17
    c.draw.rectangle((x - half, c.h * 0.55, x + half, base), fill=c.palette.ground)
    c.shape([(x - half * 1.25, c.h * 0.56), (x, c.h * 0.36), (x + half * 1.25, c.h * 0.56)], c.palette.ground)
    c.draw.rectangle((x + half * 0.5, c.h * 0.38, x + half * 0.75, c.h * 0.5), fill=c.palette.ground)
    lit, side = c.rng.randrange(4), half * 0.26
    for index in range(4):
        left, top = x + (-0.5 if index % 2 == 0 else 0.5) * half, c.h * (0.63 if index < 2 else 0.77)
        colour = c.palette.light if index == lit else c.palette.deep
        c.draw.rectangle((left - side, top - side, left + side, top + side), fill=colour)
    c.draw.rectangle((0, base - c.h * 0.005, c.w, c.h), fill=c.palette.ground)


def castle(c: Canvas) -> None:
    """Towers before a moon."""
    stars(c, 25)
    c.disc(c.w * c.rng.uniform(0.35, 0.65), c.h * 0.45, c.w * c.rng.uniform(0.26, 0.33), c.palette.light)
    for index in range(c.rng.choice((3, 4))):
        x, top, half = c.w * (0.22 + 0.19 * index), c.h * c.rng.uniform(0.35, 0.58), c.w * c.rng.uniform(0.05, 0.075)
        c.draw.rectangle((x - half, top, x + half, c.h), fill=c.palette.ground)
        c.shape([(x - half * 1.4, top), (x, top - c.h * 0.16), (x + half * 1.4, top)], c.palette.middle)
        c.draw.rectangle((x - half * 0.25, top + half, x + half * 0.25, top + half * 2), fill=c.palette.light)
    c.draw.rectangle((c.w * 0.2, c.h * 0.74, c.w * 0.84, c.h), fill=c.palette.ground)
    wave(c, c.h * 0.92, c.h * 0.03, 0.6, c.palette.ground)


def crystals(c: Canvas) -> None:
    """Cut stones that stand up from the ground."""
    stars(c, 20)
    for index in c.rng.sample(range(7), 7):
        x, top, half = c.w * (0.08 + 0.14 * index), c.h * c.rng.uniform(0.18, 0.62), c.w * c.rng.uniform(0.07, 0.12)
        lean = c.w * c.rng.uniform(-0.05, 0.05)
        c.shape([(x + lean, top), (x + lean + half, top + half * 1.3), (x + half * 0.7, c.h), (x, c.h)], c.palette.deep)
        c.shape(
            [(x + lean, top), (x + lean - half, top + half * 1.3), (x - half * 0.7, c.h), (x, c.h)],
            (c.palette.middle, c.palette.light)[index % 2],
        )
    wave(c, c.h * 0.93, c.h * 0.015, 1.2, c.palette.ground)


def skyline(c: Canvas) -> None:
    """A city at night, some windows lit."""
    c.disc(c.w * c.rng.uniform(0.2, 0.8), c.h * 0.28, c.w * c.rng.uniform(0.13, 0.2), c.palette.light)
    for count, low, high, colour in ((7, 0.35, 0.6, c.palette.middle), (6, 0.5, 0.78, c.palette.ground)):
        for index in range(count):
            left, top = c.w * index / count, c.h * c.rng.uniform(low, high)
            width = c.w / count * c.rng.uniform(0.85, 1.1)
            c.draw.rectangle((left, top, left + width, c.h), fill=colour)
            if colour == c.palette.ground:
                _windows(c, left, top, width)


def _windows(c: Canvas, left: float, top: float, width: float) -> None:
    side, y = width * 0.14, top + width * 0.22
    while y < c.h - side:
        for column in range(3):
            if c.rng.random() < 0.4:
                x = left + width * (0.18 + 0.27 * column)
                c.draw.rectangle((x, y, x + side, y + side * 1.3), fill=c.palette.light)
        y += side * 2.6


def arches(c: Canvas) -> None:
    """An arcade in the sun."""
    count = c.rng.choice((2, 3))
    width = c.w / count
    c.draw.rectangle((0, c.h * 0.16, c.w, c.h), fill=c.palette.middle)
    c.draw.rectangle((0, c.h * 0.12, c.w, c.h * 0.16), fill=c.palette.deep)
    lit = c.rng.randrange(count)
    for index in range(count):
        left, right, top = width * (index + 0.16), width * (index + 0.84), c.h * 0.3
        colour = c.palette.light if index == lit else c.palette.deep
        c.draw.pieslice((left, top, right, top + right - left), 180, 360, fill=colour)
        c.draw.rectangle((left, top + (right - left) / 2, right, c.h), fill=colour)


def window(c: Canvas) -> None:
    """A window, and its light upon the wall."""
    x, y, half, tall = c.w * c.rng.uniform(0.32, 0.45), c.h * 0.4, c.w * 0.17, c.h * 0.26
    slant = c.w * c.rng.uniform(0.2, 0.34)
    c.shape(
        [
            (x - half + slant, y + tall * 0.5),
            (x + half + slant, y + tall * 0.3),
            (x + half + slant * 2, c.h),
            (x - half + slant * 1.8, c.h),
        ],
        c.palette.light,
    )
    c.draw.rectangle((x - half, y - tall, x + half, y + tall), fill=c.palette.deep)
    for left in (-1, 0):
        for top in (-1, 0):
            box = (
                x + left * half + half * 0.1,
                y + top * tall + half * 0.1,
                x + (left + 1) * half - half * 0.1,
                y + (top + 1) * tall - half * 0.1,
            )
            c.draw.rectangle(box, fill=c.palette.ink)
    c.draw.rectangle((0, c.h * 0.92, c.w, c.h), fill=c.palette.ground)


def steps(c: Canvas) -> None:
    """A stair, and a small figure of a circle upon it."""
    count = c.rng.choice((5, 6, 7))
    for index in range(count):
        colour = (c.palette.middle, c.palette.deep)[index % 2]
        c.draw.rectangle((c.w * index / count, c.h * (0.88 - 0.62 * index / count), c.w, c.h), fill=colour)
    at = c.rng.randrange(count - 1)
    r = c.w * 0.06
    c.disc(c.w * (at + 0.5) / count, c.h * (0.88 - 0.62 * at / count) - r, r, c.palette.light)


def blinds(c: Canvas) -> None:
    """Light through a blind, and a person in a hat."""
    count = c.rng.choice((7, 10, 13, 16))
    step, light = c.h / count, c.rng.choice((c.palette.middle, c.palette.light))
    for index in range(count + 1):
        c.draw.rectangle((0, index * step, c.w, index * step + step * 0.5), fill=light)
    x, r = c.w * c.rng.uniform(0.28, 0.72), c.w * c.rng.uniform(0.1, 0.17)
    y = c.h - r * c.rng.uniform(3.0, 3.8)
    c.draw.ellipse((x - r * 2.9, y + r * 1.8, x + r * 2.9, y + r * 9), fill=c.palette.ground)
    c.draw.rectangle((x - r * 0.5, y, x + r * 0.5, y + r * 2.4), fill=c.palette.ground)
    c.draw.ellipse((x - r * 0.95, y - r * 1.1, x + r * 0.95, y + r * 1.4), fill=c.palette.ground)
    c.draw.ellipse((x - r * 2, y - r * 0.9, x + r * 2, y - r * 0.2), fill=c.palette.ground)
    c.draw.rounded_rectangle(
        (x - r * 1.1, y - r * 1.9, x + r * 1.1, y - r * 0.5), radius=r * 0.4, fill=c.palette.ground
    )
    band = c.palette.light if light == c.palette.middle else c.palette.deep
    c.draw.rectangle((x - r * 1.1, y - r * 0.95, x + r * 1.1, y - r * 0.7), fill=band)


def keyhole(c: Canvas) -> None:
    """Light through a keyhole."""
    x, y, r = c.w * c.rng.uniform(0.4, 0.6), c.h * 0.4, c.w * c.rng.uniform(0.15, 0.19)
    for step, colour in ((3.2, c.palette.deep), (2.2, c.palette.middle)):
        c.disc(x, y + r, r * step, colour)
    c.disc(x, y, r, c.palette.light)
    c.shape(
        [(x - r * 0.45, y), (x + r * 0.45, y), (x + r * 0.95, y + r * 2.7), (x - r * 0.95, y + r * 2.7)],
        c.palette.light,
    )
