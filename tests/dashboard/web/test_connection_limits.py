"""Limits of open connections, against a real uvicorn on this machine."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.sync.client import connect

from recommenderr.dashboard.web.connection_limits import (
    ConnectionLimits,
    RefusalLog,
    WebSocketLimit,
    limit_http,
    limit_websocket,
)
from tests.dashboard.web.asgi import scope_of

HALF = b"GET / HTTP/1.1\r\nHost: here\r\nX-A: "
WHOLE = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
released = threading.Event()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers `/` at once and `/slow` when the test says so; keeps websockets open."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            pass
        return
    if scope["path"] == "/slow":
        await asyncio.to_thread(released.wait, 30)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@contextmanager
def server(limits: ConnectionLimits, timeout_s: float = 60.0) -> Iterator[tuple[str, int]]:
    http: Any = type("Limited", (AutoHTTPProtocol,), {})
    websocket: Any = type("LimitedWebSocket", (WebSocketsSansIOProtocol,), {})
    limit_http(http, limits, timeout_s)
    limit_websocket(websocket, limits)
    config = uvicorn.Config(app, http=http, ws=websocket, lifespan="off", log_config=None, timeout_keep_alive=60)
    running = uvicorn.Server(config)
    released.clear()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=running.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            released.set()
            running.should_exit = running.force_exit = True
            thread.join()


@contextmanager
def sent(address: tuple[str, int], data: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(address, 30) as wire:
        wire.sendall(data)
        yield wire


def answer(wire: socket.socket) -> bytes:
    """The first line of what comes back, empty where the server hangs up."""
    try:
        return wire.recv(4096).split(b"\r\n")[0]
    except ConnectionResetError:
        return b""


def test_headers_have_a_deadline() -> None:
    with server(ConnectionLimits(), timeout_s=0.2) as address:
        for begin in (b"", HALF):
            with sent(address, begin) as wire:
                assert answer(wire) == b""
        with sent(address, WHOLE) as wire:
            assert answer(wire) == b"HTTP/1.1 200 OK"
            wire.sendall(HALF)
            while (rest := answer(wire)) == b"ok":
                pass
            assert rest == b"", "the second request of a connection"


def test_a_slow_answer_and_a_websocket_have_no_deadline() -> None:
    with server(ConnectionLimits(), timeout_s=0.2) as address, connect(f"ws://127.0.0.1:{address[1]}/") as websocket:
        with sent(address, b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n") as slow, sent(address, HALF) as half:
            assert answer(half) == b""
            released.set()
            assert answer(slow) == b"HTTP/1.1 200 OK"
        assert websocket.ping().wait(30)


def test_in_a_full_house_the_oldest_without_a_request_makes_room() -> None:
    limits = ConnectionLimits(max_connections=3)
    with server(limits) as address, sent(address, HALF) as first, sent(address, HALF), sent(address, HALF):
        with sent(address, WHOLE) as wire:
            assert answer(wire) == b"HTTP/1.1 200 OK"
        assert answer(first) == b""


def test_a_house_full_of_requests_answers_503_and_has_room_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    limits = ConnectionLimits(max_connections=2)
    slow = b"GET /slow HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
    with server(limits) as address:
        with sent(address, slow) as first, connect(f"ws://127.0.0.1:{address[1]}/"):
            while limits._waiting:
                pass
            for _ in range(3):
                with sent(address, WHOLE) as wire:
                    assert answer(wire) == b"HTTP/1.1 503 Service Unavailable"
            released.set()
            assert answer(first) == b"HTTP/1.1 200 OK"
        while limits._addresses:
            pass
        with sent(address, WHOLE) as wire:
            assert answer(wire) == b"HTTP/1.1 200 OK"
    assert [record.getMessage() for record in caplog.records if "refused" in record.getMessage()] == [
        "Too many open connections: 1 refused, the latest from 127.0.0.1."
    ]


class Peer(asyncio.Transport):
    """A connection of an address."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 4000)})


def test_an_address_has_its_share_but_this_machines_proxy_has_all() -> None:
    limits = ConnectionLimits(max_per_address=2)
    first = Peer("2001:db8::1")
    assert [limits.admit(peer) for peer in (first, Peer("2001:db8::2"), Peer("2001:db8::3"))] == [True, True, False]
    assert limits.admit(Peer("10.0.0.1"))
    assert all(limits.admit(Peer("127.0.0.1")) for _ in range(5))
    assert all(limits.admit(Peer("::ffff:127.0.0.1")) for _ in range(5))
    limits.closed(first)
    limits.closed(first)
    assert limits.admit(Peer("2001:db8::4")) and not limits.admit(Peer("2001:db8::5"))


def test_refusals_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    refusals = RefusalLog(lambda: now)
    for number in range(100):
        refusals.add(f"10.0.0.{number}")
    now = 61.0
    refusals.add("10.0.0.7")
    with caplog.at_level(logging.WARNING):
        assert caplog.messages == [
            "Too many open connections: 1 refused, the latest from 10.0.0.0.",
            "Too many open connections: 100 refused, the latest from 10.0.0.7.",
        ]


def test_websockets_have_a_limit_for_each_address_and_in_all() -> None:
    async def run() -> None:
        ended = asyncio.Event()

        async def inner(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "inside"})
            await ended.wait()

        limit = WebSocketLimit(inner, max_websockets=4, max_per_address=2)
        first: dict[int, str] = {}

        async def open_from(number: int, address: str) -> None:
            async def receive() -> Message:
                return {"type": "websocket.connect"}

            async def send(message: Message) -> None:
                first.setdefault(number, str(message.get("status", message["type"])))

            extensions: dict[str, Any] = {"websocket.http.response": {}} if number % 2 else {}
            scope = {**scope_of("/"), "type": "websocket", "client": (address, 1), "extensions": extensions}
            await limit(scope, receive, send)

        addresses = ("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.2", "10.0.0.3")
        tasks = [asyncio.create_task(open_from(number, address)) for number, address in enumerate(addresses)]
        while len(first) < len(addresses):
            await asyncio.sleep(0)
        assert list(first.values()) == ["inside", "inside", "websocket.close", "inside", "inside", "503"]
        ended.set()
        await asyncio.gather(*tasks)
        await open_from(9, "10.0.0.1")
        assert first[9] == "inside" and not limit.by_network

    asyncio.run(run())


def test_the_limit_of_open_files_is_raised() -> None:
    script = (
        "import resource; _, hard = resource.getrlimit(resource.RLIMIT_NOFILE); "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard)); "
        "from recommenderr.dashboard.web.connection_limits import raise_descriptor_limit, WANTED_DESCRIPTORS; "
        "now = raise_descriptor_limit(); assert now == resource.getrlimit(resource.RLIMIT_NOFILE)[0]; "
        "assert now == min(WANTED_DESCRIPTORS, hard) or hard < 0, now"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
