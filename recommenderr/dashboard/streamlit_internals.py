"""Everything private of Streamlit that the dashboard uses, each with the test that guards it.

Streamlit may change any of this without notice. When its version changes, go through `INTERNALS`, run the named tests,
and set `SEEN_WITH`: a test compares it with the version that the requirements lock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import streamlit
from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

SEEN_WITH = "1.67"
"""The minor version of Streamlit that every entry was seen with."""


@dataclass(frozen=True, slots=True)
class Internal:
    """One part of Streamlit that is not in its documented interface.

    Attributes:
        name: what it is called in Streamlit.
        use: what the dashboard needs it for.
        guard: the test that fails when it changes, `file::function`.
    """

    name: str
    use: str
    guard: str


_BROWSER = "tests/browser/test_dashboard.py"
_ELEMENTS = "tests/browser/test_streamlit_elements.py::test_every_element_that_styles_and_scripts_name_is_drawn"

PYTHON = (
    Internal(
        "streamlit.runtime.scriptrunner.get_script_run_ctx",
        "`query_string`, the URL in the browser; and `is_history_navigation`, whether a link, Back or Forward led here",
        f"{_BROWSER}::test_back_undoes_a_slider",
    ),
    Internal(
        "streamlit.proto.BackMsg_pb2",
        "the page and the fragment that a message of the browser asks for",
        "tests/dashboard/web/test_stale_fragments.py::test_a_fragment_request_of_a_left_page_is_dropped",
    ),
)
"""Private modules and functions."""

SERVER = (
    Internal(
        "uvicorn's classes of HTTP connections and websockets, which the server uses with uvicorn's defaults",
        "limits of connections and a deadline for headers are added to them",
        "tests/security/test_exhaustion.py::test_unfinished_requests_leave_room_for_others",
    ),
    Internal(
        "static/index.html",
        "the policy allows its inline script, by the digest",
        "tests/dashboard/web/test_security_headers.py::test_the_policy_allows_no_other_script",
    ),
    Internal(
        "/_stcore/health",
        "the one path that needs no session, for the health check of the container",
        "tests/browser/test_sign_in.py::test_the_health_check_is_open",
    ),
    Internal(
        "/_stcore/metrics",
        "only the owner gets it",
        "tests/security/test_people.py::test_metrics_are_for_the_owner",
    ),
    Internal(
        "the comparison of Origin and Host, which asks the internet for this machine's address",
        "the middleware replaces the origin that it has checked by the server's own, so that both are equal",
        "tests/security/test_middleware.py::test_own_pages_open_a_websocket",
    ),
    Internal(
        "a folder `pages` next to the script, the files of which are served without the script",
        "the script that the server runs stands elsewhere, and each page begins with the same checks",
        "tests/pages/test_states.py::test_every_page_stays_shut_when_it_is_opened_cold",
    ),
    Internal(
        "a widget's value that a reconnecting page sends, which the session state lists but cannot delete",
        "forgetting the values of widgets ignores the KeyError",
        "tests/browser/test_restart.py::test_an_open_page_goes_on_after_a_restart",
    ),
)
"""Paths, files and behaviour of the server."""

BROWSER = (
    Internal(
        "a popstate event, which makes the page of the URL run",
        "links between pages keep the session",
        f"{_BROWSER}::test_a_card_opens_its_title_without_a_new_session_and_back_leads_back",
    ),
    Internal("stMain", "a followed link scrolls to the top", _ELEMENTS),
    Internal("stApp", "the colours of lines and quiet text", _ELEMENTS),
    Internal("stHtml", "the look of our own paragraphs and links", _ELEMENTS),
    Internal("stLayoutWrapper", "components that only listen are hidden and leave no gap", _ELEMENTS),
    Internal("stMainBlockContainer", "the width and margins of a page", _ELEMENTS),
    Internal("stSidebarUserContent", "a denser sidebar", _ELEMENTS),
    Internal("stVerticalBlock", "a denser sidebar", _ELEMENTS),
    Internal("stSlider", "a denser sidebar", _ELEMENTS),
    Internal("stVegaLiteChart", "the colour of the text in charts", _ELEMENTS),
)
"""Events, classes and test ids of the pages in the browser, which the style sheets and scripts use."""

INTERNALS = (*PYTHON, *SERVER, *BROWSER)


def query_string() -> str:
    """The query string of the URL that the browser shows; empty outside a script run."""
    context = get_script_run_ctx()
    return context.query_string if context else ""


def is_history_navigation() -> bool:
    """Whether this run was started by a link within the page, or by going back or forward."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def rerun_message(data: bytes) -> BackMsg | None:
    """A message of the browser that asks for a page or a fragment of one; None for every other message."""
    try:
        message = BackMsg.FromString(data)
    except DecodeError:  # Streamlit refuses it
        return None
    return message if message.WhichOneof("type") == "rerun_script" else None


def inline_scripts() -> list[str]:
    """The inline scripts of Streamlit's own page."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    return re.findall(r"<script>(.*?)</script>", index.read_text(encoding="utf-8"), re.DOTALL)


HEALTH_PATH = "/_stcore/health"
"""Where Streamlit's server answers `ok` to a health check, below the base path."""

METRICS_PATH = "/_stcore/metrics"
"""Where Streamlit's server answers with its sessions and caches, below the base path."""
