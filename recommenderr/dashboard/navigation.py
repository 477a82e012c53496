"""The pages, in the order of the menu."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ROOT = Path(__file__).parents[2]

PAGES = (
    ("pages/for_you.py", "For you", ""),
    ("pages/title.py", "Title", "title"),
    ("pages/experiments.py", "Experiments", "experiments"),
    ("pages/taste.py", "Taste", "taste"),
    ("pages/history.py", "History", "history"),
    ("pages/status.py", "Status", "status"),
)
"""File, name in the menu, and last part of the URL; the dashboard opens at the first.

No icons: Streamlit takes a page's icon for the tab as well, and fetches it from the internet.
"""


def run() -> None:
    """Shows the menu and runs the page of the URL."""
    pages = [st.Page(ROOT / file, title=title, url_path=path or None, default=not path) for file, title, path in PAGES]
    st.navigation(pages, position="top").run()
