"""Scores as stacked bars: what each feature group adds, in its colour, with every number in words below.

Drawn as HTML, which follows the theme by itself, wraps on a phone, is read aloud, and needs no chart library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from recommenderr.dashboard.charts.palette import GROUP_COLOURS, GROUP_NAMES
from recommenderr.dashboard.templating import render
from recommenderr.model.weights import SHOWN_GROUPS

Bar = tuple[str, Mapping[str, float]]
"""The name of a bar, and the contribution of every group to its score."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a bar that one group adds; `share` is of the longest bar, 0 to 1."""

    colour: str
    share: str
    label: str


@dataclass(frozen=True, slots=True)
class StackedBar:
    """A bar as the template draws it; `label` is for screen readers."""

    name: str
    total: str
    words: str
    label: str
    segments: tuple[Segment, ...]


def stacked_bars(bars: Sequence[Bar]) -> Markup:
    """The bars on one scale, the longest as wide as there is room, and the legend of their colours."""
    longest = max((sum(_positive(groups).values()) for _, groups in bars), default=0.0) or 1.0
    shown = [group for group in SHOWN_GROUPS if any(group in _positive(groups) for _, groups in bars)]
    return render(
        "score_bars.html",
        bars=[_bar(name, groups, longest) for name, groups in bars],
        legend=[(GROUP_COLOURS[group], GROUP_NAMES[group]) for group in shown],
    )


def in_words(groups: Mapping[str, float]) -> str:
    """A bar in words, the largest contribution first: `Cast and directors 21.0 points, Genres 9.3 points`."""
    parts = sorted(((value, GROUP_NAMES[group]) for group, value in groups.items() if points(value) != "0.0"))
    return ", ".join(f"{name} {points(value)} points" for value, name in reversed(parts)) or "nothing counts"


def points(share: float) -> str:
    """A contribution as points: a score of 1 counts as 100."""
    text = f"{100 * share:.1f}"
    return "0.0" if text == "-0.0" else text


def _bar(name: str, groups: Mapping[str, float], longest: float) -> StackedBar:
    segments = tuple(
        Segment(GROUP_COLOURS[group], f"{value / longest:.4f}", f"{GROUP_NAMES[group]}: {points(value)} points")
        for group, value in _positive(groups).items()
    )
    words = in_words(groups)
    return StackedBar(name, points(sum(groups.values())), words, f"{name}: {words}", segments)


def _positive(groups: Mapping[str, float]) -> dict[str, float]:
    """The groups that visibly add something, in their order; a negative contribution stands in the words alone."""
    return {group: groups[group] for group in SHOWN_GROUPS if groups[group] > 0 and points(groups[group]) != "0.0"}
