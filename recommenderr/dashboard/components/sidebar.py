"""The sidebar: who watches, what counts, and the presets. Its controls change a list without a rebuild."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from recommenderr.dashboard.components import preset_panel
from recommenderr.dashboard.components.blocks import sidebar_heading
from recommenderr.dashboard.components.error_boundary import error_boundary
from recommenderr.dashboard.components.page_context import (
    PERSON,
    AppContext,
    PageContext,
    context_of,
    default_weights,
    person_names,
)
from recommenderr.dashboard.components.weight_sliders import weight_sliders
from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import View
from recommenderr.model.weights import Weights


def draw(context: PageContext) -> PageContext:
    """Draws person, sliders and presets; returns the context with the view as the controls have it now."""
    with st.sidebar:
        _person(context)
        changed = context.with_view(_sliders(context.default_weights))
        preset_panel.draw(changed)
    return changed


def draw_live(context: PageContext, follow: Callable[[PageContext], None]) -> None:
    """Draws the same; a slider then runs `follow` alone, not the whole page, which takes half as long.

    `follow` may write only into containers that the page made before, each within another container, as this fragment
    has one of its own: where a slider moves before the page has been sent, Streamlit drops what the page drew of the
    fragment, its containers too, and the browser would stop at the gap. `follow` stays in the session, also for a
    while after its tab was closed, so it is given the context of the moment and must not hold one itself.
    """
    app, default = context.app, context.default_weights

    @st.fragment
    def live() -> None:
        with error_boundary("A slider", app.settings.log_file, app.settings.art_dir):
            generation = app.recommender.generation()
            follow(context_of(app, generation, _sliders(default)))

    with st.sidebar:
        _person(context)
        with st.container():
            live()
        preset_panel.draw(context)


def draw_person(context: PageContext) -> None:
    """Draws the choice of the person alone, for pages that no slider moves."""
    with st.sidebar:
        _person(context)


def _person(context: PageContext) -> None:
    names = person_names(context.snapshot)
    ids = [account.account_id for account in context.accounts]
    session_state.seed(PERSON, context.view.account_id)
    st.selectbox(
        "Who is watching?",
        ids,
        index=session_state.option_index(PERSON, ids) or 0,
        format_func=lambda account_id: names[account_id],
        key=PERSON,
        on_change=_change_person,
        args=(context.app,),
    )


def _change_person(app: AppContext) -> None:
    account_id = session_state.value_of(PERSON)
    # The browser sends what it likes, whatever the list offered.
    if account_id is None or not app.user.may_see(account_id):
        return
    now = replace(app, snapshot=app.household.snapshot())
    weights = default_weights(now, account_id)
    session_state.set_view(replace(session_state.view(), account_id=account_id, weights=weights))
    session_state.set_sliders(weights)


def _sliders(default: Weights) -> View:
    """What counts and how to choose, with a way back; returns the view as the sliders have it now."""
    st.html(sidebar_heading("What counts"))
    view = session_state.view()
    session_state.set_sliders(view.weights, overwrite=False)
    changed = replace(view, weights=weight_sliders(view.weights, default, "c_{}".format))
    st.button(
        "Reset to my default",
        icon=":material/restart_alt:",
        width="stretch",
        key="c_reset",
        disabled=changed.weights == default,
        on_click=session_state.set_weights,
        args=(default,),
        help="Puts every slider back to where it stands for this person when nothing is changed.",
    )
    session_state.set_view(changed)
    return changed
