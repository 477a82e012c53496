"""What a part of a page asks is dropped once its visitor has gone on; everything else passes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from recommenderr.dashboard.door import Message, Receive, Scope, Send
from recommenderr.dashboard.left_pages import LeftPages

END: Message = {"type": "websocket.disconnect"}


def asks(page: str, part: str = "") -> bytes:
    state = ClientState(page_script_hash=page, fragment_id=part)
    return bytes(BackMsg(rerun_script=state).SerializeToString())


def passed(messages: Sequence[bytes], kind: str = "websocket") -> list[bytes]:
    """What of it the application receives."""
    coming = [{"type": f"{kind}.receive", "bytes": data} for data in messages]
    found: list[bytes] = []

    async def receive() -> Message:
        return coming.pop(0) if coming else END

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive()) is not END:
            found.append(message["bytes"])

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(LeftPages(app)({"type": kind}, receive, send))
    return found


def test_what_a_part_of_a_left_page_asks_is_dropped() -> None:
    come, looked, gone_on, late = asks("x"), asks("x", "part"), asks("y"), asks("y", "part")
    assert passed([come, looked, gone_on, looked, late, looked]) == [come, looked, gone_on, late]


def test_a_page_that_was_asked_for_by_its_name_may_look() -> None:
    come, looked = asks(""), asks("x", "part")
    assert passed([come, looked]) == [come, looked]


def test_everything_else_passes() -> None:
    others = [BackMsg(stop_script=True).SerializeToString(), b"", b"\xff\xff", asks("x")]
    assert passed(others) == others
    assert passed([asks("x"), asks("y", "part")], "http") == [asks("x"), asks("y", "part")]
