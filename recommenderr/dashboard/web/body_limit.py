"""How much a request may bring: nothing of the dashboard takes more than a short form."""

from __future__ import annotations

from recommenderr.dashboard.web.auth_middleware import App, Message, Receive, Scope, Send, answer, header

MOST_BODY_BYTES = 65_536
TOO_LARGE = f"That is more than this dashboard takes: at most {MOST_BODY_BYTES:,} bytes."


class TooLargeError(Exception):
    """A body went on beyond its limit."""


class BodyLimit:
    """Answers 413 to bodies that are too large, announced or not, before they are read to their end."""

    def __init__(self, app: App, most: int = MOST_BODY_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; websockets, whose messages Streamlit limits, pass as they are."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        got, begun = 0, False

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self.most:
                raise TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if not self._announces_less(scope):
                raise TooLargeError
            await self.app(scope, counted, noted)
        except TooLargeError:
            if not begun:
                await answer(send, 413, TOO_LARGE.encode(), "text/plain; charset=utf-8", [(b"connection", b"close")])

    def _announces_less(self, scope: Scope) -> bool:
        announced = header(scope, b"content-length") or "0"
        return announced.isascii() and announced.isdigit() and len(announced) < 16 and int(announced) <= self.most
