"""History: everything of a person that counts, what it counts, and what could not be counted."""

from __future__ import annotations

import streamlit as st

from recommenderr.dashboard import clock, escape
from recommenderr.dashboard.components import history_parts, sidebar
from recommenderr.dashboard.components.page_context import Frame, Page
from recommenderr.dashboard.session import caches, session_state, url_choices
from recommenderr.dashboard.session.view_url import View, relative_url
from recommenderr.household.service import Which
from recommenderr.insights.watched_titles import WatchedTitle, watched_titles
from recommenderr.recommender.title_search import comparable
from recommenderr.recommender.user_model import PersonModel

ROWS = 50
MODES = {"playbacks": "Playbacks", "titles": "Titles"}
KINDS = {"all": "All", "movie": "Films", "show": "Series"}
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
    "much it counts that a title is like this very one: 100 % for the most liked, fading over a year. "
    "The episodes of a series count together."
)


def draw(frame: Frame) -> None:
    """Person at the side, numbers and filters on top, then the table, page by page."""
    arrived = session_state.is_arrival()
    view, _ = sidebar.arrive(frame, caches.filter_choices(frame.generation))
    sidebar.person_alone(frame, view)
    name = sidebar.person_names(frame.snapshot)[view.account_id]
    person = frame.recommender.person(view.account_id)
    st.html(f'<h1 class="rr-title">What {escape.html(name)} watched</h1>')
    chosen: dict[str, list[str]] = {}
    if _numbers(frame, person):
        chosen = _table(frame, view, person, arrived)
    else:
        st.html(f'<div class="rr-wait"><p>{escape.html(NOTHING.format(name=name))}</p></div>')
    session_state.write_url({"person": [str(view.account_id)], **chosen})


PAGE = Page("History", draw)


def _numbers(frame: Frame, person: PersonModel) -> bool:
    """How much there is, in a line; whether there is anything at all."""
    all_plays, unmatched, gone = frame.household.history_sizes(
        person.account_id, Which(), Which(unmatched_only=True), Which(gone_only=True)
    )
    titles = len(caches.watched_titles(frame.household, person))
    if not all_plays and not titles:
        return False
    parts = [
        _count(all_plays, "playback"),
        _count(titles, "watched title"),
        f"{_count(gone, 'playback')} of titles that are no longer in the library, which count all the same"
        if gone
        else "",
        f"{_count(unmatched, 'playback')} that could not be matched with a title" if unmatched else "",
    ]
    st.html(f'<p class="rr-line">{" · ".join(part for part in parts if part)}</p>')
    st.html(f'<p class="rr-quiet">{escape.html(WHAT_COUNTS)}</p>')
    return True


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _table(frame: Frame, view: View, person: PersonModel, arrived: bool) -> dict[str, list[str]]:
    """Filters and table; returns what the address says of them."""
    mode, kind, only, words = _filters(arrived)
    page = int(st.session_state[url_choices.choice_key("sheet", range(10_000), arrived)])
    shown = _playbacks if mode == "playbacks" else _titles
    page, count = shown(frame, view, person, kind, only, words, page)
    _pager(page, count)
    return dict(
        url_choices.changed_params(
            show=(mode, "playbacks"), kind=(kind, "all"), only=(only, "everything"), words=(words, ""), sheet=(page, 0)
        )
    )


def _filters(arrived: bool) -> tuple[str, str, str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="rr_history"):
        key = url_choices.choice_key("show", list(MODES), arrived)
        mode = st.segmented_control(
            "Show",
            list(MODES),
            default=session_state.value_of(key),
            format_func=MODES.__getitem__,
            key=key,
            required=True,
            on_change=_first_page,
        )
        mode = mode or "playbacks"
        key = url_choices.choice_key("kind", list(KINDS), arrived)
        kind = st.segmented_control(
            "Kind",
            list(KINDS),
            default=session_state.value_of(key),
            format_func=KINDS.__getitem__,
            key=key,
            required=True,
            on_change=_first_page,
        )
        key = url_choices.choice_key("only", OF_MODE[mode], arrived)
        only: str = st.selectbox(
            "Only",
            OF_MODE[mode],
            index=session_state.option_index(key, OF_MODE[mode]) or 0,
            format_func=ONLY.__getitem__,
            key=key,
            on_change=_first_page,
            width=280,
        )
        key = url_choices.text_key("words", arrived)
        words: str = st.text_input(
            "Film or series",
            session_state.value_of(key),
            key=key,
            placeholder="Part of its name",
            max_chars=100,
            on_change=_first_page,
            width=240,
        )
    return mode, kind or "all", only, words.strip()


def _playbacks(
    frame: Frame, view: View, person: PersonModel, kind: str, only: str, words: str, page: int
) -> tuple[int, int]:
    """One page of playbacks; returns which one, and how many rows there are on all pages."""
    which = Which(
        unmatched_only=only == "unmatched",
        gone_only=only == "gone",
        type="movie" if kind == "movie" else "episode" if kind == "show" else None,
        text=words,
    )
    (count,) = frame.household.history_sizes(view.account_id, which)
    page = _within(page, count)
    entries = frame.household.history_page(view.account_id, which, limit=ROWS, offset=page * ROWS)
    if entries:
        counted = caches.title_weights(person)
        st.html(history_parts.playbacks(entries, counted, clock.zone(), lambda item_id: _address(view, item_id)))
    return page, count


def _titles(
    frame: Frame, view: View, person: PersonModel, kind: str, only: str, words: str, page: int
) -> tuple[int, int]:
    """One page of titles; returns which one, and how many there are on all pages."""
    events = caches.watch_events(frame.household, person)
    played = frozenset(event.item_id for event in events if event.item_id)
    found = [
        one
        for one in watched_titles(caches.watched_titles(frame.household, person), caches.title_weights(person), played)
        if _passes(person, one, kind, only, comparable(words))
    ]
    page = _within(page, len(found))
    if shown := found[page * ROWS : (page + 1) * ROWS]:
        st.html(
            history_parts.titles(
                shown,
                person.generation.titles,
                clock.zone(),
                lambda item_id: _address(view, item_id),
                lambda item_id: f"Title with the id {item_id}",
            )
        )
    return page, len(found)


def _passes(person: PersonModel, one: WatchedTitle, kind: str, only: str, words: str) -> bool:
    details = person.generation.titles.details(one.part.row) if one.part else None
    if (only == "marked" and one.played) or (only == "gone" and not (details and details.gone)):
        return False
    if details is None:
        return kind == "all" and not words
    return kind in ("all", details.type) and words in comparable(details.title)


def _within(page: int, count: int) -> int:
    """The page, or the last one where there are not so many."""
    return min(page, max(count - 1, 0) // ROWS)


def _pager(page: int, count: int) -> None:
    """Where this page is among all, and the way to the others."""
    if count == 0:
        st.html(f'<div class="rr-wait"><p>{NO_MATCH}</p></div>')
        return
    first, last = page * ROWS + 1, min((page + 1) * ROWS, count)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center"):
        st.button(
            "Previous",
            key="t_previous",
            icon=":material/chevron_left:",
            disabled=page == 0,
            on_click=_go,
            args=(page - 1,),
        )
        st.html(f'<p class="rr-quiet">{first:,} to {last:,} of {count:,}</p>', width="content")
        st.button(
            "Next",
            key="t_next",
            icon=":material/chevron_right:",
            disabled=last >= count,
            on_click=_go,
            args=(page + 1,),
        )


def _go(page: int) -> None:
    st.session_state["t_sheet"] = page


def _first_page() -> None:
    _go(0)


def _address(view: View, item_id: str) -> str:
    return relative_url("title", {"person": [str(view.account_id)], "item": [item_id]})
