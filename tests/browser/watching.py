"""A witness of everything that a page sends, receives and complains of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Request, Response, WebSocket

KNOWN = ("404 (Not Found)", "401 (Unauthorized)", "403", "WebSocket connection", "429")
"""What the browser says of answers that a test asks for; Streamlit looks for its server along the page's path."""


@dataclass
class Witness:
    """What was seen; `frames` is what the pages sent over their websockets."""

    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    loads: int = 0
    frames: list[bytes] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Looks at a page from now on."""
        self.pages.append(page)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("websocket", self._websocket)

    def swears(self, token: str) -> None:
        """Fails where the page had an error, asked another machine, or was near the token."""
        assert self.errors == []
        assert self.hosts <= {"127.0.0.1"}
        assert not any(token.encode() in data for data in (*self.sent, *self.got))
        for page in self.pages:
            if not page.is_closed():
                kept = (page.context.storage_state(indexed_db=True), page.evaluate("() => ({...sessionStorage})"))
                assert token not in repr((page.url, page.content(), *kept))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in KNOWN):
            self.errors.append(text)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"}:
            self.hosts.add(parts.hostname or "")
        self.loads += request.is_navigation_request()
        self.sent.append(request.url.encode() + repr(request.headers).encode() + (request.post_data_buffer or b""))

    def _response(self, response: Response) -> None:
        self.got.append(response.url.encode() + repr(response.headers).encode())
        if "text" in response.headers.get("content-type", "") and response.status < 300:
            with suppress(Error):  # the page was left before it was read, so the browser has thrown it away
                self.got.append(response.body())

    def _asked(self, data: str | bytes) -> None:
        self.frames.append(data if isinstance(data, bytes) else data.encode())
        self.sent.append(self.frames[-1])

    def _websocket(self, socket: WebSocket) -> None:
        self.hosts.add(urlsplit(socket.url).hostname or "")
        socket.on("framesent", self._asked)
        socket.on("framereceived", lambda data: self.got.append(data if isinstance(data, bytes) else data.encode()))
