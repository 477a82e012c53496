"""Whether the Plex server answers, asked now and then, and never so long that a page would wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from recommenderr.errors import PlexError
from recommenderr.household.health import Finding
from recommenderr.plex.source import open_reader
from recommenderr.settings import Settings

TIMEOUT_S = 3.0
KEPT_S = 30.0


class ServerCheck:
    """Asks the server who it is; the answer holds for half a minute. Safe to share between threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._lock = threading.Lock()
        self._found: Finding | None = None
        self._asked_at = 0.0

    def finding(self, client_id: str) -> Finding:
        """What the server said; `client_id` is the id that it knows this program by."""
        if self._settings.demo:
            return Finding("Server", True, "The demo library needs no server.")
        with self._lock:
            if self._found is None or self._clock() - self._asked_at > KEPT_S:
                self._found, self._asked_at = self._ask(client_id), self._clock()
            return self._found

    def _ask(self, client_id: str) -> Finding:
        settings = self._settings
        try:
            with open_reader(settings, client_id, max_timeout_s=TIMEOUT_S, backoff_s=0) as reader:
                server = reader.server()
        except PlexError as err:
            return Finding("Server", False, str(err))
        return Finding("Server", True, f"{server.name}, Plex {server.version}, answers at {settings.plex_base}.")
