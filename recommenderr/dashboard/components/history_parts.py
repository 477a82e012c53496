"""The tables of the History page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from recommenderr.artifacts.titles import TitleTable
from recommenderr.dashboard.clock import when
from recommenderr.dashboard.components.table import Cell, table
from recommenderr.dashboard.components.title_card import label
from recommenderr.dashboard.escape import html
from recommenderr.household.service import HistoryEntry
from recommenderr.insights.watched_titles import Part, WatchedTitle

NUMBERS = ("Plays", "Own rating", "Preference", "Part of the profile", "As a favourite")
GONE, UNMATCHED = "no longer in the library", "not matched: no known title answers to it, so it does not count"
MARKED, NEXT_TIME = "marked as watched, without a playback", "counts after the next refresh"
NOT_COUNTED = "–"

Address = Callable[[str], str]
"""The address of a title's page, by item id."""


def playbacks(entries: Sequence[HistoryEntry], counted: Mapping[str, Part], zone: tzinfo, address: Address) -> str:
    """One row a playback; preference and part are those of its title."""
    rows = []
    for entry in entries:
        part = counted.get(entry.item_id or "")
        name = _episode(entry) if entry.type == "episode" else html(entry.title)
        title = _link(entry.item_id, name, address) if part and entry.item_id else Cell(name)
        note = UNMATCHED if entry.unmatched else GONE if entry.gone else "" if part else NEXT_TIME
        rows.append((when(entry.viewed_at, zone, "at an unknown time"), title, *_part(part), note))
    return table("Playbacks, the newest first", ("When", "Title", *NUMBERS[2:], "Note"), rows, NUMBERS)


def titles(
    found: Sequence[WatchedTitle], names: TitleTable, zone: tzinfo, address: Address, title_of: Callable[[str], str]
) -> str:
    """One row a title."""
    rows = []
    for one in found:
        details = names.details(one.part.row) if one.part else None
        title = _link(one.item_id, html(label(details)), address) if details else Cell(html(title_of(one.item_id)))
        notes = (GONE if details and details.gone else "", "" if one.played else MARKED, "" if details else NEXT_TIME)
        rating = NOT_COUNTED if one.rating is None else f"{one.rating:g} of 10"
        last = when(one.last_viewed_at, zone, "at an unknown time")
        rows.append((title, str(one.plays), last, rating, *_part(one.part), "; ".join(note for note in notes if note)))
    columns = ("Title", "Plays", "Last watched", "Own rating", *NUMBERS[2:], "Note")
    return table("Watched titles, those that count most first", columns, rows, NUMBERS)


def _episode(entry: HistoryEntry) -> str:
    numbers = "" if entry.episode is None else f"S{entry.season or 0:02}E{entry.episode:02} "
    return f'{html(entry.series_title)} <span class="rr-quiet">{html(numbers + entry.title)}</span>'


def _link(item_id: str, name: str, address: Address) -> Cell:
    return Cell(f'<a href="{html(address(item_id))}" data-rr>{name}</a>')


def _part(part: Part | None) -> tuple[str, str, str]:
    if part is None:
        return NOT_COUNTED, NOT_COUNTED, NOT_COUNTED
    return f"{part.preference:.2f}", percent(part.share), percent(part.liking)


def percent(share: float) -> str:
    """`12.3 %`; what is there and would show as nothing is `< 0.1 %`, with a minus where it counts against."""
    if share and abs(share) < 0.001:
        return "< 0.1 %" if share > 0 else "> -0.1 %"
    return f"{100 * share:.1f} %"
