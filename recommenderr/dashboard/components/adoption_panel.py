"""For the owner: hands the database over to a Plex server that was installed again."""

from __future__ import annotations

import streamlit as st

from recommenderr.dashboard.components import blocks
from recommenderr.dashboard.components.page_context import AppContext
from recommenderr.dashboard.session import session_state
from recommenderr.errors import RecommenderrError
from recommenderr.household import adoption

COMMAND = "`recommenderr adopt`"
PREVIEW = "t_adoption_preview"
INTRO = (
    "The server that answers is not the one that this database belongs to. If it is the same server, installed again, "
    "it can take over history, marks and presets."
)


def draw(app: AppContext) -> None:
    """Nothing, unless the last refresh failed because another server answered."""
    last = app.snapshot.last_refresh
    if last is None or last.outcome != "failed" or COMMAND not in (last.error or ""):
        return
    st.html(blocks.section("For the owner: a reinstalled server"))
    st.html(blocks.paragraph(INTRO))
    matches: str | None = st.session_state.get(PREVIEW)
    if matches is None:
        st.button("Compare the servers", key="t_adoption_compare", on_click=_compare, args=(app,))
        return
    st.html(blocks.paragraph(matches))
    st.button("Adopt this server", key="t_adoption_adopt", on_click=_adopt, args=(app,))


def _compare(app: AppContext) -> None:
    try:
        st.session_state[PREVIEW] = adoption.matches(*adoption.preview(app.settings))
    except RecommenderrError as err:
        session_state.notify(str(err))


def _adopt(app: AppContext) -> None:
    st.session_state.pop(PREVIEW, None)
    try:
        server, _ = adoption.adopt(app.settings)
        app.household.request_refresh()
    except RecommenderrError as err:
        session_state.notify(str(err))
    else:
        session_state.notify(f"The database belongs to {server.name} now. A refresh is requested.")
