"""A small Plex server on this machine alone: it speaks a demo library over HTTP as a real one would.

It stands in for plex.tv too, at the same address. Only the loopback interface can reach it.
"""

from __future__ import annotations

import logging
import secrets
import socket
import socketserver
import sys
import threading
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Any

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.plex_server.faults import Faults
from recommenderr.demo.plex_server.handler import Handler, Request
from recommenderr.errors import UsageError

__all__ = ["DemoServer", "Request"]

LOOPBACK = "127.0.0.1"
KEPT_REQUESTS = 20_000
log = logging.getLogger(__name__)


class DemoServer:
    """Serves a demo library while its context lasts.

    `base` is the address, `token` the owner's token; `requests` is what was asked, oldest first, and
    `connections` how many connections that took.

    Raises:
        UsageError: another program uses the port.
    """

    def __init__(
        self,
        library: DemoLibrary,
        *,
        token: str | None = None,
        port: int = 0,
        delay_ms: float = 0,
        faults: Faults | None = None,
    ) -> None:
        self.library, self.token = library, token or secrets.token_urlsafe(15)
        self.faults, self.delay_ms = faults or Faults(), delay_ms
        self.requests: list[Request] = []
        self.connections = 0
        self.stopping = threading.Event()
        try:
            self._http = Http(self, port)
        except (OSError, OverflowError) as err:
            raise UsageError(
                f"The demo server cannot use port {port} of this machine ({err}). Choose another port, or 0 for any."
            ) from err
        self.port: int = self._http.server_address[1]
        self.base = f"http://{LOOPBACK}:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True, name="demo-server")

    def __enter__(self) -> DemoServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._http.hang_up()

    def note(self, request: Request) -> None:
        """Keeps a request for tests to look at; only the latest ones stay."""
        self.requests.append(request)
        if len(self.requests) > KEPT_REQUESTS:
            del self.requests[: KEPT_REQUESTS // 2]


class Http(ThreadingHTTPServer):
    """The listening socket, and the connections that are open."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, demo: DemoServer, port: int) -> None:
        self.demo = demo
        self.open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), Handler)

    def server_bind(self) -> None:
        """Binds without asking a name server who this machine is."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        self.demo.connections += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is a fault of ours, and told."""
        if not isinstance(sys.exc_info()[1], OSError):
            log.exception("The demo server failed to answer a request.")

    def hang_up(self) -> None:
        """Ends the connections that clients keep open."""
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it is gone already
