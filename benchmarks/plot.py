"""Draws how the steps grow with the library, from the figures that `benchmarks.all --json` wrote: an SVG, made by hand.

python -m benchmarks.plot docs/performance.json docs/img/performance.svg
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 860, 420
LEFT, TOP, BOTTOM, BETWEEN, LABELS = 62, 56, 52, 60, 150
PANEL = (WIDTH - 2 * LABELS - LEFT - BETWEEN) / 2
SIZES = (1_000, 10_000, 100_000, 1_000_000)

STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #3d3a35; }
  .head { font-weight: 600; font-size: 13px; }
  .line { fill: none; stroke-width: 2; }
  .grid { stroke: #d8d3c8; stroke-width: 1; }
  .paper { fill: #faf8f4; }
  @media (prefers-color-scheme: dark) {
    text { fill: #d6d2c9; } .grid { stroke: #35373d; } .paper { fill: #101114; }
  }"""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a panel: which figure it shows, how it is called and coloured."""

    what: str
    label: str
    colour: str


RANKING = (
    Curve("live step: a slider moved, evidence", "live step", "#d6504a"),
    Curve("live step: a slider moved, classic", "live, classic", "#15838f"),
    Curve("(a) weighting and normalising the matrix", "(a) whole matrix", "#7a808c"),
    Curve("(b) scikit-learn NearestNeighbors, cosine, weighted", "(b) scikit-learn", "#9a6bd8"),
    Curve("(c) sparse_dot_topn, weighted", "(c) sparse_dot_topn", "#c06d14"),
    Curve("(d) implicit's top k of the same evidence", "(d) implicit", "#3b82c4"),
)
BUILDING = (
    Curve("first build, from start to end of the process", "first build", "#d6504a"),
    Curve("next build, one person watched something", "one person's evening", "#15838f"),
    Curve("next build, nothing changed", "nothing changed", "#7a808c"),
)
Points = Mapping[int, float]


def draw(subjects: Mapping[str, Any]) -> str:
    """Both panels: milliseconds of a moved slider, seconds of a build."""
    left = _panel(LEFT, "A moved slider, milliseconds", _points(subjects["ranking"], RANKING), RANKING)
    second = LEFT + PANEL + LABELS + BETWEEN
    right = _panel(second, "A build, seconds", _points(subjects["building"], BUILDING), BUILDING)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="How a moved slider and a build grow with the number of titles">\n<style>{STYLE}\n</style>\n'
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="8"/>\n{left}{right}</svg>\n'
    )


def _points(subject: Mapping[str, Any], curves: Sequence[Curve]) -> dict[str, Points]:
    return {
        curve.what: {f["titles"]: f["value"] for f in subject["figures"] if f["what"] == curve.what} for curve in curves
    }


def _panel(left: float, head: str, points: Mapping[str, Points], curves: Sequence[Curve]) -> str:
    values = [value for curve in points.values() for value in curve.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(titles: float) -> float:
        return left + PANEL * (math.log10(titles) - 3) / 3

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - math.log10(value)) / (high - low)

    parts = [f'<text class="head" x="{left:.0f}" y="{TOP - 24}">{escape(head)}</text>']
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<line class="grid" x1="{left:.0f}" x2="{left + PANEL:.0f}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(f'<text x="{left - 8:.0f}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    for titles in SIZES:
        parts.append(f'<text x="{x(titles):.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{titles:,}</text>')
    parts += _curves(points, curves, x, y)
    parts.append(f'<text x="{left + PANEL / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">titles</text>')
    return "\n".join(parts) + "\n"


def _curves(points: Mapping[str, Points], curves: Sequence[Curve], x: Any, y: Any) -> list[str]:
    parts, ends = [], []
    for curve in curves:
        measured = sorted(points[curve.what].items())
        if not measured:
            continue
        path = " ".join(f"{x(titles):.1f},{y(value):.1f}" for titles, value in measured)
        parts.append(f'<polyline class="line" stroke="{curve.colour}" points="{path}"/>')
        parts += [
            f'<circle cx="{x(titles):.1f}" cy="{y(value):.1f}" r="3" fill="{curve.colour}"/>'
            for titles, value in measured
        ]
        ends.append((y(measured[-1][1]), x(measured[-1][0]), curve))
    return parts + _labels(ends)


def _labels(ends: list[tuple[float, float, Curve]]) -> list[str]:
    """A name at the end of each line, moved down where it would cover another."""
    parts, lowest = [], -math.inf
    for height, right, curve in sorted(ends, key=lambda end: end[0]):
        lowest = max(height, lowest + 15)
        parts.append(
            f'<text x="{right + 9:.1f}" y="{lowest + 4:.1f}" style="fill:{curve.colour}">{escape(curve.label)}</text>'
        )
    return parts


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draw(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")
