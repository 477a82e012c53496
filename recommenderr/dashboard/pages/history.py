"""History: everything that a person watched, how much it counts, and what could not be counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from recommenderr.dashboard import clock
from recommenderr.dashboard.components import blocks, sidebar, watch_tables
from recommenderr.dashboard.components.page import Page
from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.session import caches, session_state, url_choices
from recommenderr.dashboard.session.view_url import title_links
from recommenderr.dashboard.templating import isolated
from recommenderr.insights.watched_titles import WatchedTitle, watched_titles
from recommenderr.recommender.user import User, hidden_watched
from recommenderr.records import PlaybackFilter
from recommenderr.text import TYPE_PLURALS, search_key

ROWS = 50
MODES = {"playbacks": "Playbacks", "titles": "Titles"}
KINDS = {"all": "All"} | {kind: name.capitalize() for kind, name in TYPE_PLURALS.items()}
ONLY = {
    "everything": "Everything",
    "gone": "No longer in the library",
    "unmatched": "Could not be matched",
    "marked": "Marked as watched, without a playback",
}
OF_MODE = {"playbacks": ["everything", "gone", "unmatched"], "titles": ["everything", "gone", "marked"]}
NOTHING = "Plex knows of nothing that {name} has watched. What they watch shows up here after the next refresh."
NO_MATCH = "Nothing in this history passes these filters."
WHAT_COUNTS = (
    "Preference says how much a title is liked: more with every play, fading over months. Its part of the profile is "
    "how much of the taste it makes up, of 100 %; what was rated badly has a part below zero. As a favourite says how "
    "much it matters that a title is similar to this one: 100 % for the most liked, fading over a year. "
    "The episodes of a series count together."
)


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What of the history is shown: playbacks or titles, of which kind, only which of them, and part of the name."""

    mode: str
    kind: str
    only: str
    text: str


def draw(context: PageContext) -> None:
    """Person in the sidebar, numbers and filters on top, then the table, page by page."""
    sidebar.draw_person(context)
    person = context.person
    st.html(blocks.page_title(f"What {isolated(context.name)} watched"))
    params: Mapping[str, list[str]] = {}
    if _numbers(context, person):
        params = _table(context, person)
    else:
        st.html(blocks.empty_state(NOTHING.format(name=isolated(context.name))))
    session_state.write_url({"person": [str(context.view.account_id)], **params})


PAGE = Page("History", draw)


def _numbers(context: PageContext, person: User) -> bool:
    """The size of the history, in a line; returns whether there is any."""
    hidden = hidden_watched(person)
    all_plays, unmatched, gone = context.household.history_sizes(
        person.account_id,
        PlaybackFilter(hidden=hidden),
        PlaybackFilter(unmatched_only=True, hidden=hidden),
        PlaybackFilter(gone_only=True, hidden=hidden),
    )
    titles = len(caches.watched_titles(context.household, person))
    if not all_plays and not titles:
        return False
    gone_plays = f"{_count(gone, 'playback')} of titles that are no longer in the library, which count all the same"
    parts = [
        _count(all_plays, "playback"),
        _count(titles, "watched title"),
        gone_plays if gone else "",
        f"{_count(unmatched, 'playback')} that could not be matched with a title" if unmatched else "",
    ]
    st.html(blocks.paragraph(" · ".join(part for part in parts if part), "rr-line"))
    st.html(blocks.paragraph(WHAT_COUNTS))
    return True


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _table(context: PageContext, person: User) -> Mapping[str, list[str]]:
    """Filters and table; returns the parameters of the address."""
    chosen = _filters(context.arrived)
    sheet = int(st.session_state[url_choices.choice_key("sheet", range(10_000), context.arrived)])
    shown = _playbacks if chosen.mode == "playbacks" else _titles
    sheet, count = shown(context, person, chosen, sheet)
    _pager(sheet, count)
    return url_choices.changed_params(
        show=(chosen.mode, "playbacks"),
        kind=(chosen.kind, "all"),
        only=(chosen.only, "everything"),
        words=(chosen.text, ""),
        sheet=(sheet, 0),
    )


def _filters(arrived: bool) -> HistoryFilter:
    with st.container(horizontal=True, vertical_alignment="bottom", key="rr_history"):
        mode = _segments("Show", "show", MODES, arrived) or "playbacks"
        kind = _segments("Kind", "kind", KINDS, arrived) or "all"
        key = url_choices.choice_key("only", OF_MODE[mode], arrived)
        only: str = st.selectbox(
            "Only",
            OF_MODE[mode],
            index=session_state.option_index(key, OF_MODE[mode]) or 0,
            format_func=ONLY.__getitem__,
            key=key,
            on_change=_first_sheet,
            width=280,
        )
        key = url_choices.text_key("words", arrived)
        text: str = st.text_input(
            "Film or series",
            session_state.value_of(key),
            key=key,
            placeholder="Part of its name",
            max_chars=100,
            on_change=_first_sheet,
            width=240,
        )
    return HistoryFilter(mode, kind, only, text.strip())


def _segments(label: str, name: str, options: Mapping[str, str], arrived: bool) -> str | None:
    """A choice of one, from the address where that counts."""
    key = url_choices.choice_key(name, list(options), arrived)
    chosen: str | None = st.segmented_control(
        label,
        list(options),
        default=session_state.value_of(key),
        format_func=options.__getitem__,
        key=key,
        required=True,
        on_change=_first_sheet,
    )
    return chosen


def _playbacks(context: PageContext, person: User, chosen: HistoryFilter, sheet: int) -> tuple[int, int]:
    """One sheet of playbacks; returns its number, and how many rows there are on all sheets."""
    which = PlaybackFilter(
        unmatched_only=chosen.only == "unmatched",
        gone_only=chosen.only == "gone",
        type="movie" if chosen.kind == "movie" else "episode" if chosen.kind == "show" else None,
        text=chosen.text,
        hidden=hidden_watched(person),
    )
    (count,) = context.household.history_sizes(person.account_id, which)
    sheet = _within(sheet, count)
    entries = context.household.history_page(person.account_id, which, limit=ROWS, offset=sheet * ROWS)
    if entries:
        parts = caches.title_weights(person)
        st.html(watch_tables.playbacks(entries, parts, clock.zone(), _address(context)))
    return sheet, count


def _titles(context: PageContext, person: User, chosen: HistoryFilter, sheet: int) -> tuple[int, int]:
    """One sheet of titles; returns its number, and how many titles there are on all sheets."""
    household = context.household
    played = frozenset(event.item_id for event in caches.watch_events(household, person) if event.item_id)
    watched = watched_titles(caches.watched_titles(household, person), caches.title_weights(person), played)
    text = search_key(chosen.text)
    titles = [title for title in watched if _passes(person, title, chosen, text)]
    sheet = _within(sheet, len(titles))
    if shown := titles[sheet * ROWS : (sheet + 1) * ROWS]:
        st.html(watch_tables.titles(shown, person.generation.titles, clock.zone(), _address(context)))
    return sheet, len(titles)


def _passes(person: User, title: WatchedTitle, chosen: HistoryFilter, text: str) -> bool:
    details = person.generation.titles.details(title.weight.row) if title.weight else None
    if (chosen.only == "marked" and title.played) or (chosen.only == "gone" and not (details and details.gone)):
        return False
    if details is None:
        return chosen.kind == "all" and not text
    return chosen.kind in ("all", details.type) and text in search_key(details.title)


def _within(sheet: int, count: int) -> int:
    """The number of the sheet, or of the last one where there are not so many."""
    return min(sheet, max(count - 1, 0) // ROWS)


def _pager(sheet: int, count: int) -> None:
    """PlaybackFilter rows this sheet shows, and the way to the others."""
    if count == 0:
        st.html(blocks.empty_state(NO_MATCH))
        return
    first, last = sheet * ROWS + 1, min((sheet + 1) * ROWS, count)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center"):
        st.button(
            "Previous",
            key="t_previous",
            icon=":material/chevron_left:",
            disabled=sheet == 0,
            on_click=_open_sheet,
            args=(sheet - 1,),
        )
        st.html(blocks.paragraph(f"{first:,} to {last:,} of {count:,}"), width="content")
        st.button(
            "Next",
            key="t_next",
            icon=":material/chevron_right:",
            disabled=last >= count,
            on_click=_open_sheet,
            args=(sheet + 1,),
        )


def _open_sheet(sheet: int) -> None:
    st.session_state["t_sheet"] = sheet


def _first_sheet() -> None:
    _open_sheet(0)


def _address(context: PageContext) -> Callable[[str], str]:
    """From an item id to the address of its title."""
    default = context.default_weights
    return title_links(replace(context.view, weights=default), default)
