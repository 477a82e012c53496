"""Limits what visitors can hold open: connections, requests that never end their headers, and websockets.

Streamlit starts uvicorn itself, with no such limit. uvicorn's protocol classes are therefore extended in place, before
the first connection (`install`). A proxy on this machine makes every connection itself, so this machine's connections
count in all alone; websockets count by the address that the proxy reports.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import logging
import resource
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from recommenderr.dashboard.web.client_address import client_address, network_of

MAX_CONNECTIONS = 1024
MAX_CONNECTIONS_PER_ADDRESS = 256
MAX_WEBSOCKETS = 256
MAX_WEBSOCKETS_PER_ADDRESS = 64
HEADER_TIMEOUT_S = 10.0
WANTED_DESCRIPTORS = 8192
OTHER_DESCRIPTORS = 256
"""What the process needs for files, databases and Plex."""

LOG_EVERY_S = 60.0
BUSY = "This dashboard has too many open connections. Close some tabs, or try again in a minute."
REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 60\r\n"
    b"Cache-Control: no-store\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
) % (len(BUSY), BUSY.encode())

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class RefusalLog:
    """Logs refused connections, one line a minute at most."""

    clock: Callable[[], float] = time.monotonic
    _count: int = 0
    _logged_at: float | None = None

    def add(self, address: str) -> None:
        """Counts one, and logs all since the last line if that is a minute ago."""
        self._count, now = self._count + 1, self.clock()
        if self._logged_at is None or now - self._logged_at >= LOG_EVERY_S:
            _log.warning("Too many open connections: %d refused, the latest from %s.", self._count, address)
            self._count, self._logged_at = 0, now


@dataclass(slots=True)
class ConnectionLimits:
    """The open connections, oldest first, and which of them have no request under way."""

    max_connections: int = MAX_CONNECTIONS
    max_per_address: int = MAX_CONNECTIONS_PER_ADDRESS
    refusals: RefusalLog = field(default_factory=RefusalLog)
    _waiting: OrderedDict[asyncio.Transport, None] = field(default_factory=OrderedDict)
    _addresses: dict[asyncio.Transport, str] = field(default_factory=dict)
    _by_network: Counter[str] = field(default_factory=Counter)

    def admit(self, transport: asyncio.Transport) -> bool:
        """Whether a new connection may stay. In a full house, the oldest one without a request makes room."""
        address = str((transport.get_extra_info("peername") or ("",))[0])
        network = network_of(address)
        if not _is_this_machine(address) and self._by_network[network] >= self.max_per_address:
            self.refusals.add(address)
            return False
        if len(self._addresses) >= self.max_connections:
            self.refusals.add(address)
            if not self._waiting:
                return False
            oldest = next(iter(self._waiting))
            self.closed(oldest)
            oldest.abort()
        self._addresses[transport] = address
        self._by_network[network] += 1
        self._waiting[transport] = None
        return True

    def busy(self, transport: asyncio.Transport) -> None:
        """Notes that a request is under way, or a websocket is open."""
        self._waiting.pop(transport, None)

    def idle(self, transport: asyncio.Transport) -> None:
        """Notes that no request is under way."""
        if transport in self._addresses:
            self._waiting.setdefault(transport)

    def closed(self, transport: asyncio.Transport) -> None:
        """Notes the end of a connection; a second time changes nothing."""
        self._waiting.pop(transport, None)
        address = self._addresses.pop(transport, None)
        if address is not None:
            network = network_of(address)
            self._by_network[network] -= 1
            if not self._by_network[network]:
                del self._by_network[network]


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.removeprefix("::ffff:")).is_loopback
    except ValueError:
        return False


def raise_descriptor_limit() -> int:
    """Raises this process's limit of open files towards what all connections need, and returns what it is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    wanted = WANTED_DESCRIPTORS if hard == unlimited else min(WANTED_DESCRIPTORS, hard)
    if soft != unlimited and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return WANTED_DESCRIPTORS if soft == unlimited else soft


@functools.cache
def install() -> ConnectionLimits:
    """Limits the connections of every uvicorn server of this process; a second call changes nothing."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    limits = ConnectionLimits(min(MAX_CONNECTIONS, max(raise_descriptor_limit() - OTHER_DESCRIPTORS, 64)))
    limit_http(AutoHTTPProtocol, limits)
    limit_websocket(WebSocketsSansIOProtocol, limits)
    return limits


def limit_http(protocol: Any, limits: ConnectionLimits, timeout_s: float = HEADER_TIMEOUT_S) -> None:
    """Extends a class of uvicorn's HTTP connections by the limits, and by a deadline for the headers of a request."""
    made, received, lost = protocol.connection_made, protocol.data_received, protocol.connection_lost

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        self.is_admitted, self.header_timer = limits.admit(transport), None
        if self.is_admitted:
            made(self, transport)
            _arm(self, timeout_s)
        else:
            transport.write(REFUSAL)
            transport.close()

    def data_received(self: Any, data: bytes) -> None:
        if not self.is_admitted:
            return
        received(self, data)
        if _has_request(self):
            _disarm(self)
            limits.busy(self.transport)
        elif not self.transport.is_closing():
            limits.idle(self.transport)
            _arm(self, timeout_s)

    def connection_lost(self: Any, exc: Exception | None) -> None:
        if self.is_admitted:
            _disarm(self)
            limits.closed(self.transport)
            lost(self, exc)

    protocol.connection_made, protocol.data_received, protocol.connection_lost = (
        connection_made,
        data_received,
        connection_lost,
    )


def _arm(protocol: Any, timeout_s: float) -> None:
    if protocol.header_timer is None:
        protocol.header_timer = protocol.loop.call_later(timeout_s, _expire, protocol)


def _disarm(protocol: Any) -> None:
    if protocol.header_timer is not None:
        protocol.header_timer.cancel()
        protocol.header_timer = None


def _expire(protocol: Any) -> None:
    protocol.header_timer = None
    if not _has_request(protocol) and not protocol.transport.is_closing():
        protocol.transport.abort()


def limit_websocket(protocol: Any, limits: ConnectionLimits) -> None:
    """Extends a class of uvicorn's websockets, which take connections over, so that their end is noted."""
    lost = protocol.connection_lost

    def connection_lost(self: Any, exc: Exception | None) -> None:
        limits.closed(self.transport)
        lost(self, exc)

    protocol.connection_lost = connection_lost


def _has_request(protocol: Any) -> bool:
    """Whether the headers of a request have come that is not answered yet, or a websocket has taken over."""
    cycle = protocol.cycle
    return protocol.transport.get_protocol() is not protocol or (cycle is not None and not cycle.response_complete)


class WebSocketLimit:
    """Answers 503 to more websockets than the house needs, in all and for each address."""

    def __init__(
        self,
        app: ASGIApp,
        max_websockets: int = MAX_WEBSOCKETS,
        max_per_address: int = MAX_WEBSOCKETS_PER_ADDRESS,
        refusals: RefusalLog | None = None,
    ) -> None:
        self.app = app
        self.max_websockets, self.max_per_address = max_websockets, max_per_address
        self.refusals = refusals or RefusalLog()
        self.by_network: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a websocket, which is one tab; everything else passes."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = client_address(HTTPConnection(scope))
        network = network_of(address)
        if self.by_network.total() >= self.max_websockets or self.by_network[network] >= self.max_per_address:
            self.refusals.add(address)
            await refuse(scope, receive, send)
            return
        self.by_network[network] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.by_network[network] -= 1
            if not self.by_network[network]:
                del self.by_network[network]


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a websocket's request with 503, where the server can."""
    if "websocket.http.response" in (scope.get("extensions") or {}):
        response = PlainTextResponse(BUSY, 503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
        await response(scope, receive, send)
    else:
        await WebSocketClose(1013)(scope, receive, send)
