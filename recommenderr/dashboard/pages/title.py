"""Title: one title, why it is recommended, what keeps it from the top, and what is similar to it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from recommenderr.dashboard.components import blocks, score_bars, sidebar, title_details
from recommenderr.dashboard.components.page import Page
from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.components.poster_grid import PosterTile, poster_grid
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.session.view_url import list_params, relative_url, slider_max, title_params
from recommenderr.dashboard.templating import isolated, render
from recommenderr.errors import UsageError
from recommenderr.plex.address import plex_link
from recommenderr.recommender.service import Recommended
from recommenderr.recommender.why_not import WhyNot

SEARCH, MOST_FOUND, MOST_SIMILAR, MOST_WATCHED = "t_search", 12, 6, 6
NOT_FOUND = "No title sounds like “{text}”. Try fewer letters."
UNKNOWN = "This library has no title with the id {id}. It may have been removed; search for its name."
START = "Search for any title, watched ones too, or open one from the list."


def draw(context: PageContext) -> None:
    """The search, then the title that the address names."""
    context = sidebar.draw(context)
    view, default = context.view, context.default_weights
    session_state.write_url(title_params(view, default))
    st.html(render("back_link.html", href=relative_url("", list_params(view, default))))
    if _search(context):
        return
    if not view.item_id:
        st.html(blocks.empty_state(START, "Find a title"))
        return
    item_id = _canonical_id(context, view.item_id)
    if item_id is None:
        st.html(blocks.empty_state(UNKNOWN.format(id=view.item_id), "No such title"))
        return
    _title(context.with_view(replace(view, item_id=item_id)))


PAGE = Page("Title", draw)


def _search(context: PageContext) -> bool:
    """The search box; whether it shows results in place of the title."""
    text = st.text_input(
        "Search",
        session_state.value_of(session_state.seed(SEARCH, "")),
        key=SEARCH,
        placeholder="Any title; typing errors do no harm",
        icon=":material/search:",
        max_chars=100,
    )
    if not text or not text.strip():
        return False
    rows = caches.search_index(context.generation).search(text, context.person.visibility, MOST_FOUND)
    if not rows:
        st.html(blocks.empty_state(NOT_FOUND.format(text=text.strip()), "Nothing found"))
        return True
    st.html(poster_grid([_tile(context, row) for row in rows], "rr-small"))
    return True


def _canonical_id(context: PageContext, item_id: str) -> str | None:
    """The id of the copy that stands for the title of an id; None where no title has it."""
    try:
        row = context.recommender.find_row(item_id, context.view.account_id)
    except UsageError:
        return None
    return context.generation.titles.item_ids[row]


def _title(context: PageContext) -> None:
    """Everything about one title, from its poster to what is similar to it."""
    view = context.view
    title = context.recommender.explain(view.account_id, view.item_id, view.weights)
    rank = context.recommender.why_not(view.account_id, title.details.item_id, view.weights)
    copies = context.household.copies(view.account_id, title.details.item_id)
    poster, facts = st.columns([1, 2.6], gap="large")
    with poster:
        st.html(title_details.poster(title.details))
    with facts:
        st.html(title_details.facts(title, rank, context.name, copies))
        _open_in_plex(context, title)
    _why(context, title, rank)
    _why_not(context, rank)
    _similar(context, title)


def _open_in_plex(context: PageContext, title: Recommended) -> None:
    server = context.snapshot.server
    if server is not None and not context.settings.demo and not title.details.gone:
        address = plex_link(server.machine_id, title.details.item_id)
        st.link_button("Open in Plex", address, icon=":material/play_circle:")


def _why(context: PageContext, title: Recommended, rank: WhyNot) -> None:
    """The score in parts: by group next to the title at rank 10, by feature, by watched title."""
    explanation = title.explanation
    if explanation is None:
        return
    st.html(blocks.section("Why"))
    bars: list[score_bars.Bar] = [(title_details.label(title.details), explanation.groups)]
    if rank.tenth_row is not None and rank.tenth_row != title.details.row:
        tenth = context.generation.titles.details(rank.tenth_row)
        bars.append((f"At rank 10: {title_details.label(tenth)}", rank.tenth))
    st.html(score_bars.stacked_bars(bars))
    features, watched = st.columns(2, gap="large")
    with features:
        st.html(title_details.features(explanation))
    with watched:
        st.html(blocks.subsection(f"Because {isolated(context.name)} watched"))
        _watched(context, title)


def _watched(context: PageContext, title: Recommended) -> None:
    """The watched titles that add most to the score."""
    explanation = title.explanation
    contributions = [
        (context.generation.titles.row_of(part.item_id), part.contribution)
        for part in (explanation.watched if explanation else ())
        if part.item_id is not None and part.contribution >= title_details.LEAST
    ]
    tiles = [
        replace(_tile(context, row), note=f"+{100 * contribution:.1f} points")
        for row, contribution in contributions[:MOST_WATCHED]
        if row is not None
    ]
    if tiles:
        st.html(poster_grid(tiles, "rr-small rr-half"))
    else:
        st.html(blocks.paragraph("Nothing that was watched counts for this title."))


def _why_not(context: PageContext, rank: WhyNot) -> None:
    """What keeps a title from the top of the list, and the one weight that would lift it."""
    tenth = None if rank.tenth_row is None else context.generation.titles.details(rank.tenth_row)
    slider_end = slider_max(context.default_weights)
    sentences = title_details.why_not(rank, tenth, slider_end)
    if sentences:
        st.html(render("why_not.html", sentences=sentences))
    change = rank.change
    if change is not None and title_details.on_step(change) <= slider_end:
        changed = session_state.view().weights.changed({change.group: title_details.on_step(change)})
        st.button(
            title_details.change_label(change),
            key="c_lift",
            icon=":material/arrow_upward:",
            on_click=session_state.set_weights,
            args=(changed,),
        )


def _similar(context: PageContext, title: Recommended) -> None:
    view = context.view
    similar = context.recommender.similar(title.details.item_id, MOST_SIMILAR, view.weights, account_id=view.account_id)
    if similar.items:
        st.html(blocks.section("More like this"))
        st.html(poster_grid([_tile(context, item.details.row) for item in similar.items], "rr-small"))


def _tile(context: PageContext, row: int) -> PosterTile:
    details = context.generation.titles.details(row)
    params = title_params(replace(context.view, item_id=details.item_id), context.default_weights)
    return PosterTile(details, relative_url("title", params))
