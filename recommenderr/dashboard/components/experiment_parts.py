"""The parts of the Experiments page as HTML and sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.charts.palette import BESIDE
from recommenderr.dashboard.components import poster_grid
from recommenderr.dashboard.components.title_card import label
from recommenderr.dashboard.escape import html
from recommenderr.insights.list_comparison import Comparison
from recommenderr.recommender.service import Recommended

COLOURS = dict(zip("AB", BESIDE, strict=True))


def heading(side: str) -> str:
    """The letter of a side in its colour."""
    return f'<h2 class="rr-setting" style="--of: {COLOURS[side]}">{side}</h2>'


def ranks(
    items: Sequence[Recommended], side: str, elsewhere: Sequence[int], href: Callable[[TitleDetails], str]
) -> str:
    """One list; `elsewhere` are the rows of the other one, best first."""
    other = {row: rank for rank, row in enumerate(elsewhere, start=1)}
    rows = "".join(
        _rank(place, item, side, other.get(item.details.row), href(item.details))
        for place, item in enumerate(items, start=1)
    )
    return f'<ol class="rr-ranks">{rows}</ol>'


def _rank(place: int, item: Recommended, side: str, other: int | None, href: str) -> str:
    beyond = "B" if side == "A" else "A"
    beside = f"only in {side}" if other is None else f"{beyond}: {other}"
    spoken = f"{place}, {label(item.details)}, {'' if other is None else f'in {beyond} at rank {other}, '}{beside}"
    return (
        f'<li><a class="rr-rank" href="{html(href)}" data-rr aria-label="{html(spoken)}">'
        f'<span>{place}</span><span class="rr-poster">{poster_grid.picture(item.details)}</span>'
        f'<span class="rr-ranked">{html(item.details.title)}<small>{html(poster_grid.facts(item.details))} · '
        f"{item.relevancy}% match</small></span>"
        f'<span class="rr-beside{" rr-alone" if other is None else ""}" style="--of: {COLOURS[side]}">{beside}</span>'
        "</a></li>"
    )


def shared(found: Comparison, names: Sequence[str], size: int) -> str:
    """What both lists have in common, in a sentence of HTML."""
    if found.shared == size and found.unmoved == size:
        return "A and B show the same titles in the same order."
    told = f"A and B share <strong>{found.shared} of {size}</strong> titles"
    told += f", {found.unmoved} of them at the same rank." if found.unmoved else "."
    if (far := found.farthest) is not None:
        name = names[found.slopes.index(far)]
        told += f" {html(name)} moves farthest: from rank {far.first} in A to rank {far.second} in B."
    return told
