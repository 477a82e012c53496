"""Starts the dashboard as a user does, over a household that was read from a server with nasty titles."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recommenderr.demo.catalogue import DemoLibrary
from recommenderr.settings import Settings
from tests.conftest import OWNER, small_library
from tests.dashboard.household import HOSTILE, environment

ROOT = Path(__file__).parents[2]
STARTS_WITHIN_S = 40.0


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
def dashboard(settings: Settings, *words: str, base_path: str = "") -> Iterator[str]:
    """The address of a running dashboard; `words` go to its command line."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", f"--server.port={port}"]
    if base_path:
        command.append(f"--server.baseUrlPath={base_path}")
    unset = ("PLEX_TOKEN", "DASHBOARD_PASSWORD", "STREAMLIT_SERVER_PORT")
    environ = {name: value for name, value in os.environ.items() if name not in unset}
    with (
        (settings.art_dir / f"dashboard-{port}.out").open("wb") as out,
        subprocess.Popen(
            [*command, *words], cwd=ROOT, env={**environ, **environment(settings)}, stdout=out, stderr=out
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}/{base_path}"
            _wait(f"{address.rstrip('/')}/_stcore/health", process)
            yield address
        finally:
            process.terminate()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Asks until the dashboard answers that it is well."""
    until = time.monotonic() + STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            select_nothing()
    raise AssertionError(f"The dashboard did not start within {STARTS_WITHIN_S:g} s, or ended.")


def select_nothing() -> None:
    """Gives way for a moment to the process that is waited for."""
    os.sched_yield()
