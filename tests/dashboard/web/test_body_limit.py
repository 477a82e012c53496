"""Bodies: none is read beyond its limit, whatever was announced."""

from __future__ import annotations

import asyncio

import pytest

from recommenderr.dashboard.web.auth_middleware import Message, Receive, Scope, Send, answer
from recommenderr.dashboard.web.body_limit import BodyLimit
from tests.dashboard.web.test_auth_middleware import scope_of


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    await answer(send, 200, str(size).encode(), "text/plain")


def sent(parts: int, **headers: str) -> tuple[int, int]:
    """The status, and how many parts of ten bytes were read."""
    read, got = 0, 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 10, "more_body": read < parts}

    async def send(message: Message) -> None:
        nonlocal got
        got = message.get("status", got)

    asyncio.run(BodyLimit(reads_all, most=50)(scope_of("/", "POST", **headers), receive, send))
    return got, read


@pytest.mark.parametrize(("parts", "status", "read"), [(1, 200, 1), (5, 200, 5), (6, 413, 6), (1000, 413, 6)])
def test_a_body_is_read_up_to_its_limit(parts: int, status: int, read: int) -> None:
    assert sent(parts) == (status, read)


@pytest.mark.parametrize("announced", ["51", "-1", "x", "9" * 40, "5e1", "1_0"])
def test_what_is_announced_beyond_it_is_not_begun(announced: str) -> None:
    assert sent(1, content_length=announced) == (413, 0)


def test_who_announces_less_and_sends_more_is_refused_too() -> None:
    assert sent(1000, content_length="10") == (413, 6)
