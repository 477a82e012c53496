"""A small Plex server that serves a demo library over HTTP, as a real server would.

It also stands in for plex.tv, at the same address. It listens only on the loopback interface.
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
    """Serves a demo library within a `with` block.

    `base` is the address, `token` the owner's token, `requests` all requests, oldest first, and `connections` the
    number of connections they used.

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
        """Records a request for tests; only the latest ones are kept."""
        self.requests.append(request)
        if len(self.requests) > KEPT_REQUESTS:
            del self.requests[: KEPT_REQUESTS // 2]


class Http(ThreadingHTTPServer):
    """The listening socket and its open connections."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, demo: DemoServer, port: int) -> None:
        self.demo = demo
        self.open: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), Handler)

    def server_bind(self) -> None:
        """Binds without a DNS lookup of this machine's name."""
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
        """Ignores clients that close the connection, and logs everything else, which is an error of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            log.exception("The demo server failed to answer a request.")

    def hang_up(self) -> None:
        """Closes the connections that clients keep open."""
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already closed
