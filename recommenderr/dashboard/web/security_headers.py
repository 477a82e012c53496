"""Headers that tell the browser what a page of the dashboard may do: load from here, and stand in no other page."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit

from recommenderr.dashboard.web.auth_middleware import App, Message, Receive, Scope, Send

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_policy() -> str:
    """The content security policy: Streamlit's own scripts, the one that stands in its page, and no other."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    inline = _INLINE.findall(index.read_text(encoding="utf-8"))
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
    scripts = " ".join(f"'sha256-{value}'" for value in hashes)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Adds the headers to every answer."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.added = [
            (b"content-security-policy", content_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]
        self.names = {name for name, _ in self.added}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; websockets pass as they are."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in self.names]
                message = {**message, "headers": [*kept, *self.added]}
            await send(message)

        await self.app(scope, receive, with_headers)
