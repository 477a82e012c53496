"""The tables of the History page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache

from markupsafe import Markup

from recommenderr.artifacts.titles import TitleTable
from recommenderr.dashboard.clock import when
from recommenderr.dashboard.components.blocks import table
from recommenderr.dashboard.components.title_details import label
from recommenderr.dashboard.templating import render
from recommenderr.insights.watched_titles import TitleWeight, WatchedTitle
from recommenderr.records import HistoryEntry

NUMBERS = ("Plays", "Own rating", "Preference", "Part of the profile", "As a favourite")
GONE, UNMATCHED = "no longer in the library", "not matched: no known title answers to it, so it does not count"
MARKED, NEXT_TIME = "marked as watched, without a playback", "counts after the next refresh"
NOT_COUNTED = "–"
NO_TIME = "at an unknown time"

Address = Callable[[str], str]
"""The address of a title's page, by item id."""


def playbacks(
    entries: Sequence[HistoryEntry], weights: Mapping[str, TitleWeight], zone: tzinfo, address: Address
) -> Markup:
    """One row a playback; preference and part of the profile are those of its title. `weights` are by item id."""
    rows = []
    for entry in entries:
        weight = weights.get(entry.item_id or "")
        href = address(entry.item_id) if weight and entry.item_id else ""
        note = UNMATCHED if entry.unmatched else GONE if entry.gone else "" if weight else NEXT_TIME
        rows.append((when(entry.viewed_at, zone, NO_TIME), _played_title(entry, href), *_numbers(weight), note))
    return table("Playbacks, the newest first", ("When", "Title", *NUMBERS[2:], "Note"), rows, NUMBERS)


def titles(watched: Sequence[WatchedTitle], library: TitleTable, zone: tzinfo, address: Address) -> Markup:
    """One row a title."""
    rows = []
    for title in watched:
        details = library.details(title.weight.row) if title.weight else None
        name = label(details) if details else f"Title with the id {title.item_id}"
        notes = (GONE if details and details.gone else "", "" if title.played else MARKED, "" if details else NEXT_TIME)
        rows.append(
            (
                _title(name, address(title.item_id) if details else ""),
                str(title.plays),
                when(title.last_viewed_at, zone, NO_TIME),
                NOT_COUNTED if title.rating is None else f"{title.rating:g} of 10",
                *_numbers(title.weight),
                "; ".join(note for note in notes if note),
            )
        )
    columns = ("Title", "Plays", "Last watched", "Own rating", *NUMBERS[2:], "Note")
    return table("Watched titles, those that count most first", columns, rows, NUMBERS)


def percent(share: float) -> str:
    """`12.3 %`; a share that would round to nothing is `< 0.1 %`, or `> -0.1 %` where it counts against."""
    if share and abs(share) < 0.001:
        return "< 0.1 %" if share > 0 else "> -0.1 %"
    return f"{100 * share:.1f} %"


def _played_title(entry: HistoryEntry, href: str) -> Markup:
    if entry.type != "episode":
        return _title(entry.title, href)
    numbers = "" if entry.episode is None else f"S{entry.season or 0:02}E{entry.episode:02} "
    return _title(entry.series_title, href, numbers + entry.title)


@lru_cache(maxsize=512)
def _title(name: str, href: str = "", episode: str = "") -> Markup:
    """Performance only: a page of fifty rows renders each cell once, however often it is redrawn."""
    return render("title_cell.html", name=name, href=href, episode=episode)


def _numbers(weight: TitleWeight | None) -> tuple[str, str, str]:
    if weight is None:
        return NOT_COUNTED, NOT_COUNTED, NOT_COUNTED
    return f"{weight.preference:.2f}", percent(weight.share), percent(weight.neighbour_weight)
