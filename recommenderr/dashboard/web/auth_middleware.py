"""The gate as the server sees it: every request and every websocket passes here first."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from recommenderr.dashboard.templating import render
from recommenderr.dashboard.web.login_throttle import LoginThrottle
from recommenderr.dashboard.web.sessions import SESSION_COOKIE, SESSION_S, Authenticator

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SIGN_IN, SIGN_OUT, HEALTH = "/sign-in", "/sign-out", "/_stcore/health"
MAX_FORM_BYTES = 4096
POLICY_VIOLATION = 1008

_log = logging.getLogger(__name__)


class AuthMiddleware:
    """Lets in whom the gate knows, and shows everybody else the sign-in form. Only the health check is always open.

    `refusal` says why nobody can sign in under a name although the password is right, None where somebody can.
    """

    def __init__(
        self,
        app: App,
        gate: Authenticator,
        tries: LoginThrottle | None = None,
        base_path: str = "",
        refusal: Callable[[str], str | None] = lambda name: None,
    ) -> None:
        self.app = app
        self.gate = gate
        self.tries = tries or LoginThrottle()
        self.refusal = refusal
        self.base = "/" + base_path.strip("/") if base_path.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, websocket or life cycle event."""
        if scope["type"] not in {"http", "websocket"} or self.gate.is_open:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = cookie_of(scope)
        if self.gate.user(session) is None:
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return

        async def watched() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and self.gate.user(session) is None:
                return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
            return message

        await self.app(scope, watched, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"].removeprefix(self.base), scope["method"]
        if path == SIGN_IN and method == "POST":
            await self._sign_in(scope, receive, send)
        elif path == SIGN_OUT:
            await self._sign_out(scope, send)
        elif path == HEALTH or self.gate.user(cookie_of(scope)) is not None:
            await self.app(scope, receive, send)
        elif "text/html" in header(scope, b"accept") and method == "GET":
            await self._form(send, scope, 401)
        else:
            await answer(send, 401, b"Sign in first.", "text/plain")

    async def _sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        if foreign(scope):
            await self._form(send, scope, 403, "That form came from another site. Type the password here.")
            return
        sent = await body(receive, MAX_FORM_BYTES)
        if sent is None:
            await self._form(send, scope, 413, "That is longer than any password. Try again.")
            return
        form = parse_qs(sent.decode("utf-8", "replace"))
        target = self._target(form.get("to", [""])[0])
        wait_s = math.ceil(self.tries.wait_s(address))
        if wait_s:
            sentence = f"Too many tries. Wait {wait_s} seconds, then try again."
            await self._form(send, scope, 429, sentence, target, [(b"retry-after", str(wait_s).encode())])
        elif (name := self.gate.name_of(form.get("password", [""])[0])) is None:
            self.tries.failed(address)
            _log.warning("Somebody at %s gave a wrong password.", address)
            await self._form(send, scope, 401, "That is not the password. Try again.", target)
        elif name and (told := await asyncio.to_thread(self.refusal, name)):
            await self._form(send, scope, 403, told, target)
        else:
            self.tries.succeeded(address)
            await self._go(send, target, self._cookie(scope, self.gate.create_session(name), SESSION_S))

    async def _sign_out(self, scope: Scope, send: Send) -> None:
        if foreign(scope):
            await answer(send, 403, b"Sign out on the page itself.", "text/plain")
            return
        self.gate.end_session(cookie_of(scope))
        await self._go(send, f"{self.base}/", self._cookie(scope, "", 0))

    async def _form(
        self,
        send: Send,
        scope: Scope,
        status: int,
        sentence: str = "",
        target: str | None = None,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        query = scope.get("query_string", b"").decode("latin-1")
        here = f"{scope['path']}?{query}" if query else scope["path"]
        page = render(
            "sign_in.html", action=f"{self.base}{SIGN_IN}", target=self._target(target or here), message=sentence
        )
        await answer(send, status, page.encode(), "text/html; charset=utf-8", headers or [])

    def _target(self, address: str) -> str:
        """Where to go after signing in: an address of this dashboard, never of another site."""
        plain = all(32 < ord(letter) < 127 and letter != "\\" for letter in address)
        inside = address.startswith(f"{self.base}/") and not address.startswith("//")
        return address if plain and inside and SIGN_OUT not in address and SIGN_IN not in address else f"{self.base}/"

    def _cookie(self, scope: Scope, value: str, age_s: int) -> bytes:
        secure = "; Secure" if scope.get("scheme") == "https" or header(scope, b"x-forwarded-proto") == "https" else ""
        path = self.base or "/"
        return f"{SESSION_COOKIE}={value}; Path={path}; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}".encode()

    async def _go(self, send: Send, target: str, cookie: bytes) -> None:
        await answer(send, 303, b"", "text/plain", [(b"location", target.encode()), (b"set-cookie", cookie)])


def header(scope: Scope, name: bytes) -> str:
    """One header of a request, empty where it is not sent."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def cookie_of(scope: Scope) -> str | None:
    """The session cookie of a request."""
    try:
        found = SimpleCookie(header(scope, b"cookie")).get(SESSION_COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def foreign(scope: Scope) -> bool:
    """Whether another site sent the browser here with this request."""
    return header(scope, b"sec-fetch-site") in {"cross-site", "same-site"}


async def body(receive: Receive, most: int) -> bytes | None:
    """The body of a request, None where it has more than `most` bytes; it is not read further then."""
    data = bytearray()
    while True:
        message = await receive()
        data += message.get("body", b"")
        if len(data) > most:
            return None
        if not message.get("more_body") or message["type"] == "http.disconnect":
            return bytes(data)


async def answer(
    send: Send, status: int, data: bytes, kind: str, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """Sends one whole answer that nobody may keep."""
    head = [(b"content-type", kind.encode()), (b"content-length", str(len(data)).encode())]
    head += [(b"cache-control", b"no-store"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": data})
