"""How old what is shown is, told on by the open page itself: progress while a refresh runs, a rerun for its news.

No fragment runs on a clock: Streamlit's script in the browser clears a page that is asked for a part before the browser
has come to drawing it, and a busy machine gets there. A page asks for a few words instead, and is drawn as a whole.
"""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st

from recommenderr.dashboard import escape
from recommenderr.dashboard.web import live_status
from recommenderr.household.refresh_state import utc_now
from recommenderr.household.service import HouseholdSnapshot

LINE_EVERY_S, STATUS_EVERY_S, WAIT_EVERY_S = 3.0, 2.0, 1.0

_news = st.components.v2.component(
    "recommenderr_news", js=Path(__file__).parents[1].joinpath("static", "status_poll.js").read_text(encoding="utf-8")
)


def line(household: HouseholdSnapshot, pointer: str | None) -> None:
    """The state of the last refresh, above every page; redraws the page when the pointer names another generation."""
    found = live_status.status_of(household, pointer, utc_now())
    st.html(_told(found, "rr-quiet"))
    _listen("generation", found.generation, LINE_EVERY_S)


def status(household: HouseholdSnapshot, pointer: str | None) -> live_status.LiveStatus:
    """The same as Status tells it; redraws the page when anything else that it tells of refreshes has changed."""
    found = live_status.status_of(household, pointer, utc_now())
    st.html(_told(found, "rr-said"))
    _listen("course", found.course, STATUS_EVERY_S)
    return found


def wait(household: HouseholdSnapshot, pointer: str | None, refused: str = "") -> None:
    """A page before the first generation: what happens now, and how far it is; redraws itself when it is done.

    `refused` says why the generation that there is cannot serve.
    """
    found = live_status.status_of(household, pointer, utc_now())
    titles = {"never": "Nothing here yet", "running": "The first refresh is under way"}
    head = "Nothing to show now" if refused else titles.get(found.kind, "Nothing to show yet")
    why = f"<p>{escape.sentence(refused)}</p>" if refused else ""
    told = "" if refused and found.kind != "running" else _told(found)
    st.html(f'<div class="rr-wait"><h1>{head}</h1>{why}{told}</div>')
    _listen("course", found.course, WAIT_EVERY_S)


def _told(found: live_status.LiveStatus, look: str = "") -> str:
    """What `status_poll.js` keeps up to date."""
    return (
        f'<div class="rr-now rr-{found.kind}"><p class="{look}" role="status"><span class="rr-sentence">'
        f'{found.sentence}</span></p><progress value="{found.share}" aria-label="How far it is"></progress></div>'
    )


def _listen(watched: live_status.WatchedField, seen: str, every_s: float) -> None:
    data = {
        "address": live_status.PATH,
        "watched": watched,
        "seen": seen,
        "every_ms": every_s * 1e3,
        "drawn": time.time(),
    }
    with st.container(key="rr_news"):
        _news(key="rr_news_listener", data=data, height=0, on_news_change=_redraw)


def _redraw() -> None:
    """Nothing to do: the page is drawn anew because the news came."""
