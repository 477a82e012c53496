"""The filters above the list: kind at a glance, everything else one click away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import streamlit as st

from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.session.view_url import ADDED_DAYS, PAGE_SIZE, View
from recommenderr.household.refresh_state import utc_now
from recommenderr.recommender.filters import FilterOptions, Filters
from recommenderr.records import ItemType
from recommenderr.text import TYPE_PLURALS

KINDS = {"all": "All"} | {kind: name.capitalize() for kind, name in TYPE_PLURALS.items()}
ADDED = {7: "the last week", 30: "the last month", 90: "the last three months", 365: "the last year"}

Step = TypeVar("Step", int, float)


def draw(context: PageContext) -> PageContext:
    """Draws the filters; returns the context with the view as they are set now."""
    view, offered = context.view, caches.offered_choices(context.person)
    filters = view.filters
    with st.container(horizontal=True, vertical_alignment="center", key="rr_filters"):
        key = session_state.seed("f_type", filters.type or "all")
        kind = st.segmented_control(
            "Films or series",
            list(KINDS),
            default=session_state.value_of(key),
            format_func=KINDS.__getitem__,
            key=key,
            label_visibility="collapsed",
            required=True,
        )
        active = count(view) - (filters.type is not None)
        with st.popover(f"Filters ({active})" if active else "Filters", icon=":material/tune:"):
            chosen, added_days = _more(view, offered, context.snapshot.libraries)
        if count(view):
            st.button("Clear all", key="f_clear", type="tertiary", on_click=clear)
    filters = replace(chosen, type=kind_of(kind))
    changed = replace(view, filters=filters, added_days=added_days)
    if (changed.filters, changed.added_days) != (view.filters, view.added_days):
        changed = replace(changed, shown=PAGE_SIZE)
    session_state.set_view(changed)
    return context.with_view(changed)


def kind_of(word: str | None) -> ItemType | None:
    """The kind that a word names, None for any."""
    return "movie" if word == "movie" else "show" if word == "show" else None


def active_filters(view: View) -> Filters:
    """The filters as the ranking takes them, with the hour from which a title counts as recently added."""
    if view.added_days is None:
        return view.filters
    since = utc_now() - timedelta(days=view.added_days)
    return replace(view.filters, added_since=int(since.timestamp()) // 3600 * 3600)


def count(view: View) -> int:
    """How many filters are set."""
    filters = view.filters
    values = (filters.type, filters.runtime_max_min, filters.age_max, view.added_days)
    several = (filters.genres, filters.without_genres, filters.library_ids)
    years = (filters.year_from, filters.year_to) != (None, None)
    return sum(value is not None for value in values) + sum(bool(value) for value in several) + years


def clear() -> None:
    """Removes every filter."""
    session_state.set_view(replace(session_state.view(), filters=Filters(), added_days=None, shown=PAGE_SIZE))
    session_state.forget_controls("f_")


def _more(view: View, offered: FilterOptions, libraries: Mapping[str, str]) -> tuple[Filters, int | None]:
    filters = view.filters
    genres = _several("Genres, at least one of", "f_genres", offered.genres, filters.genres)
    without = _several("Without", "f_without", offered.genres, filters.without_genres, nothing="None")
    year_from, year_to = _years(filters, offered)
    runtime = _up_to("Runtime up to", "f_runtime", _runtimes(filters, offered), filters.runtime_max_min, _minutes)
    age = _up_to("Rated for ages up to", "f_age", offered.ages, filters.age_max, lambda age: f"{age} years")
    library_ids = filters.library_ids
    if len(offered.library_ids) > 1:
        ids = offered.library_ids
        library_ids = _several(
            "Libraries", "f_library", ids, library_ids, lambda library_id: libraries.get(library_id, library_id)
        )
    added_days = _up_to("Added in", "f_added", ADDED_DAYS, view.added_days, ADDED.__getitem__)
    age_max = None if age is None else int(age)
    chosen = Filters(None, genres, without, year_from, year_to, runtime, age_max, library_ids)
    return chosen, None if added_days is None else int(added_days)


def _several(
    label: str,
    key: str,
    options: Sequence[str],
    current: Sequence[str],
    words: Callable[[str], str] = str,
    nothing: str = "Any",
) -> tuple[str, ...]:
    """A choice of any number."""
    begin = session_state.selected_options(session_state.seed(key, list(current)), options)
    return tuple(st.multiselect(label, options, begin, format_func=words, key=key, placeholder=nothing))


def _years(filters: Filters, offered: FilterOptions) -> tuple[int | None, int | None]:
    if offered.years is None or offered.years[0] == offered.years[1]:
        return None, None
    low, high = offered.years
    decades = list(range(high // 10 * 10, low - 10, -10))
    st.selectbox(
        "Decade",
        decades,
        index=session_state.option_index(session_state.seed("f_decade", None), decades),
        format_func=lambda decade: f"{decade} to {decade + 9}",
        key="f_decade",
        placeholder="Any",
        on_change=_set_decade,
        args=(low, high),
    )
    shown = (max(filters.year_from or low, low), min(filters.year_to or high, high))
    begin, end = session_state.value_of(session_state.seed("f_years", shown))
    begin, end = min(max(begin, low), high), min(max(end, low), high)
    first, last = st.slider("Years", low, high, (begin, end), key="f_years", help="From the first to the last.")
    return (first if first > low else None), (last if last < high else None)


def _set_decade(low: int, high: int) -> None:
    decade = session_state.value_of("f_decade")
    st.session_state["f_years"] = (low, high) if decade is None else (max(decade, low), min(decade + 9, high))


def _runtimes(filters: Filters, offered: FilterOptions) -> list[float]:
    steps = {float(minutes) for minutes in (30, 45, 60, 90, 100, 120, 150, 180) if minutes < offered.longest_min}
    return sorted(steps | ({filters.runtime_max_min} if filters.runtime_max_min else set()))


def _minutes(minutes: float) -> str:
    return f"{minutes:g} minutes"


def _up_to(
    label: str, key: str, options: Sequence[Step], current: Step | None, words: Callable[[Step], str]
) -> Step | None:
    """A choice of an upper limit; None for no limit."""
    begin = session_state.option_index(session_state.seed(key, current), options)
    return st.selectbox(label, list(options), begin, format_func=words, key=key, placeholder="Any")
