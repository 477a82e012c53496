"""Draws for how many of 100 people the first ten titles hold one of the next five, from `benchmarks.quality --json`.

python -m benchmarks.quality_plot docs/quality.json docs/img/quality.svg [NAME=TITLE ...]

NAME=TITLE names a data set for readers; without any, all sets are drawn under their own names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.models import BASE, EASE, GENERAL, KNN, POPULARITY, RANDOM
from benchmarks.plot import STYLE

WIDTH, LABELS, PANEL, BETWEEN = 860, 190, 280, 50
TOP, ROW, BOTTOM = 66, 30, 44
HEAD = "Of 100 people, so many find one of the next five titles they watch among the first ten"
FOOT = "Blue knows the histories of hundreds of people, red only your own. Lines: 95 % intervals."
OWN, OTHERS, MUTED = "#d6504a", "#3b82c4", "#7a808c"


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the picture: a model, how it is called and coloured."""

    model: str
    label: str
    colour: str


BARS = (
    Bar(BASE, "your list", OWN),
    Bar(GENERAL, "without your history", MUTED),
    Bar(EASE, "EASE", OTHERS),
    Bar(KNN, "item-kNN", OTHERS),
    Bar(POPULARITY, "what most people watched", OTHERS),
    Bar(RANDOM, "any ten titles", MUTED),
)
"""In blue: what knows the histories of hundreds of other people."""


def draw(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> str:
    """One panel for each data set; bars are hit rates @10 in percent, lines their intervals."""
    height = TOP + ROW * len(BARS) + BOTTOM
    figures = {(row["data"], row["name"]): row["measures"]["hit_rate@10"] for row in rows}
    top = max(figure["high"] for figure in figures.values())
    scale = PANEL / (100 * top)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{HEAD}">',
        f"<style>{STYLE}\n</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
        f'<text class="head" x="20" y="28">{HEAD}</text>',
    ]
    parts += [
        f'<text x="{LABELS - 12}" y="{TOP + ROW * place + 19}" text-anchor="end">{escape(bar.label)}</text>'
        for place, bar in enumerate(BARS)
    ]
    for number, (name, title) in enumerate(titles.items()):
        left = LABELS + number * (PANEL + BETWEEN)
        parts.append(f'<text class="head" x="{left}" y="{TOP - 10}">{escape(title)}</text>')
        for place, bar in enumerate(BARS):
            if (name, bar.model) in figures:
                parts += _bar(left, TOP + ROW * place, bar, figures[name, bar.model], scale)
    foot = height - 16
    parts.append(f'<text x="20" y="{foot}">{FOOT}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(left: float, top: float, bar: Bar, figure: Mapping[str, float], scale: float) -> list[str]:
    value, low, high = (100 * scale * figure[key] for key in ("mean", "low", "high"))
    middle = top + 14
    return [
        f'<rect x="{left}" y="{top + 4}" width="{value:.1f}" height="20" fill="{bar.colour}" opacity="0.8"/>',
        f'<line x1="{left + low:.1f}" x2="{left + high:.1f}" y1="{middle}" y2="{middle}" stroke="currentColor" '
        'stroke-opacity="0.6"/>',
        f'<text x="{left + high + 6:.1f}" y="{middle + 4}">{100 * figure["mean"]:.0f}</text>',
    ]


def main(argv: Sequence[str]) -> None:
    """Reads the figures and writes the picture."""
    source, target = map(Path, argv[:2])
    rows = json.loads(source.read_text(encoding="utf-8"))["rows"]
    names = list(dict.fromkeys(row["data"] for row in rows))
    titles = dict(word.split("=", 1) for word in argv[2:]) or {name: name for name in names}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draw(rows, titles), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
