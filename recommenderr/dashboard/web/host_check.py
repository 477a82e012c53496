"""Which names the dashboard answers to, so that no page of another site can make a browser at home read it.

A page of evil.example can let its own name lead to this machine (DNS rebinding), or open a websocket to it. In both
cases the browser says so, in `Host` and in `Origin`. What a proxy adds, such as `X-Forwarded-Host`, counts for nothing:
anybody can send it.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from recommenderr.dashboard.web.auth_middleware import POLICY_VIOLATION, App, Message, Receive, Scope, Send, answer

AT_HOME = (".local", ".lan", ".home.arpa", ".internal", ".localhost")
"""Endings of names that lead nowhere on the internet."""

MISDIRECTED, FORBIDDEN = 421, 403
STRANGE = (
    "This dashboard does not answer to {name}. If that is its name, add it to DASHBOARD_HOSTS and start the program "
    "again."
)
FOREIGN = (
    "This dashboard does not answer to pages of {name}. If that is its own name, add it to DASHBOARD_HOSTS and start "
    "the program again."
)
MAX_LOGGED_NAMES = 32

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_log = logging.getLogger(__name__)

Place = tuple[str, int | None]


class HostCheck:
    """Refuses requests and websockets that came under a foreign name, or from a page of another site."""

    def __init__(self, app: App, names: Sequence[str] = ()) -> None:
        self.app = app
        self.names = frozenset(names)
        self.told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, websocket or life cycle event."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        found = self._fault(scope)
        if found is None:
            await self.app(_as_own(scope), receive, send)
        else:
            self._tell(found[1])
            await _refuse(scope, send, *found)

    def _fault(self, scope: Scope) -> tuple[int, str] | None:
        """Status and sentence of what is foreign about a request, None where nothing is."""
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        here = _place(hosts[0]) if len(hosts) == 1 else None
        if here is None or not self._is_known(here[0]):
            return MISDIRECTED, STRANGE.format(name=_shown(hosts))
        if origins and not self._is_own(origins, here, scope):
            return FORBIDDEN, FOREIGN.format(name=_shown(origins))
        return None

    def _is_known(self, name: str) -> bool:
        return name in self.names or name.endswith(AT_HOME) or "." not in name.strip(".") or _is_ip(name)

    def _is_own(self, origins: Sequence[str], here: Place, scope: Scope) -> bool:
        """Whether a page comes from here: the same name and port, or a listed name."""
        scheme, _, rest = origins[0].partition("://")
        page = _place(rest) if len(origins) == 1 and scheme in {"http", "https"} else None
        if page is None:
            return False
        usual = _PORTS[scheme]
        # A proxy that ends TLS says https to the browser and http to us, so a port that is not named is the page's.
        return page[0] in self.names or (page[0], page[1] or usual) == (here[0], here[1] or usual)

    def _tell(self, sentence: str) -> None:
        """Logs each sentence once, and not without end, for the names are anybody's to make up."""
        if sentence not in self.told and len(self.told) < MAX_LOGGED_NAMES:
            self.told.add(sentence)
            _log.warning("%s", sentence)


def _as_own(scope: Scope) -> Scope:
    """The request with the origin that it has from here.

    Streamlit compares once more, and asks a site on the internet for this machine's address where the two differ.
    """
    if not _values(scope, b"origin"):
        return scope
    (host,) = _values(scope, b"host")
    kept = [pair for pair in scope["headers"] if pair[0] != b"origin"]
    return {**scope, "headers": [*kept, (b"origin", f"http://{host}".encode("latin-1"))]}


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _place(text: str) -> Place | None:
    """Name and port of `name:port`; None where it is nothing of the kind."""
    try:
        parts = urlsplit(f"//{text}")
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc or parts.netloc != text:
        return None
    name = name.rstrip(".")
    return (name, port) if _NAME.fullmatch(name) or _is_ip(name) else None


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _shown(texts: Sequence[str]) -> str:
    """What a sentence may repeat of a header: names, and nothing that could be more than a name."""
    text = texts[0] if len(texts) == 1 else ""
    return text if re.fullmatch(r"(https?://)?[A-Za-z0-9._:\[\]-]{1,100}", text) else "that name"


async def _refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "http":
        await answer(send, status, sentence.encode(), "text/plain; charset=utf-8")
    elif "websocket.http.response" in (scope.get("extensions") or {}):

        async def as_websocket(message: Message) -> None:
            await send({**message, "type": message["type"].replace("http.", "websocket.http.")})

        await answer(as_websocket, status, sentence.encode(), "text/plain; charset=utf-8")
    else:
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
