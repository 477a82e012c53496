"""No body is read beyond its limit, whatever length it announces."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from recommenderr.dashboard.web.body_limit import BodyLimit
from tests.dashboard.web.asgi import scope_of


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    await PlainTextResponse(str(size))(scope, receive, send)


def sent(parts: int, **headers: str) -> tuple[int, int]:
    """The status, and the number of parts of ten bytes that were read."""
    read, status = 0, 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 10, "more_body": read < parts}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    asyncio.run(BodyLimit(reads_all, max_bytes=50)(scope_of("/", "POST", **headers), receive, send))
    return status, read


@pytest.mark.parametrize(("parts", "status", "read"), [(1, 200, 1), (5, 200, 5), (6, 413, 6), (1000, 413, 6)])
def test_a_body_is_read_up_to_its_limit(parts: int, status: int, read: int) -> None:
    assert sent(parts) == (status, read)


@pytest.mark.parametrize("announced", ["51", "-1", "x", "9" * 40, "5e1", "1_0"])
def test_a_body_announced_too_large_is_not_read(announced: str) -> None:
    assert sent(1, content_length=announced) == (413, 0)


def test_a_body_larger_than_announced_is_refused() -> None:
    assert sent(1000, content_length="10") == (413, 6)
