"""The boundary around a page: a failure inside it becomes one sentence on the page, and a traceback in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from recommenderr.dashboard import escape
from recommenderr.errors import RecommenderrError

FAILED = "Something went wrong on this page. What it was stands in the log ({log}). Reload the page to try again."

_log = logging.getLogger(__name__)


@contextmanager
def error_boundary(name: str, log_file: Path) -> Iterator[None]:
    """Shows a failure as a sentence. A fragment needs a boundary of its own, because it runs without the page."""
    try:
        yield
    except RecommenderrError as err:
        st.error(escape.plain(str(err)), icon=":material/error:")
    except Exception:  # noqa: BLE001 - the boundary of a page; the traceback is in the log
        _log.exception("%s failed", name)
        st.error(escape.plain(FAILED.format(log=log_file)), icon=":material/error:")
