"""Scores as stacked bars: what each feature group adds, in its colour, with every number in words below.

Drawn as HTML: it follows the theme by itself, wraps on a phone, is read aloud, and needs no chart library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recommenderr.dashboard.charts.palette import GROUP_COLOURS, GROUP_NAMES
from recommenderr.dashboard.escape import attribute, html
from recommenderr.model.scoring import SHOWN_GROUPS

Bar = tuple[str, Mapping[str, float]]
"""What a bar is called, and the contribution of every group to its score."""


def stacked(bars: Sequence[Bar]) -> str:
    """The bars on one scale, the longest as wide as there is room, and the legend of their colours."""
    longest = max((sum(_above(groups).values()) for _, groups in bars), default=0.0) or 1.0
    rows = "".join(_row(name, groups, longest) for name, groups in bars)
    seen = [group for group in SHOWN_GROUPS if any(group in _above(groups) for _, groups in bars)]
    legend = "".join(f'<li style="--group: {GROUP_COLOURS[group]}">{html(GROUP_NAMES[group])}</li>' for group in seen)
    return f'<div class="rr-bars">{rows}<ul class="rr-legend" aria-hidden="true">{legend}</ul></div>'


def in_words(groups: Mapping[str, float]) -> str:
    """A bar in words, the most first: `Cast and directors 21.0 points, Genres 9.3 points`."""
    parts = sorted(((value, GROUP_NAMES[group]) for group, value in groups.items() if points(value) != "0.0"))
    return ", ".join(f"{name} {points(value)} points" for value, name in reversed(parts)) or "nothing counts"


def points(share: float) -> str:
    """A contribution as points: a score of 1 counts as 100."""
    text = f"{100 * share:.1f}"
    return "0.0" if text == "-0.0" else text


def _row(name: str, groups: Mapping[str, float], longest: float) -> str:
    parts = "".join(
        f'<span style="--group: {GROUP_COLOURS[group]}; --share: {value / longest:.4f}" '
        f'title="{html(GROUP_NAMES[group])}: {points(value)} points"></span>'
        for group, value in _above(groups).items()
    )
    total = points(sum(groups.values()))
    return (
        f'<div class="rr-bar"><p class="rr-bar-name">{html(name)} <strong>{total} points</strong></p>'
        f'<div class="rr-stack" role="img" aria-label="{attribute(f"{name}: {in_words(groups)}")}">{parts}</div>'
        f'<p class="rr-quiet">{html(in_words(groups))}</p></div>'
    )


def _above(groups: Mapping[str, float]) -> dict[str, float]:
    """The groups that add something to be seen, in their order; what takes away stands in the words alone."""
    return {group: groups[group] for group in SHOWN_GROUPS if groups[group] > 0 and points(groups[group]) != "0.0"}
