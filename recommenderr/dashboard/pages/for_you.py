"""For you: the posters of what one person has not seen, and controls that move them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from markupsafe import Markup

from recommenderr.dashboard.components import blocks, filter_panel, sidebar
from recommenderr.dashboard.components.page import Page
from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.components.poster_grid import PosterTile, poster_grid
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.session.view_url import MAX_SHOWN, PAGE_SIZE, list_params, title_links
from recommenderr.dashboard.templating import isolated, render
from recommenderr.insights.list_comparison import Moves, moves
from recommenderr.recommender.filters import Filters
from recommenderr.recommender.service import Query, Recommendations

NO_MATCH = "No unseen title of {name} passes these filters. Loosen one of them, or clear them all."


def draw(context: PageContext) -> None:
    """Person and weights in the sidebar, filters on top, then the grid of posters."""
    st.html(blocks.page_title(f"For {isolated(context.name)}"))
    context = filter_panel.draw(context)
    grid, below = st.container().empty(), st.container()  # see sidebar.draw_live

    def show(current: PageContext) -> None:
        session_state.write_url(list_params(current.view, current.default_weights))
        grid.html(_list(current))

    sidebar.draw_live(context, show)
    with below:
        _more(context)


PAGE = Page("For you", draw)


def _list(context: PageContext) -> Markup:
    """Everything that a slider moves, as one block of HTML."""
    view, active = context.view, filter_panel.active_filters(context.view)
    recommended = context.recommender.recommend(
        view.account_id, Query(k=view.shown, weights=view.weights, filters=active)
    )
    if not recommended.items:
        return _empty(context, recommended)
    changes = _changes(context, active, recommended)
    return render(
        "title_list.html",
        note=recommended.note,
        posters=poster_grid(_tiles(context, recommended, changes)),
        changes=_left(context, changes),
        shown=f"{len(recommended.items):,}",
        candidates=f"{recommended.candidates:,}",
    )


def _changes(context: PageContext, active: Filters, recommended: Recommendations) -> Moves | None:
    """How the list differs from the one under the default weights; None where those are the weights."""
    view, default = context.view, context.default_weights
    if view.weights == default:
        return None
    before = caches.default_rows(context.recommender, context.person, default, view.shown, active)
    return moves(before, [item.details.row for item in recommended.items])


def _tiles(context: PageContext, recommended: Recommendations, changes: Moves | None) -> list[PosterTile]:
    address = title_links(context.view, context.default_weights)
    steps = changes.steps if changes else (0,) * len(recommended.items)
    return [
        PosterTile(
            details=item.details,
            href=address(item.details.item_id),
            match=item.relevancy,
            move=step,
            is_new=step is None,
            reasons=item.reasons,
        )
        for item, step in zip(recommended.items, steps, strict=True)
    ]


def _left(context: PageContext, changes: Moves | None) -> Markup:
    """Names the titles that the default weights would show on this page, and these weights do not."""
    if changes is None or not changes.left:
        return Markup()
    address = title_links(context.view, context.default_weights)
    titles = [context.generation.titles.details(row) for row in changes.left]
    return render("list_changes.html", titles=[(address(title.item_id), title.title) for title in titles])


def _empty(context: PageContext, recommended: Recommendations) -> Markup:
    filtered = filter_panel.count(context.view) and context.person.model.n_candidates
    return blocks.empty_state(NO_MATCH.format(name=isolated(context.name)) if filtered else recommended.note or "")


def _more(context: PageContext) -> None:
    candidates = context.recommender.count_candidates(
        context.view.account_id, filter_panel.active_filters(context.view)
    )
    if context.view.shown < min(candidates, MAX_SHOWN):
        st.button(f"Show {PAGE_SIZE} more", key="c_more", width="stretch", on_click=_show_more)


def _show_more() -> None:
    view = session_state.view()
    session_state.set_view(replace(view, shown=min(view.shown + PAGE_SIZE, MAX_SHOWN)))
