"""What a part of a page asks is dropped once its visitor has gone on; everything else passes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from recommenderr.dashboard.web.stale_fragments import SETTLED_AFTER_S, StaleFragments

END: Message = {"type": "websocket.disconnect"}


def asks(page: str, part: str = "") -> bytes:
    state = ClientState(page_script_hash=page, fragment_id=part)
    return bytes(BackMsg(rerun_script=state).SerializeToString())


def passed(messages: Sequence[bytes], kind: str = "websocket", apart_s: float = 1.0) -> list[bytes]:
    """What of it the application receives, where the messages come so many seconds apart."""
    coming = [{"type": f"{kind}.receive", "bytes": data} for data in messages]
    found: list[bytes] = []
    now = 0.0

    async def receive() -> Message:
        nonlocal now
        now += apart_s
        return coming.pop(0) if coming else END

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive()) is not END:
            found.append(message["bytes"])

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(StaleFragments(app, lambda: now)({"type": kind}, receive, send))
    return found


def test_a_fragment_request_of_a_left_page_is_dropped() -> None:
    come, looked, gone_on, late = asks("x"), asks("x", "part"), asks("y"), asks("y", "part")
    assert passed([come, looked, gone_on, looked, late, looked]) == [come, looked, gone_on, late]


def test_a_fragment_request_of_a_page_asked_for_by_name_passes() -> None:
    come, looked = asks(""), asks("x", "part")
    assert passed([come, looked]) == [come, looked]


@pytest.mark.parametrize("begin", ["x", ""])
def test_a_visitor_who_just_came_back_gets_the_whole_page(begin: str) -> None:
    """The browser may have asked for the part before it knew that it went away."""
    way = [asks(begin), asks("y"), asks("x")]
    assert passed([*way, asks("x", "part"), asks("x", "part")]) == [*way, asks("x"), asks("x")]


def test_a_visitor_who_came_back_long_ago_gets_the_fragment() -> None:
    way = [asks("x"), asks("y"), asks("x"), asks("x", "part")]
    assert passed(way, apart_s=SETTLED_AFTER_S) == way
    assert passed(way, apart_s=SETTLED_AFTER_S / 3) == [*way[:3], asks("x")]


def test_a_visitor_of_a_new_page_gets_the_fragment() -> None:
    way = [asks("x"), asks("y"), asks("z"), asks("z", "part"), asks("z"), asks("z", "part")]
    assert passed(way) == way


def test_everything_else_passes() -> None:
    others = [BackMsg(stop_script=True).SerializeToString(), b"", b"\xff\xff", asks("x")]
    assert passed(others) == others
    assert passed([asks("x"), asks("y", "part")], "http") == [asks("x"), asks("y", "part")]
