"""A Streamlit server in a process of its own, started as `recommenderr/supervisor.conf` starts the dashboard."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import free_port, program, wait_for_page

OWN_SETTINGS = ("PLEX_", "DASHBOARD_", "STREAMLIT_")
"""What the names of variables begin with that may not come in from outside."""


@contextmanager
def streamlit_server(
    script: str, environ: Mapping[str, str], folder: Path, *words: str, base_path: str = "", port: int = 0
) -> Iterator[str]:
    """The address of a server for `script`, a path below the program's folder; it ends with the context.

    `environ` comes on top of this process's variables, `words` go to the command line, what it says into `folder`.
    Without a `port` it takes any that is free.
    """
    port = port or free_port()
    command = ["-m", "streamlit", "run", script, f"--server.port={port}", *words]
    if base_path:
        command.append(f"--server.baseUrlPath={base_path}")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OWN_SETTINGS)}
    with program(f"streamlit-{port}", command, {**inherited, **environ}, folder) as server:
        address = f"http://127.0.0.1:{port}/{base_path}"
        wait_for_page(address.rstrip("/"), server)
        yield address
