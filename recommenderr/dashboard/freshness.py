"""How old what is shown is, kept up to date by itself: progress while a refresh runs, a rerun when it brought news."""

from __future__ import annotations

import streamlit as st

from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import edge, text
from recommenderr.recommender import Recommender
from recommenderr.serving.household import Household
from recommenderr.serving.standing import Standing, standing, utc_now

LOOK_EVERY_S = 3.0


def line(recommender: Recommender, household: Household, pointer: str | None) -> None:
    """The state of the last refresh, above every page; redraws the page when the pointer names another generation."""

    @st.fragment(run_every=LOOK_EVERY_S)
    def look() -> None:
        if current_name(recommender.settings.art_dir) != pointer and is_rerun():
            st.rerun()
        with edge.sentences("The look at the last refresh", recommender.settings.log_file):
            _tell(standing(recommender.household() if is_rerun() else household, utc_now()))

    edge.apart(look)


def wait(recommender: Recommender, household: Household, pointer: str | None, refused: str = "") -> None:
    """A page before the first generation: what happens now, and how far it is; redraws itself when it is done.

    `refused` says why the generation that there is cannot serve.
    """

    @st.fragment(run_every=1.0)
    def look() -> None:
        if current_name(recommender.settings.art_dir) != pointer and is_rerun():
            st.rerun()
        with edge.sentences("The look at the first refresh", recommender.settings.log_file):
            _wait(standing(recommender.household() if is_rerun() else household, utc_now()), refused)

    edge.apart(look)


def is_rerun() -> bool:
    """Whether this is the fragment looking by itself, not the page being drawn."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    run = get_script_run_ctx()
    return bool(run and run.fragment_ids_this_run)


def _wait(now: Standing, refused: str) -> None:
    titles = {"never": "Nothing here yet", "running": "The first refresh is under way"}
    head = "Nothing to show now" if refused else titles.get(now.kind, "Nothing to show yet")
    told = f"{refused} {now.sentence}" if refused and now.kind == "running" else refused or now.sentence
    st.html(f'<div class="rr-wait rr-{now.kind}"><h1>{head}</h1><p role="status">{text.sentence(told)}</p></div>')
    if now.kind == "running":
        with st.container(key="rr_first"):
            st.progress(now.share or 0.0)


def _tell(now: Standing) -> None:
    st.html(
        f'<p class="rr-quiet rr-{now.kind}" role="status"><span class="rr-sign" aria-hidden="true"></span>'
        f"{text.sentence(now.sentence)}</p>"
    )
    if now.kind == "running":
        st.progress(now.share or 0.0)
