"""Posters as HTML: one block for a whole wall, every word of it escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.charts.palette import GROUP_COLOURS
from recommenderr.dashboard.escape import attribute, html, runtime
from recommenderr.dashboard.web.poster_route import poster_url
from recommenderr.recommender.explanations import ReasonText
from recommenderr.recommender.posters import WIDTHS

EAGER = 12
"""So many posters are fetched at once; the others when they come into sight."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One poster of a wall.

    Attributes:
        details: the title.
        href: the address of its page.
        match: its percentile, None for no badge.
        move: places that it went up (below 0: down); 0 or None for no arrow.
        is_new: it was not on this page under the default weights.
        reasons: why it is there.
        note: a line of its own instead of year, type and runtime.
    """

    details: TitleDetails
    href: str
    match: int | None = None
    move: int | None = None
    is_new: bool = False
    reasons: Sequence[ReasonText] = ()
    note: str = ""


def wall(tiles: Sequence[Tile], kind: str = "") -> str:
    """All posters as one list; `kind` is a further class, such as `rr-small`."""
    cards = "".join(_tile(tile, place) for place, tile in enumerate(tiles))
    return f'<ul class="rr-wall {html(kind)}">{cards}</ul>'


def _tile(tile: Tile, place: int) -> str:
    details = tile.details
    match = "" if tile.match is None else f'<strong class="rr-match">{tile.match}% match</strong>'
    reasons = "".join(reason(one) for one in tile.reasons)
    why = f'<ul class="rr-why">{reasons}</ul>' if reasons else ""
    return (
        f'<li><a class="rr-card" href="{html(tile.href)}" data-rr>'
        f'<span class="rr-poster">{picture(details, eager=place < EAGER)}{_move(tile)}</span>'
        f'<span class="rr-name">{html(details.title)}</span>'
        f'<span class="rr-facts">{match}{html(tile.note or facts(details))}</span></a>{why}</li>'
    )


def picture(details: TitleDetails, *, eager: bool = False, width: int = WIDTHS[0]) -> str:
    """The poster as an image, with words for who does not see it."""
    loading = "eager" if eager else "lazy"
    return (
        f'<img src="{html(poster_url(details, width))}" alt="{attribute(poster_words(details))}" loading="{loading}">'
    )


def poster_words(details: TitleDetails) -> str:
    """The words that stand for a poster: `Poster of Alien (1979)`."""
    return f"Poster of {details.title}" + (f" ({details.year})" if details.year else "")


def facts(details: TitleDetails) -> str:
    """Year, kind and length in one line."""
    kind = "Film" if details.type == "movie" else "Series"
    length = (
        f"{details.episode_count} episodes"
        if details.type == "show" and details.episode_count
        else runtime(details.runtime_min)
    )
    return " · ".join(part for part in (str(details.year or ""), kind, length) if part)


def reason(why: ReasonText) -> str:
    """One reason with the colour of its group; in its text what is shared stands out."""
    shared = ", ".join(why.features)
    before, _, after = why.text.partition(shared)
    return (
        f'<li style="--group: {GROUP_COLOURS[why.group]}">'
        f'<span class="rr-with">{html(before)}</span><span class="rr-shared">{html(shared)}</span>'
        f'<span class="rr-with">{html(after)}</span></li>'
    )


def _move(tile: Tile) -> str:
    """The arrow on a poster; a screen reader hears it in words."""
    if tile.is_new:
        return '<span class="rr-move rr-new" title="Not on this page with your default weights">new</span>'
    if not tile.move:
        return ""
    way, sign, places = ("up", "▲", tile.move) if tile.move > 0 else ("down", "▼", -tile.move)
    words = f"{places} {'place' if places == 1 else 'places'} {way}"
    return f'<span class="rr-move rr-{way}" role="img" aria-label="{words}" title="{words}">{sign} {places}</span>'
