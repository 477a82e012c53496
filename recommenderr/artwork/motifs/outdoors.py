"""Pictures of land and sea."""

from __future__ import annotations

import math

from recommenderr.artwork.motifs.canvas import Canvas, cloud, wave


def hills(c: Canvas) -> None:
    """Rolling hills and a sun."""
    c.disc(
        c.w * c.rng.uniform(0.2, 0.8), c.h * c.rng.uniform(0.25, 0.4), c.w * c.rng.uniform(0.12, 0.2), c.palette.light
    )
    for level, colour in ((0.52, c.palette.middle), (0.68, c.palette.deep), (0.86, c.palette.ground)):
        wave(c, c.h * level, c.h * c.rng.uniform(0.04, 0.09), c.rng.uniform(0.6, 1.3), colour)


def sea(c: Canvas) -> None:
    """Waves, a sun and a sail."""
    x = c.w * c.rng.uniform(0.3, 0.7)
    c.disc(x, c.h * 0.42, c.w * c.rng.uniform(0.2, 0.28), c.palette.light)
    sail, floor = c.w * c.rng.uniform(0.25, 0.75), c.h * 0.62
    c.shape([(sail, c.h * 0.3), (sail, floor), (sail - c.w * 0.15, floor)], c.palette.ink)
    c.shape([(sail + c.w * 0.02, c.h * 0.36), (sail + c.w * 0.02, floor), (sail + c.w * 0.12, floor)], c.palette.ground)
    for level, colour in ((0.63, c.palette.middle), (0.76, c.palette.deep), (0.9, c.palette.ground)):
        wave(c, c.h * level, c.h * 0.02, c.rng.uniform(2.4, 3.4), colour)


def peaks(c: Canvas) -> None:
    """Mountains with snow, and a sun behind."""
    c.disc(c.w * c.rng.uniform(0.25, 0.75), c.h * 0.35, c.w * c.rng.uniform(0.16, 0.25), c.palette.light)
    first = c.rng.uniform(-0.08, 0.08)
    for positions, level, colour in (((0.1, 0.55, 1.0), 0.38, c.palette.middle), ((0.3, 0.8), 0.46, c.palette.deep)):
        for position in positions:
            x, top = c.w * (position + first), c.h * (level + c.rng.uniform(-0.08, 0.08))
            half = c.w * c.rng.uniform(0.34, 0.44)
            c.shape([(x, top), (x + half, c.h), (x - half, c.h)], colour)
            run, drop = half * 0.2, (c.h - top) * 0.2
            snow = [(x + run, top + drop), (x + run * 0.3, top + drop * 0.75), (x - run * 0.3, top + drop * 1.15)]
            c.shape([(x, top), *snow, (x - run, top + drop)], c.palette.ink)
    wave(c, c.h * 0.9, c.h * 0.025, 0.8, c.palette.ground)


def mesas(c: Canvas) -> None:
    """A desert at sundown: table mountains and a cactus."""
    c.disc(c.w * c.rng.uniform(0.3, 0.7), c.h * 0.5, c.w * c.rng.uniform(0.24, 0.32), c.palette.light)
    for level, colour in ((0.5, c.palette.middle), (0.64, c.palette.deep)):
        x, half = c.w * c.rng.uniform(0.05, 0.95), c.w * c.rng.uniform(0.16, 0.26)
        c.shape(
            [(x - half, c.h * level), (x + half, c.h * level), (x + half * 1.4, c.h), (x - half * 1.4, c.h)], colour
        )
        c.draw.rectangle((0, c.h * (level + 0.22), c.w, c.h), fill=colour)
    wave(c, c.h * 0.92, c.h * 0.015, 0.7, c.palette.ground)
    x, width = c.w * c.rng.choice((0.16, 0.82)), c.w * 0.028
    for left, top, bottom in ((0, 0.6, 0.95), (-2.6, 0.68, 0.77), (2.6, 0.64, 0.74)):
        box = (x + left * width - width, c.h * top, x + left * width + width, c.h * bottom)
        c.draw.rounded_rectangle(box, radius=width, fill=c.palette.ground)
    c.draw.rectangle((x - 3.2 * width, c.h * 0.745, x, c.h * 0.77), fill=c.palette.ground)
    c.draw.rectangle((x, c.h * 0.715, x + 3.2 * width, c.h * 0.74), fill=c.palette.ground)


def woods(c: Canvas) -> None:
    """Bare trunks before a moon."""
    c.disc(
        c.w * c.rng.uniform(0.3, 0.7), c.h * c.rng.uniform(0.3, 0.45), c.w * c.rng.uniform(0.2, 0.27), c.palette.light
    )
    for count, colour, thick in ((7, c.palette.middle, 0.018), (5, c.palette.ground, 0.032)):
        for index in range(count):
            x = c.w * (index + c.rng.uniform(0.1, 0.9)) / count
            lean, half = c.w * c.rng.uniform(-0.03, 0.03), c.w * thick * c.rng.uniform(0.7, 1.2)
            c.shape(
                [(x + lean - half * 0.6, 0), (x + lean + half * 0.6, 0), (x + half * 1.3, c.h), (x - half * 1.3, c.h)],
                colour,
            )
            for _ in range(2):
                y, side = c.h * c.rng.uniform(0.1, 0.5), c.rng.choice((-1, 1))
                tip = (x + side * c.w * 0.13, y - c.h * 0.1)
                c.shape([(x + lean * 0.6, y), (x + lean * 0.6, y + half * 1.4), tip], colour)
    wave(c, c.h * 0.94, c.h * 0.02, 0.6, c.palette.ground)


def road(c: Canvas) -> None:
    """A road that winds towards the hills."""
    c.disc(c.w * c.rng.uniform(0.25, 0.75), c.h * 0.4, c.w * c.rng.uniform(0.16, 0.24), c.palette.light)
    wave(c, c.h * 0.45, c.h * 0.05, c.rng.uniform(0.8, 1.4), c.palette.middle)
    wave(c, c.h * 0.56, c.h * 0.02, 0.7, c.palette.deep)
    x, bend = c.w * c.rng.uniform(0.35, 0.65), c.w * c.rng.uniform(0.08, 0.2) * c.rng.choice((-1, 1))
    left, right, line = [], [], []
    for step in range(31):
        t = step / 30
        middle, half = x + bend * math.sin(t * 5) * (1 - t * 0.2), c.w * (0.006 + 0.2 * t**1.6)
        y = c.h * (0.57 + 0.43 * t)
        left.append((middle - half, y))
        right.append((middle + half, y))
        line.append((middle, y, half))
    c.shape([*left, *reversed(right)], c.palette.ground)
    for start in range(6, 30, 6):
        (ax, ay, half), (bx, by, _) = line[start], line[start + 2 if start < 28 else 30]
        c.draw.line((ax, ay, bx, by), fill=c.palette.ink, width=max(1, round(half * 0.12)))


def leaves(c: Canvas) -> None:
    """A branch with its leaves in pairs."""
    x, sway, count = c.w * 0.5, c.w * c.rng.uniform(-0.12, 0.12), c.rng.choice((4, 5, 6))
    colours = (c.palette.middle, c.palette.deep, c.palette.light)
    for index in range(count):
        y, long = c.h * (0.94 - 0.76 * (index + 0.5) / count), c.w * (0.36 - 0.03 * index)
        at = x + sway * math.sin(index)
        for side in (-1, 1):
            tip, rise = at + side * long, y - long * 0.55
            bow = (at + side * long * 0.35, y - long * 0.62)
            c.shape(
                [(at, y), bow, (tip, rise), (at + side * long * 0.72, y - long * 0.08)],
                colours[(index + (side > 0)) % 3],
            )
    points = [
        (x + sway * math.sin(step / 4), c.h * (0.94 - 0.76 * (step / 4 + 0.5) / count)) for step in range(4 * count)
    ]
    c.draw.line([(x, c.h), *points], fill=c.palette.ground, width=round(c.w * 0.014), joint="curve")
    c.draw.rectangle((0, c.h * 0.96, c.w, c.h), fill=c.palette.ground)


def petals(c: Canvas) -> None:
    """A flower of circles on a stem."""
    x, y, r, count = c.w * c.rng.uniform(0.42, 0.58), c.h * 0.4, c.w * 0.15, c.rng.choice((6, 7, 8))
    c.draw.line((x, y, x + c.w * c.rng.uniform(-0.06, 0.06), c.h), fill=c.palette.ground, width=round(c.w * 0.025))
    c.draw.ellipse((x, c.h * 0.72, x + c.w * 0.24, c.h * 0.81), fill=c.palette.ground)
    for index in range(count):
        a = 2 * math.pi * index / count
        c.disc(
            x + r * 1.25 * math.cos(a),
            y + r * 1.25 * math.sin(a),
            r * 0.85,
            (c.palette.middle, c.palette.light)[index % 2],
        )
    c.disc(x, y, r * 0.8, c.palette.ink)
    wave(c, c.h * 0.95, c.h * 0.02, 0.8, c.palette.ground)


def rainbow(c: Canvas) -> None:
    """Half rings, one inside the other."""
    x = c.w * c.rng.choice((0.25, 0.5, 0.75))
    colours = [c.palette.deep, c.palette.middle, c.palette.light, c.palette.ink, c.palette.sky]
    for index, colour in enumerate(colours):
        c.disc(x, c.h * 0.92, c.w * (0.62 - 0.105 * index), colour)
    for _ in range(3):
        cloud(c, c.w * c.rng.uniform(0.05, 0.95), c.h * c.rng.uniform(0.1, 0.35), c.w * c.rng.uniform(0.04, 0.06))
    wave(c, c.h * 0.9, c.h * 0.02, 1.0, c.palette.ground)


def balloons(c: Canvas) -> None:
    """Balloons on their strings."""
    for colour in (c.palette.middle, c.palette.deep, c.palette.light, c.palette.ink):
        x, y, r = c.w * c.rng.uniform(0.18, 0.82), c.h * c.rng.uniform(0.18, 0.5), c.w * c.rng.uniform(0.1, 0.14)
        c.draw.line((x, y, c.w / 2, c.h), fill=c.palette.ground, width=max(1, round(c.w * 0.006)))
        c.draw.ellipse((x - r, y - r * 1.15, x + r, y + r * 1.15), fill=colour)
        c.shape([(x, y + r * 1.1), (x + r * 0.16, y + r * 1.32), (x - r * 0.16, y + r * 1.32)], colour)
    wave(c, c.h * 0.92, c.h * 0.03, 0.7, c.palette.ground)
