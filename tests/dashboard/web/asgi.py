"""Builds ASGI scopes and asks an ASGI application, without a server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Message, Receive, Scope, Send

from recommenderr.dashboard.web.sessions import SESSION_COOKIE

INSIDE = b"everything that was watched"


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes the place of Streamlit: answers every request, and echoes a websocket until it ends."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        await send({"type": "closed", "code": message.get("code")})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"ALLOWALL")]})
    await send({"type": "http.response.body", "body": INSIDE})


def scope_of(path: str, method: str = "GET", session: str | None = None, **headers: str) -> dict[str, Any]:
    fields = {"accept": "text/html", **({"cookie": f"a=1; {SESSION_COOKIE}={session}"} if session else {}), **headers}
    path, _, query = path.partition("?")
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "scheme": "http",
        "client": ("10.0.0.7", 4000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()],
    }


def ask(app: Any, scope: dict[str, Any], body: bytes = b"") -> Answer:
    answer = Answer()

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message["body"]

    asyncio.run(app(scope, receive, send))
    return answer


def ask_route(route: BaseRoute, path: str, session: str | None = None) -> Answer:
    """Asks a route of our own."""
    scope = {**scope_of(path, session=session), "root_path": "", "http_version": "1.1", "server": ("here", 80)}
    return ask(Starlette(routes=[route]), scope)
