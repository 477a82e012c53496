"""The state of the last refresh, kept up to date by the open page: progress while one runs, and a rerun when it ended.

No fragment runs on a clock: Streamlit's script in the browser clears a page that is asked for a part before the browser
has come to drawing it, and a busy machine gets there. A page polls for a few words instead, and is drawn as a whole.
"""

from __future__ import annotations

import time
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from recommenderr.dashboard.templating import render
from recommenderr.dashboard.web import live_status
from recommenderr.household.refresh_state import utc_now
from recommenderr.household.service import HouseholdSnapshot

LINE_EVERY_S, STATUS_EVERY_S, WAIT_EVERY_S = 3.0, 2.0, 1.0
HEADINGS = {"never": "Nothing here yet", "running": "The first refresh is under way"}

_status_poll = st.components.v2.component(
    "recommenderr_status_poll",
    js=Path(__file__).parents[1].joinpath("static", "status_poll.js").read_text(encoding="utf-8"),
)


def line(snapshot: HouseholdSnapshot, pointer: str | None) -> None:
    """The state of the last refresh, above every page; redraws the page when the pointer names another generation."""
    status = live_status.status_of(snapshot, pointer, utc_now())
    st.html(_live(status, "rr-quiet"))
    _poll("generation", status.generation, LINE_EVERY_S)


def status(snapshot: HouseholdSnapshot, pointer: str | None) -> live_status.LiveStatus:
    """The same for the Status page; redraws it when anything else that it says of refreshes has changed."""
    status = live_status.status_of(snapshot, pointer, utc_now())
    st.html(_live(status, "rr-message"))
    _poll("course", status.course, STATUS_EVERY_S)
    return status


def wait(snapshot: HouseholdSnapshot, pointer: str | None, refused: str = "") -> None:
    """A page before the first generation: what happens now, and how far it is; redraws itself when it is done.

    `refused` says why the generation on the disk cannot serve.
    """
    status = live_status.status_of(snapshot, pointer, utc_now())
    heading = "Nothing to show now" if refused else HEADINGS.get(status.kind, "Nothing to show yet")
    shown = Markup() if refused and status.kind != "running" else _live(status)
    st.html(render("waiting.html", heading=heading, reason=refused, status=shown))
    _poll("course", status.course, WAIT_EVERY_S)


def _live(status: live_status.LiveStatus, look: str = "") -> Markup:
    """What `status_poll.js` keeps up to date."""
    return render("live_status.html", status=status, sentence=Markup(status.sentence), look=look)


def _poll(watched: live_status.WatchedField, seen: str, every_s: float) -> None:
    data = {
        "address": live_status.PATH,
        "watched": watched,
        "seen": seen,
        "every_ms": every_s * 1e3,
        "drawn": time.time(),
    }
    with st.container(key="rr_status_poll"):
        _status_poll(key="rr_status_poll_listener", data=data, height=0, on_changed_change=_redraw)


def _redraw() -> None:
    """Nothing to do: the page is drawn again because the status has changed."""
