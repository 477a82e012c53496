"""Keeps what a part of a page asks from a visitor who has gone on to another page, or has only just come back.

A slider redraws the list alone: it asks for a part, and says of which page. Where that crosses with a click on a link
to another page, Streamlit answers both in turn, and its script in the browser takes the second answer for a third page,
clears what it has drawn, and finds no place for what comes. It knows its page from a state that it commits when it
comes to it, so the same happens where the answers of both pages and of the part arrive in one go. A request for a part
of the page that was asked for last proves that the browser has come to that page, unless it was there before.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

from recommenderr.dashboard.web.auth_middleware import App, Message, Receive, Scope, Send

LATE_S = 30.0
"""A server and a browser that are busy answer within this time."""


class StaleFragments:
    """Drops requests for parts of a page that its visitor has left.

    Who has just come back to a page gets the whole of it where a part was asked for, which takes twice as long.
    """

    def __init__(self, app: App, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One websocket, which is one tab; everything else passes as it is."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        way = _NavigationTrace(self.clock)

        async def wanted() -> Message:
            while True:
                message = await receive()
                said = _said(message)
                if said is None:
                    return message
                asked = said.rerun_script
                if not asked.fragment_id:
                    way.go_to(asked.page_script_hash)
                    return message
                if way.is_at(asked.page_script_hash):
                    if not way.came_back_to(asked.page_script_hash):
                        return message
                    asked.fragment_id = ""
                    return {**message, "bytes": said.SerializeToString()}

        await self.app(scope, wanted, send)


class _NavigationTrace:
    """The pages that a tab asked for of late, and when; one that was asked for by its name may be any."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pages: deque[tuple[float, str]] = deque()

    def go_to(self, page: str) -> None:
        self._forget()
        if not self._pages or self._pages[-1][1] != page:
            self._pages.append((self._clock(), page))

    def is_at(self, page: str) -> bool:
        return not self._pages or self._pages[-1][1] in {"", page}

    def came_back_to(self, page: str) -> bool:
        self._forget()
        return any(before in {"", page} for _, before in list(self._pages)[:-1])

    def _forget(self) -> None:
        """Forgets the pages that were left so long ago that the browser knows."""
        while len(self._pages) > 1 and self._pages[1][0] < self._clock() - LATE_S:
            self._pages.popleft()


def _said(message: Message) -> BackMsg | None:
    """The browser's message, where it asks for a page or a part of one."""
    data = message.get("bytes") if message["type"] == "websocket.receive" else None
    if not data:
        return None
    try:
        said = BackMsg.FromString(data)
    except DecodeError:  # for Streamlit to refuse
        return None
    return said if said.WhichOneof("type") == "rerun_script" else None
