"""The parts of the Taste page as HTML."""

from __future__ import annotations

from collections.abc import Mapping

from recommenderr.artifacts.titles import TitleTable
from recommenderr.dashboard.charts.palette import GROUP_COLOURS, GROUP_NAMES
from recommenderr.dashboard.escape import html
from recommenderr.insights.feature_preferences import Belief, Beliefs


def belief_groups(found: Mapping[str, Beliefs], titles: TitleTable) -> str:
    """One card a group: its strongest features, and those that count against a title."""
    return f'<div class="rr-groups">{"".join(_group(group, one, titles) for group, one in found.items())}</div>'


def _group(group: str, found: Beliefs, titles: TitleTable) -> str:
    top = max([abs(one.value) for one in (*found.liked, *found.disliked)], default=1.0)
    body = _list(found.liked, top, titles) or '<p class="rr-quiet">Nothing stands out yet.</p>'
    if found.disliked:
        body += f'<h4 class="rr-against">Counts against a title</h4>{_list(found.disliked, top, titles)}'
    return (
        f'<section class="rr-group" style="--group: {GROUP_COLOURS[group]}">'
        f'<h3 class="rr-sub rr-grouped">{html(GROUP_NAMES[group])}</h3>{body}</section>'
    )


def _list(beliefs: tuple[Belief, ...], top: float, titles: TitleTable) -> str:
    rows = "".join(
        f'<li style="--share: {abs(one.value) / top:.3f}"><span class="rr-feature">{html(one.name)}</span>'
        f'<span class="rr-of">most of all from {html(titles.details(one.because).title)}</span>'
        f'<span class="rr-points" aria-label="strength {100 * one.value:.1f} of 100">{100 * one.value:.1f}</span></li>'
        for one in beliefs
    )
    return f'<ul class="rr-features">{rows}</ul>' if rows else ""
