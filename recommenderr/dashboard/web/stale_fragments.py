"""Drops requests for a fragment of a page that the visitor has left, and widens those of a page they just came back to.

A slider redraws the list alone: the browser asks for a fragment, and says of which page. When that crosses with a click
on a link to another page, Streamlit answers both in turn. Its script in the browser then takes the second answer for a
third page, clears what it has drawn, and does not know where to draw what follows. The browser updates the page that it
names only after it has drawn it, so the same happens when the answers of both pages and of the fragment arrive at once.
A request for a fragment of the page that was asked for last proves that the browser has drawn that page, unless it was
there before.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommenderr.dashboard.streamlit_internals import rerun_message

MAX_NAME_LENGTH = 200
"""The hash of a page and the id of a fragment have 32 characters; a longer one is no browser's."""
MAX_QUERY_LENGTH = 16_384
MAX_PAGES = 256
"""How many pages a tab can leave within `SETTLED_AFTER_S` and have all of them remembered."""
SETTLED_AFTER_S = 30.0
"""Within this time even a busy server and a busy browser have drawn a page."""


class StaleFragments:
    """Drops requests for fragments of pages that their visitor has left, and those with names of no browser's length.

    A visitor who has just come back to a page gets the whole page instead of a fragment, which takes twice as long.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a websocket, which is one tab; everything else passes."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        trace = NavigationTrace(self.clock)

        async def receive_current() -> Message:
            while True:
                message = await receive()
                passed = _passed(message, trace)
                if passed is not None:
                    return passed

        await self.app(scope, receive_current, send)


class NavigationTrace:
    """The pages that a tab asked for recently, and when. The page of an empty hash may be any: it was asked by name."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pages: deque[tuple[float, str]] = deque(maxlen=MAX_PAGES)

    def go_to(self, page: str) -> None:
        """Adds a page that the tab asks for."""
        self._drop_settled()
        if not self._pages or self._pages[-1][1] != page:
            self._pages.append((self._clock(), page))

    def is_at(self, page: str) -> bool:
        """Whether this is the page that the tab asked for last."""
        return not self._pages or self._pages[-1][1] in {"", page}

    def came_back_to(self, page: str) -> bool:
        """Whether the tab left this page and came back a moment ago."""
        self._drop_settled()
        return any(earlier in {"", page} for _, earlier in list(self._pages)[:-1])

    def _drop_settled(self) -> None:
        """Drops the pages that were left so long ago that the browser has drawn the next one."""
        while len(self._pages) > 1 and self._pages[1][0] < self._clock() - SETTLED_AFTER_S:
            self._pages.popleft()


def _passed(message: Message, trace: NavigationTrace) -> Message | None:
    """What the application receives of a message, None for nothing."""
    rerun = rerun_message(message.get("bytes") or b"") if message["type"] == "websocket.receive" else None
    if rerun is None:
        return message
    request = rerun.rerun_script
    names = (request.page_script_hash, request.page_name, request.fragment_id)
    if max(map(len, names)) > MAX_NAME_LENGTH or len(request.query_string) > MAX_QUERY_LENGTH:
        return None
    if not request.fragment_id:
        trace.go_to(request.page_script_hash)
        return message
    if not trace.is_at(request.page_script_hash):
        return None
    if not trace.came_back_to(request.page_script_hash):
        return message
    request.fragment_id = ""
    return {**message, "bytes": rerun.SerializeToString()}
