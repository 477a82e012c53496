"""Pictures of space and of machines."""

from __future__ import annotations

import math

from recommenderr.artwork.motifs.canvas import Canvas, stars


def planet(c: Canvas) -> None:
    """A ringed planet, and a small moon."""
    stars(c)
    x, y, r = c.w * c.rng.uniform(0.4, 0.6), c.h * c.rng.uniform(0.42, 0.52), c.w * c.rng.uniform(0.22, 0.28)
    tilt = c.rng.uniform(-0.5, 0.5)
    _band(c, x, y, r * 1.75, tilt, 0, math.pi)
    c.disc(x, y, r, c.palette.light)
    c.draw.chord((x - r, y - r, x + r, y + r), 40 + math.degrees(tilt), 175 + math.degrees(tilt), fill=c.palette.middle)
    _band(c, x, y, r * 1.75, tilt, math.pi, 2 * math.pi)
    c.disc(c.w * c.rng.uniform(0.12, 0.25), c.h * c.rng.uniform(0.12, 0.2), c.w * 0.05, c.palette.middle)
    c.draw.ellipse((-c.w * 0.4, c.h * 0.93, c.w * 1.4, c.h * 1.5), fill=c.palette.ground)


def _band(c: Canvas, x: float, y: float, r: float, tilt: float, start: float, end: float) -> None:
    points = []
    for step in range(25):
        a = start - math.pi + (end - start) * step / 24
        points.append(
            (
                x + r * math.cos(a) * math.cos(tilt) - r * 0.28 * math.sin(a) * math.sin(tilt),
                y + r * math.cos(a) * math.sin(tilt) + r * 0.28 * math.sin(a) * math.cos(tilt),
            )
        )
    c.draw.line(points, fill=c.palette.ink, width=round(c.w * 0.018), joint="curve")


def orbits(c: Canvas) -> None:
    """Circles around a star, a world on each."""
    stars(c, 25)
    x, y = c.w * c.rng.uniform(0.3, 0.7), c.h * c.rng.uniform(0.45, 0.6)
    for index in range(1, 6):
        r, angle = c.w * (0.1 + 0.115 * index), c.rng.uniform(0, 2 * math.pi)
        c.ring(x, y, r, c.w * 0.006, c.palette.middle)
        colour = (c.palette.light, c.palette.ink, c.palette.middle)[index % 3]
        c.disc(x + r * math.cos(angle), y + r * math.sin(angle), c.w * c.rng.uniform(0.018, 0.045), colour)
    c.disc(x, y, c.w * 0.09, c.palette.light)


def horizon(c: Canvas) -> None:
    """A striped sun over a grid that runs to the horizon."""
    stars(c, 25)
    x, y, r = c.w * 0.5, c.h * 0.62, c.w * c.rng.uniform(0.27, 0.34)
    c.disc(x, y, r, c.palette.light)
    for step in range(6):
        top = y - r * 0.25 + step * r * 0.22
        c.draw.rectangle((0, top, c.w, top + r * 0.03 * (step + 1)), fill=c.palette.sky)
    floor = c.h * 0.8
    c.draw.rectangle((0, floor, c.w, c.h * 2), fill=c.palette.ground)
    for step in range(-9, 10):
        c.draw.line(
            (x + step * c.w * 0.05, floor, x + step * c.w * 0.32, c.h * 1.4),
            fill=c.palette.deep,
            width=round(c.w * 0.006),
        )
    for step in range(1, 6):
        c.draw.line(
            (0, floor + (1.62**step) * c.h * 0.018, c.w, floor + (1.62**step) * c.h * 0.018),
            fill=c.palette.deep,
            width=round(c.w * 0.006),
        )


def monolith(c: Canvas) -> None:
    """A dark slab before a rising disc."""
    x, r = c.w * c.rng.uniform(0.35, 0.65), c.w * c.rng.uniform(0.3, 0.38)
    y = c.h * 0.55
    for step, colour in enumerate((c.palette.deep, c.palette.middle, c.palette.light)):
        c.disc(x, y, r * (1.5 - 0.28 * step), colour)
    width = c.w * c.rng.uniform(0.07, 0.11)
    c.draw.rectangle((c.w / 2 - width, c.h * 0.3, c.w / 2 + width, c.h), fill=c.palette.ground)
    c.draw.rectangle((0, c.h * 0.94, c.w, c.h), fill=c.palette.ground)


def rocket(c: Canvas) -> None:
    """A rocket on its way up, and its smoke."""
    stars(c, 30)
    x, y, r = c.w * c.rng.uniform(0.38, 0.62), c.h * c.rng.uniform(0.36, 0.46), c.w * c.rng.uniform(0.085, 0.11)
    for index in range(7):
        side = (-1) ** index * c.w * 0.05 * index
        c.disc(x + side, c.h * 0.96, c.w * c.rng.uniform(0.09, 0.14), (c.palette.middle, c.palette.deep)[index % 2])
    c.shape(
        [(x - r * 0.7, y + r * 2), (x + r * 0.7, y + r * 2), (x + r * 0.25, c.h), (x - r * 0.25, c.h)], c.palette.light
    )
    c.shape([(x - r * 2, y + r * 2.3), (x, y + r * 0.4), (x + r * 2, y + r * 2.3)], c.palette.deep)
    c.draw.ellipse((x - r, y - r * 3, x + r, y + r * 4), fill=c.palette.ink)
    c.draw.chord((x - r, y - r * 3, x + r, y + r * 4), 227, 313, fill=c.palette.light)
    c.draw.rectangle((x - r, y + r * 2.3, x + r, y + r * 4.1), fill=c.palette.sky)
    c.shape([(x - r * 0.7, y + r * 2.3), (x + r * 0.7, y + r * 2.3), (x, y + r * 4.2)], c.palette.light)
    c.disc(x, y - r * 0.2, r * 0.42, c.palette.middle)
    c.draw.rectangle((0, c.h * 0.97, c.w, c.h), fill=c.palette.ground)


def phases(c: Canvas) -> None:
    """The moon, waxing and waning, row by row."""
    columns = c.rng.choice((3, 4))
    side = c.w / (columns + 0.6)
    rows = int((c.h - side * 0.3) / side)
    top, r = (c.h - rows * side) / 2, side * 0.4
    for index in range(rows * columns):
        x, y = side * (0.8 + index % columns), top + side * (0.5 + index // columns)
        part = 2 * index / max(1, rows * columns - 1) - 1
        c.disc(x, y, r, c.palette.deep)
        c.draw.chord(
            (x - r, y - r, x + r, y + r), -90 if part < 0 else 90, 90 if part < 0 else 270, fill=c.palette.light
        )
        bulge = abs(1 - 2 * abs(part)) * r
        c.draw.ellipse(
            (x - bulge, y - r, x + bulge, y + r), fill=c.palette.light if abs(part) < 0.5 else c.palette.deep
        )


def circuit(c: Canvas) -> None:
    """Printed lines that run to their joints."""
    count, colours = c.rng.choice((9, 11, 13)), (c.palette.middle, c.palette.light, c.palette.ink, c.palette.deep)
    thick = round(c.w * 0.022)
    for index in range(count):
        x, turn = c.w * (index + 0.5) / count, c.h * c.rng.uniform(0.25, 0.6)
        aside = c.w / count * c.rng.choice((-1, 0, 0, 1))
        end, colour = c.h * c.rng.uniform(0.12, 0.22) + turn * 0.3, colours[c.rng.randrange(4)]
        c.draw.line([(x, c.h), (x, turn + abs(aside)), (x + aside, turn), (x + aside, end)], fill=colour, width=thick)
        c.disc(x + aside, end, thick * 1.3, colour)
        c.disc(x + aside, end, thick * 0.6, c.palette.sky)
    c.draw.rectangle((0, c.h * 0.96, c.w, c.h), fill=c.palette.ground)
