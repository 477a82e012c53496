"""Requests for fragments of a page that the visitor has left are dropped; everything else passes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from recommenderr.dashboard.web.stale_fragments import (
    MAX_NAME_LENGTH,
    MAX_PAGES,
    MAX_QUERY_LENGTH,
    SETTLED_AFTER_S,
    NavigationTrace,
    StaleFragments,
)

END: Message = {"type": "websocket.disconnect"}


def rerun(page: str, fragment: str = "") -> bytes:
    state = ClientState(page_script_hash=page, fragment_id=fragment)
    return bytes(BackMsg(rerun_script=state).SerializeToString())


def passed(messages: Sequence[bytes], kind: str = "websocket", apart_s: float = 1.0) -> list[bytes]:
    """The messages that reach the application when they come so many seconds apart."""
    pending = [{"type": f"{kind}.receive", "bytes": data} for data in messages]
    received: list[bytes] = []
    now = 0.0

    async def receive() -> Message:
        nonlocal now
        now += apart_s
        return pending.pop(0) if pending else END

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive()) is not END:
            received.append(message["bytes"])

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(StaleFragments(app, lambda: now)({"type": kind}, receive, send))
    return received


def test_a_fragment_request_of_a_left_page_is_dropped() -> None:
    first, update, second, late = rerun("x"), rerun("x", "fragment"), rerun("y"), rerun("y", "fragment")
    assert passed([first, update, second, update, late, update]) == [first, update, second, late]


def test_a_fragment_request_of_a_page_asked_for_by_name_passes() -> None:
    first, update = rerun(""), rerun("x", "fragment")
    assert passed([first, update]) == [first, update]


@pytest.mark.parametrize("begin", ["x", ""])
def test_a_visitor_who_just_came_back_gets_the_whole_page(begin: str) -> None:
    """The browser may have asked for the fragment before it knew that it had left."""
    trace = [rerun(begin), rerun("y"), rerun("x")]
    assert passed([*trace, rerun("x", "fragment"), rerun("x", "fragment")]) == [*trace, rerun("x"), rerun("x")]


def test_a_visitor_who_came_back_long_ago_gets_the_fragment() -> None:
    trace = [rerun("x"), rerun("y"), rerun("x"), rerun("x", "fragment")]
    assert passed(trace, apart_s=SETTLED_AFTER_S) == trace
    assert passed(trace, apart_s=SETTLED_AFTER_S / 3) == [*trace[:3], rerun("x")]


def test_a_visitor_of_a_new_page_gets_the_fragment() -> None:
    trace = [rerun("x"), rerun("y"), rerun("z"), rerun("z", "fragment"), rerun("z"), rerun("z", "fragment")]
    assert passed(trace) == trace


def test_names_of_any_length_are_not_remembered() -> None:
    longest = rerun("x" * MAX_NAME_LENGTH)
    query = BackMsg(rerun_script=ClientState(page_script_hash="x", query_string="q" * (MAX_QUERY_LENGTH + 1)))
    dropped = [rerun("x" * (MAX_NAME_LENGTH + 1)), rerun("x", "f" * 201), query.SerializeToString()]
    assert passed([longest, *dropped, longest]) == [longest, longest]


def test_the_pages_of_a_tab_are_remembered_up_to_a_limit() -> None:
    trace = NavigationTrace(lambda: 0.0)
    for number in range(3 * MAX_PAGES):
        trace.go_to(str(number))
    assert trace.came_back_to(str(2 * MAX_PAGES)) and not trace.came_back_to("0")
    assert trace.is_at(str(3 * MAX_PAGES - 1))


def test_everything_else_passes() -> None:
    others = [BackMsg(stop_script=True).SerializeToString(), b"", b"\xff\xff", rerun("x")]
    assert passed(others) == others
    assert passed([rerun("x"), rerun("y", "fragment")], "http") == [rerun("x"), rerun("y", "fragment")]
