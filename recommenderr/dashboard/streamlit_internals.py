"""Everything private of Streamlit that the dashboard touches, each with the test that guards it.

Streamlit may change any of this without notice. `INTERNALS` is the list to go through when its version changes: the
locked version is `SEEN_WITH`, and the named tests fail where an entry no longer holds.
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
    """One thing of Streamlit's that is not part of its documented interface.

    Attributes:
        name: what it is called there.
        use: what the dashboard needs it for.
        files: where the dashboard touches it, relative to the project.
        guard: the test that fails when it changes, `file::function`.
    """

    name: str
    use: str
    files: tuple[str, ...]
    guard: str


_HERE = "recommenderr/dashboard/streamlit_internals.py"
_STATIC = "recommenderr/dashboard/static"

INTERNALS = (
    Internal(
        "runtime.scriptrunner.get_script_run_ctx: query_string",
        "the URL as the browser shows it; st.query_params is already what the last run wrote",
        (_HERE,),
        "tests/browser/test_dashboard.py::test_back_undoes_a_change",
    ),
    Internal(
        "runtime.scriptrunner.get_script_run_ctx: is_history_navigation",
        "whether the visitor followed a link or went back or forward, so that the URL decides",
        (_HERE,),
        "tests/browser/test_dashboard.py::test_back_undoes_a_change",
    ),
    Internal(
        "proto.BackMsg_pb2.BackMsg: rerun_script.page_script_hash, rerun_script.fragment_id",
        "which page, or fragment of a page, a message of the browser asks for",
        (_HERE,),
        "tests/dashboard/web/test_stale_fragments.py::test_a_fragment_request_of_a_left_page_is_dropped",
    ),
    Internal(
        "static/index.html: its inline script",
        "the content security policy allows this one inline script, by its digest",
        (_HERE,),
        "tests/dashboard/web/test_security_headers.py::test_the_policy_allows_no_other_script",
    ),
    Internal(
        "the path /_stcore/health",
        "the one path that needs no session, for the health check of the container",
        (_HERE,),
        "tests/browser/test_sign_in.py::test_nothing_is_served_without_the_password",
    ),
)


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
