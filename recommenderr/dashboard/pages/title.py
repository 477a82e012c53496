"""Title: one title, what speaks for it, what keeps it from the top, and what is like it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from recommenderr.dashboard import escape
from recommenderr.dashboard.components import score_bars, sidebar, title_card
from recommenderr.dashboard.components.page_context import Frame, Page
from recommenderr.dashboard.components.poster_grid import Tile, wall
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.session.view_url import View, list_params, relative_url, slider_max, title_params
from recommenderr.errors import UsageError
from recommenderr.model.weights import Weights
from recommenderr.recommender.counterfactual import WhyNot
from recommenderr.recommender.plex_link import plex_link
from recommenderr.recommender.service import Recommended

SEARCH, FOUND, SIMILAR = "t_search", 12, 6
NOT_FOUND = "No title sounds like “{text}”. Try fewer letters."
UNKNOWN = "This library has no title with the id {id}. It may have been removed; search for its name."
START = "Search for any title, watched ones too, or open one from the list."


def draw(frame: Frame) -> None:
    """The search, then the title that the address names."""
    view, default = sidebar.arrive(frame, caches.filter_choices(frame.generation))
    view = sidebar.side(frame, view, default)
    session_state.write_url(title_params(view, default))

    back = relative_url("", list_params(view, default))
    st.html(f'<p class="rr-quiet"><a href="{escape.html(back)}" data-rr>← For you</a></p>')
    if _search(frame, view, default):
        return
    if not view.item_id:
        _instead("Find a title", START)
        return
    item_id = _standing_for(frame, view.item_id)
    if item_id is None:
        _instead("No such title", UNKNOWN.format(id=view.item_id))
        return
    _title(frame, replace(view, item_id=item_id), default)


PAGE = Page("Title", draw)


def _instead(head: str, sentence: str) -> None:
    """What stands in place of a title."""
    st.html(f'<div class="rr-wait"><h1>{head}</h1><p>{escape.html(sentence)}</p></div>')


def _search(frame: Frame, view: View, default: Weights) -> bool:
    """The search box; whether it shows what it found in place of the title."""
    wanted = st.text_input(
        "Search",
        session_state.value_of(session_state.seed(SEARCH, "")),
        key=SEARCH,
        placeholder="Any title; typing errors do no harm",
        icon=":material/search:",
        max_chars=100,
    )
    if not wanted or not wanted.strip():
        return False
    rows = caches.search_index(frame.generation).search(wanted, FOUND)
    if not rows:
        _instead("Nothing found", NOT_FOUND.format(text=wanted.strip()))
        return True
    st.html(wall([_tile(frame, view, default, row) for row in rows], "rr-small"))
    return True


def _standing_for(frame: Frame, item_id: str) -> str | None:
    """The id of the copy that stands for the title of an id; None where no title has it."""
    try:
        row = frame.recommender.find_row(item_id)
    except UsageError:
        return None
    return frame.generation.titles.item_ids[row]


def _title(frame: Frame, view: View, default: Weights) -> None:
    """Everything of one title, from its poster to what is like it."""
    title = frame.recommender.explain(view.account_id, view.item_id, view.weights)
    place = frame.recommender.why_not(view.account_id, title.details.item_id, view.weights)
    name = sidebar.person_names(frame.snapshot)[view.account_id]
    poster, facts = st.columns([1, 2.6], gap="large")
    with poster:
        st.html(title_card.poster(title.details))
    with facts:
        st.html(title_card.facts(title, place, name))
        _open_in_plex(frame, title)
    _why(frame, view, default, title, place, name)
    _why_not(frame, default, place)
    _similar(frame, view, default, title)


def _open_in_plex(frame: Frame, title: Recommended) -> None:
    server = frame.snapshot.server
    if server is not None and not frame.settings.demo and not title.details.gone:
        address = plex_link(server.machine_id, title.details.item_id)
        st.link_button("Open in Plex", address, icon=":material/play_circle:")


def _why(frame: Frame, view: View, default: Weights, title: Recommended, place: WhyNot, name: str) -> None:
    """The score taken apart: by group beside the title at rank 10, by feature, by watched title."""
    found = title.explanation
    if found is None:
        return
    st.html('<h2 class="rr-head">Why</h2>')
    shown: list[score_bars.Bar] = [(title_card.label(title.details), found.groups)]
    if place.beside_row is not None and place.beside_row != title.details.row:
        beside = frame.generation.titles.details(place.beside_row)
        shown.append((f"At rank 10: {title_card.label(beside)}", place.beside))
    st.html(score_bars.stacked(shown))
    features, watched = st.columns(2, gap="large")
    with features:
        st.html(title_card.features(found))
    with watched:
        st.html(f'<h3 class="rr-sub">Because {escape.html(name)} watched</h3>')
        _watched(frame, view, default, title)


def _watched(frame: Frame, view: View, default: Weights, title: Recommended) -> None:
    found = title.explanation
    rows = [
        (frame.generation.titles.row_of(part.item_id), part.contribution)
        for part in (found.watched if found else ())
        if part.item_id is not None and part.contribution >= title_card.LEAST
    ]
    tiles = [
        replace(_tile(frame, view, default, row), note=f"+{100 * points:.1f} points")
        for row, points in rows[:6]
        if row is not None
    ]
    if tiles:
        st.html(wall(tiles, "rr-small rr-half"))
    else:
        st.html('<p class="rr-quiet">Nothing watched speaks for this title.</p>')


def _why_not(frame: Frame, default: Weights, place: WhyNot) -> None:
    """What keeps a title from the top of the list, and the one weight that would lift it."""
    beside = None if place.beside_row is None else frame.generation.titles.details(place.beside_row)
    end = slider_max(default)
    sentences = title_card.why_not(place, beside, end)
    if sentences:
        st.html(f'<h2 class="rr-head">Why not?</h2><p>{" ".join(sentences)}</p>')
    change = place.change
    if change is not None and title_card.on_step(change) <= end:
        lifted = session_state.view().weights.changed({change.group: title_card.on_step(change)})
        st.button(
            title_card.lift_label(change),
            key="c_lift",
            icon=":material/arrow_upward:",
            on_click=session_state.set_weights,
            args=(lifted,),
        )


def _similar(frame: Frame, view: View, default: Weights, title: Recommended) -> None:
    found = frame.recommender.similar(title.details.item_id, SIMILAR, view.weights)
    if found.items:
        st.html('<h2 class="rr-head">More like this</h2>')
        st.html(wall([_tile(frame, view, default, item.details.row) for item in found.items], "rr-small"))


def _tile(frame: Frame, view: View, default: Weights, row: int) -> Tile:
    details = frame.generation.titles.details(row)
    params = title_params(replace(view, item_id=details.item_id), default)
    return Tile(details, relative_url("title", params))
