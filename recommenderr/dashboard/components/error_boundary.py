"""The boundary around a page: a failure inside it becomes one sentence on the page, and a traceback in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from recommenderr.artifacts import pass_over_torn
from recommenderr.dashboard import escape
from recommenderr.errors import ArtifactError, RecommenderrError

FAILED = "Something went wrong on this page. What it was stands in the log ({log}). Reload the page to try again."

_log = logging.getLogger(__name__)


@contextmanager
def error_boundary(name: str, log_file: Path, art_dir: Path) -> Iterator[None]:
    """Shows a failure as a sentence. A fragment needs a boundary of its own, because it runs without the page.

    Where the disk has changed files of the generation that serves, the page is drawn again from the one before.
    """
    try:
        yield
    except RecommenderrError as err:
        if isinstance(err, ArtifactError) and pass_over_torn(art_dir):
            st.rerun()
        st.error(escape.plain(str(err)), icon=":material/error:")
    except Exception:  # noqa: BLE001 - the boundary of a page; the traceback is in the log
        _log.exception("%s failed", name)
        if pass_over_torn(art_dir):
            st.rerun()
        st.error(escape.plain(FAILED.format(log=log_file)), icon=":material/error:")
