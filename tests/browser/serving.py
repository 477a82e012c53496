"""Starts the dashboard as a user does, over a household that was read from a server with nasty titles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.streamlit_server import streamlit_server
from recommenderr.demo.catalogue import DemoLibrary
from recommenderr.settings import Settings
from tests.conftest import OWNER, small_library
from tests.dashboard.household import HOSTILE, environment


def nasty_library() -> DemoLibrary:
    """The small library, with titles that try to be more than text; the owner has watched one of them."""
    library = small_library()
    for number, title in enumerate(HOSTILE):
        film = library.add(
            "1",
            type="movie",
            guid=f"plex://movie/nasty{number}",
            title=title,
            year=1990 + number,
            genres=("Drama", HOSTILE[number]),
            cast=(HOSTILE[number],),
            directors=(HOSTILE[number],),
            summary=f"{title} is a story of ships.",
            thumb="" if number == 0 else None,
        )
        if number == 1:
            library.play(OWNER, film.rating_key, 1_770_000_000)
    return library


@contextmanager
def dashboard(settings: Settings, *words: str, base_path: str = "", port: int = 0) -> Iterator[str]:
    """The address of a running dashboard; `words` go to its command line."""
    environ, folder = environment(settings), settings.art_dir
    with streamlit_server("streamlit_app.py", environ, folder, *words, base_path=base_path, port=port) as address:
        yield address
