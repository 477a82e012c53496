"""Pictures of pure shapes."""

from __future__ import annotations

import math

from recommenderr.artwork.motifs.canvas import Canvas


def sunburst(c: Canvas) -> None:
    """Rays from one point, and a disc."""
    x, y, count = c.w * c.rng.uniform(0.3, 0.7), c.h * c.rng.uniform(0.55, 0.8), c.rng.choice((14, 18, 22))
    turn = c.rng.uniform(0, 1)
    for ray in range(count):
        a, b, far = 2 * math.pi * (ray + turn) / count, 2 * math.pi * (ray + turn + 0.5) / count, c.h * 2
        c.shape(
            [(x, y), (x + far * math.cos(a), y + far * math.sin(a)), (x + far * math.cos(b), y + far * math.sin(b))],
            c.palette.middle,
        )
    c.disc(x, y, c.w * 0.21, c.palette.deep)
    c.disc(x, y, c.w * 0.15, c.palette.light)


def chevrons(c: Canvas) -> None:
    """Arrowheads that rush upwards."""
    x, count = c.w * c.rng.uniform(0.35, 0.65), c.rng.choice((5, 6, 7))
    for index in range(count):
        top, thick = c.h * (index - 0.4) / count * 1.05, c.h * 0.075
        colour = (c.palette.middle, c.palette.light, c.palette.deep)[index % 3]
        drop = c.w * 0.4
        c.shape(
            [
                (x, top),
                (c.w * 1.1, top + drop),
                (c.w * 1.1, top + drop + thick),
                (x, top + thick),
                (-c.w * 0.1, top + drop + thick),
                (-c.w * 0.1, top + drop),
            ],
            colour,
        )


def slashes(c: Canvas) -> None:
    """Slanting stripes of several widths."""
    x, lean = -c.h * 0.7, c.h * c.rng.uniform(0.45, 0.7)
    colours = (c.palette.middle, c.palette.deep, c.palette.light, c.palette.ground)
    index = c.rng.randrange(3)
    while x < c.w:
        width = c.w * c.rng.choice((0.03, 0.06, 0.1, 0.16))
        c.shape([(x + lean, 0), (x + lean + width, 0), (x + width, c.h), (x, c.h)], colours[index % 4])
        x, index = x + width + c.w * c.rng.choice((0.04, 0.08, 0.12)), index + 1


def vertigo(c: Canvas) -> None:
    """Rings within rings, each a little aside."""
    x, y, r, turn = c.w / 2, c.h * 0.5, c.w * 0.72, c.rng.uniform(0, 6)
    colours = (c.palette.deep, c.palette.light, c.palette.ground, c.palette.middle)
    for index in range(11):
        c.disc(x, y, r, colours[index % len(colours)] if index < 10 else c.palette.light)
        r *= 0.78
        x, y = x + r * 0.13 * math.cos(turn + index * 0.5), y + r * 0.13 * math.sin(turn + index * 0.5)


def two(c: Canvas) -> None:
    """Two circles that meet."""
    r, y, apart = c.w * c.rng.uniform(0.25, 0.29), c.h * 0.48, c.rng.uniform(0.55, 0.75)
    left, right, lift = c.w / 2 - r * apart, c.w / 2 + r * apart, c.h * c.rng.uniform(-0.06, 0.06)
    c.disc(left, y - lift, r, c.palette.light)
    c.disc(right, y + lift, r, c.palette.deep)
    inner: list[tuple[float, float]] = []
    for step in range(72):
        a = 2 * math.pi * step / 72
        px, py = left + r * math.cos(a), y - lift + r * math.sin(a)
        if math.hypot(px - right, py - y - lift) <= r:
            inner.append((px, py))
        qx, qy = right + r * math.cos(a), y + lift + r * math.sin(a)
        if math.hypot(qx - left, qy - y + lift) <= r:
            inner.append((qx, qy))
    middle = (sum(p[0] for p in inner) / len(inner), sum(p[1] for p in inner) / len(inner))
    c.shape(sorted(inner, key=lambda p: math.atan2(p[1] - middle[1], p[0] - middle[0])), c.palette.ink)


def confetti(c: Canvas) -> None:
    """A grid of circles, halves and quarters."""
    columns = c.rng.choice((4, 5))
    side = c.w / columns
    colours = (c.palette.middle, c.palette.deep, c.palette.light, c.palette.ground)
    for row in range(math.ceil(c.h / side)):
        for column in range(columns):
            x, y, colour, kind = column * side, row * side, c.rng.choice(colours), c.rng.randrange(5)
            if kind == 0:
                c.disc(x + side / 2, y + side / 2, side * 0.38, colour)
            elif kind in {1, 2}:
                turn = c.rng.randrange(4) * 90
                c.draw.pieslice((x, y, x + side, y + side), turn, turn + 180, fill=colour)
            elif kind == 3:
                corner = (x + side * c.rng.randrange(2), y + side * c.rng.randrange(2))
                box = (corner[0] - side, corner[1] - side, corner[0] + side, corner[1] + side)
                turn = (
                    0
                    if corner == (x, y)
                    else 90
                    if corner == (x + side, y)
                    else 270
                    if corner == (x, y + side)
                    else 180
                )
                c.draw.pieslice(box, turn, turn + 90, fill=colour)


def smile(c: Canvas) -> None:
    """A wide laugh under two dots."""
    x, y, r = c.w / 2, c.h * 0.5, c.w * c.rng.uniform(0.3, 0.36)
    c.disc(x, y, r, c.palette.light)
    eye = r * c.rng.uniform(0.1, 0.14)
    for side in (-1, 1):
        c.disc(x + side * r * 0.38, y - r * 0.28, eye, c.palette.ground)
    c.draw.pieslice(
        (x - r * 0.6, y - r * 0.5, x + r * 0.6, y + r * 0.68),
        c.rng.uniform(-8, 8),
        180 + c.rng.uniform(-8, 8),
        fill=c.palette.ground,
    )
    c.draw.chord((x - r * 0.42, y + r * 0.22, x + r * 0.42, y + r * 0.95), 195, 345, fill=c.palette.middle)


def fangs(c: Canvas) -> None:
    """An eye between two rows of teeth."""
    x, y, r = c.w / 2, c.h * 0.5, c.w * c.rng.uniform(0.16, 0.2)
    c.draw.ellipse((x - r * 2, y - r, x + r * 2, y + r), fill=c.palette.light)
    c.disc(x, y, r * 0.85, c.palette.middle)
    c.disc(x, y, r * 0.4, c.palette.ground)
    count = c.rng.choice((5, 6, 7))
    for index in range(count):
        left, width = c.w * index / count, c.w / count
        long = c.h * c.rng.uniform(0.2, 0.3)
        c.shape([(left, 0), (left + width, 0), (left + width / 2, long)], c.palette.ground)
        c.shape([(left, c.h), (left + width, c.h), (left + width / 2, c.h - long)], c.palette.ground)


def contours(c: Canvas) -> None:
    """Lines of height around a summit."""
    x, y = c.w * c.rng.uniform(0.3, 0.7), c.h * c.rng.uniform(0.35, 0.6)
    wobble = [(c.rng.uniform(0.03, 0.1), c.rng.uniform(0, 6)) for _ in range(3)]
    count = c.rng.choice((5, 7, 9, 11))
    rings = (c.palette.middle, c.palette.sky, c.palette.deep, c.palette.sky)
    if c.rng.random() < 0.4:
        rings = (c.palette.deep, c.palette.middle, c.palette.light, c.palette.ground)
    for index in range(count):
        colour = c.palette.light if index == count - 1 else rings[index % 4]
        r = c.w * 0.72 * (1 - index / count)
        points = []
        for step in range(60):
            a = 2 * math.pi * step / 60
            far = r * (1 + sum(size * math.sin((n + 2) * a + turn) for n, (size, turn) in enumerate(wobble)))
            points.append((x + far * math.cos(a), y + far * math.sin(a)))
        c.shape(points, colour)
