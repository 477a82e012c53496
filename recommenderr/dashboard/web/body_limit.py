"""How many bytes the body of a request may have: the dashboard takes nothing larger than a short form."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 65_536
TOO_LARGE = f"That is more than this dashboard takes: at most {MAX_BODY_BYTES:,} bytes."


class TooLargeError(Exception):
    """The body is larger than its limit."""


def bounded(receive: Receive, max_bytes: int) -> Receive:
    """Wraps `receive` so that it raises `TooLargeError` as soon as more than `max_bytes` of a body have come."""
    size_bytes = 0

    async def receive_bounded() -> Message:
        nonlocal size_bytes
        message = await receive()
        size_bytes += len(message.get("body", b""))
        if size_bytes > max_bytes:
            raise TooLargeError
        return message

    return receive_bounded


class BodyLimit:
    """Answers 413 to a body that is too large, announced or not, without reading it to its end."""

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request. Streamlit limits the messages of websockets, so these pass."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_started = False

        async def send_noting_start(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            if not self._announced_length_fits(Headers(scope=scope)):
                raise TooLargeError
            await self.app(scope, bounded(receive, self.max_bytes), send_noting_start)
        except TooLargeError:
            if not has_started:
                headers = {"Cache-Control": "no-store", "Connection": "close"}
                response = PlainTextResponse(TOO_LARGE, status_code=413, headers=headers)
                await response(scope, receive, send)

    def _announced_length_fits(self, headers: Headers) -> bool:
        length = headers.get("content-length") or "0"
        return length.isascii() and length.isdigit() and len(length) < 16 and int(length) <= self.max_bytes
