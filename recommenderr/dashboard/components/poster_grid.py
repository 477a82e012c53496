"""Posters as HTML: one block for a whole grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.charts.palette import GROUP_COLOURS
from recommenderr.dashboard.templating import attribute, render
from recommenderr.dashboard.web.poster_route import poster_url
from recommenderr.recommender.explanations import ReasonText
from recommenderr.recommender.poster_service import WIDTHS
from recommenderr.text import TYPE_NAMES, runtime, title_label

EAGER = 12
"""So many posters are fetched at once; the others when they come into view."""


@dataclass(frozen=True, slots=True)
class PosterTile:
    """One poster of a grid.

    Attributes:
        details: the title.
        href: the address of its page.
        match: its percentile, None for no badge.
        move: ranks that it went up (below 0: down); 0 or None for no arrow.
        is_new: whether it is not on this page under the default weights.
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


@dataclass(frozen=True, slots=True)
class PosterImage:
    """What an `img` element needs; `alt` is for screen readers, `loading` is `eager` or `lazy`."""

    src: str
    alt: str
    loading: str


class Arrow(NamedTuple):
    """The arrow on a poster: `way` is `up`, `down` or `new`, `words` is for screen readers."""

    way: str
    text: str
    words: str


NEW = Arrow("new", "new", "Not on this page with your default weights")


def poster_grid(tiles: Sequence[PosterTile], look: str = "") -> Markup:
    """All posters as one list; `look` is a further CSS class, such as `rr-small`."""
    rows = [_row(tile, "eager" if number < EAGER else "lazy") for number, tile in enumerate(tiles)]
    return render("poster_grid.html", tiles=rows, look=look)


def _row(tile: PosterTile, loading: str) -> tuple[object, ...]:
    """A tile as the template unpacks it: plain tuples, which Jinja reads four times as fast as attributes."""
    return (
        tile.href,
        poster_url(tile.details, WIDTHS[0]),
        attribute(poster_words(tile.details)),
        loading,
        NEW if tile.is_new else _arrow(tile.move),
        tile.details.title,
        "" if tile.match is None else f"{tile.match}% match",
        tile.note or title_facts(tile.details),
        _reasons(tuple(tile.reasons)),
    )


def poster_image(details: TitleDetails, *, eager: bool = False, width: int = WIDTHS[0]) -> PosterImage:
    """The poster of a title, `width` pixels wide."""
    return PosterImage(poster_url(details, width), attribute(poster_words(details)), "eager" if eager else "lazy")


def poster_words(details: TitleDetails) -> str:
    """The words that stand for a poster: `Poster of Alien (1979)`."""
    return f"Poster of {title_label(details.title, details.year)}"


def title_facts(details: TitleDetails) -> str:
    """Year, kind and length in one line; what is not known is left out."""
    kind = TYPE_NAMES[details.type].capitalize()
    episodes = f"{details.episode_count} episodes" if details.type == "show" and details.episode_count else ""
    parts = (str(details.year or ""), kind, episodes or runtime(details.runtime_min))
    return " · ".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def _reasons(reasons: tuple[ReasonText, ...]) -> Markup:
    """The reasons of one title. Cached for performance only: most titles keep theirs when a slider moves."""
    return render("reasons.html", reasons=[_reason(reason) for reason in reasons]) if reasons else Markup()


def _reason(reason: ReasonText) -> tuple[str, str, str, str]:
    """The colour of a reason's group, and its text around the features that are shared."""
    shared = ", ".join(reason.features)
    before, _, after = reason.text.partition(shared)
    return GROUP_COLOURS[reason.group], before, shared, after


def _arrow(move: int | None) -> Arrow | None:
    if not move:
        return None
    way, sign, ranks = ("up", "▲", move) if move > 0 else ("down", "▼", -move)
    return Arrow(way, f"{sign} {ranks}", f"{ranks} {'place' if ranks == 1 else 'places'} {way}")
