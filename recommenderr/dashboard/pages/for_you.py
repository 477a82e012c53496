"""For you: the posters of what one person has not seen, and controls that move them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from recommenderr.dashboard import escape
from recommenderr.dashboard.components import filters as filters_panel
from recommenderr.dashboard.components import sidebar
from recommenderr.dashboard.components.page_context import Frame, Page
from recommenderr.dashboard.components.poster_grid import Tile, wall
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.session.view_url import MAX_SHOWN, PAGE_SIZE, View, list_params, title_links
from recommenderr.insights.list_moves import Moves, moves
from recommenderr.model.weights import Weights
from recommenderr.recommender.filters import Filters, mask
from recommenderr.recommender.service import Query, Recommendations

NO_MATCH = "No unseen title of {name} passes these filters. Loosen one of them, or clear them all."


def draw(frame: Frame) -> None:
    """Person and weights at the side, filters on top, then the wall of posters."""
    offered = caches.filter_choices(frame.generation)
    view, default = sidebar.arrive(frame, offered)
    _heading(frame, view)
    view = filters_panel.panel(view, offered, frame.snapshot.libraries)
    place, below = st.container().empty(), st.container()  # see controls.live_side

    def show(now: Frame, view: View) -> None:
        session_state.write_url(list_params(view, default))
        place.html(_list(now, view, default))

    sidebar.live_side(frame, view, default, show)
    with below:
        _more(frame, view)


PAGE = Page("For you", draw)


def _heading(frame: Frame, view: View) -> None:
    name = sidebar.person_names(frame.snapshot)[view.account_id]
    st.html(f'<h1 class="rr-title">For {escape.html(name)}</h1>')


def _list(frame: Frame, view: View, default: Weights) -> str:
    """Everything that a slider moves, as one block of HTML."""
    filters = filters_panel.active_filters(view)
    query = Query(k=view.shown, weights=view.weights, filters=filters)
    found = frame.recommender.recommend(view.account_id, query)
    if not found.items:
        return _empty(frame, view, found)
    changes = _changes(frame, view, default, filters, found)
    parts = (
        f'<p class="rr-note">{escape.html(found.note)}</p>' if found.note else "",
        wall(_tiles(view, default, found, changes)),
        _left(frame, view, default, changes),
        f'<p class="rr-quiet rr-count">{len(found.items):,} of {found.candidates:,} titles</p>',
    )
    return "".join(parts)


def _changes(frame: Frame, view: View, default: Weights, filters: Filters, found: Recommendations) -> Moves | None:
    """How the list differs from the one under the default weights; None where those are the weights."""
    if view.weights == default:
        return None
    person = frame.recommender.person(view.account_id)
    before = caches.default_rows(frame.recommender, person, default, view.shown, filters)
    return moves(before, [item.details.row for item in found.items])


def _tiles(view: View, default: Weights, found: Recommendations, changes: Moves | None) -> list[Tile]:
    address = title_links(view, default)
    steps = changes.steps if changes else (0,) * len(found.items)
    return [
        Tile(
            details=item.details,
            href=address(item.details.item_id),
            match=item.relevancy,
            move=step,
            is_new=step is None,
            reasons=item.reasons,
        )
        for item, step in zip(found.items, steps, strict=True)
    ]


def _left(frame: Frame, view: View, default: Weights, changes: Moves | None) -> str:
    """Names the titles that the default weights would show on this page, and these weights do not."""
    if changes is None or not changes.left:
        return ""
    address = title_links(view, default)
    cards = [frame.generation.titles.details(row) for row in changes.left]
    names = ", ".join(
        f'<a href="{escape.html(address(details.item_id))}" data-rr>{escape.html(details.title)}</a>'
        for details in cards
    )
    return f'<p class="rr-note rr-left"><strong>Left this page:</strong> {names}</p>'


def _empty(frame: Frame, view: View, found: Recommendations) -> str:
    name = sidebar.person_names(frame.snapshot)[view.account_id]
    filtered = filters_panel.count(view) and frame.recommender.person(view.account_id).n_candidates
    sentence = NO_MATCH.format(name=name) if filtered else found.note or ""
    return f'<div class="rr-wait"><p>{escape.html(sentence)}</p></div>'


def _more(frame: Frame, view: View) -> None:
    person = frame.recommender.person(view.account_id)
    passed = mask(frame.generation, filters_panel.active_filters(view))
    candidates = person.n_candidates if passed is None else int((person.candidates & passed).sum())
    if view.shown < min(candidates, MAX_SHOWN):
        st.button(f"Show {PAGE_SIZE} more", key="c_more", width="stretch", on_click=_show_more)


def _show_more() -> None:
    view = session_state.view()
    session_state.set_view(replace(view, shown=min(view.shown + PAGE_SIZE, MAX_SHOWN)))
