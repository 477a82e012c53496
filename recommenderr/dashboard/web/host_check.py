"""Which host names the dashboard answers to, so that no page of another site can make a browser at home read it.

A page of evil.example can point its own name to this machine (DNS rebinding), or open a websocket to it. In both cases
the browser says so, in `Host` and in `Origin`. What a proxy adds, such as `X-Forwarded-Host`, is ignored: anyone can
send it.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Sequence

from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.status import HTTP_403_FORBIDDEN, HTTP_421_MISDIRECTED_REQUEST, WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

LOCAL_SUFFIXES = (".local", ".lan", ".home.arpa", ".internal", ".localhost")
"""Suffixes of names that do not exist on the internet."""

UNKNOWN_HOST = (
    "This dashboard does not answer to {name}. If that is its name, add it to DASHBOARD_HOSTS and start the program "
    "again."
)
UNKNOWN_ORIGIN = (
    "This dashboard does not answer to pages of {name}. If that is its own name, add it to DASHBOARD_HOSTS and start "
    "the program again."
)
MAX_LOGGED_NAMES = 32

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_log = logging.getLogger(__name__)

HostPort = tuple[str, int | None]


class HostCheck:
    """Refuses requests and websockets that came under an unknown host name, or from a page of another site."""

    def __init__(self, app: ASGIApp, names: Sequence[str] = ()) -> None:
        self.app = app
        self.names = frozenset(names)
        self.logged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request, a websocket or a lifespan event."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        if refusal is None:
            await self.app(_with_own_origin(scope), receive, send)
            return
        status, message = refusal
        self._log_once(message)
        if scope["type"] == "http" or "websocket.http.response" in (scope.get("extensions") or {}):
            response = PlainTextResponse(message, status, headers={"Cache-Control": "no-store"})
            await response(scope, receive, send)
        else:
            await WebSocketClose(WS_1008_POLICY_VIOLATION)(scope, receive, send)

    def _refusal(self, headers: Headers) -> tuple[int, str] | None:
        """Status and message for a request that is not from here, None for one that is."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = _host_port(hosts[0]) if len(hosts) == 1 else None
        if host is None or not self._is_known(host[0]):
            return HTTP_421_MISDIRECTED_REQUEST, UNKNOWN_HOST.format(name=_shown(hosts))
        if origins and not self._is_own(origins, host):
            return HTTP_403_FORBIDDEN, UNKNOWN_ORIGIN.format(name=_shown(origins))
        return None

    def _is_known(self, name: str) -> bool:
        return name in self.names or name.endswith(LOCAL_SUFFIXES) or "." not in name.strip(".") or _is_ip(name)

    def _is_own(self, origins: Sequence[str], host: HostPort) -> bool:
        """Whether a page comes from here: it has the same name and port, or a listed name."""
        scheme, _, rest = origins[0].partition("://")
        origin = _host_port(rest) if len(origins) == 1 and scheme in _DEFAULT_PORTS else None
        if origin is None:
            return False
        # A proxy that ends TLS is asked by https and asks by http, so a missing port is the default of the page's.
        default = _DEFAULT_PORTS[scheme]
        return origin[0] in self.names or (origin[0], origin[1] or default) == (host[0], host[1] or default)

    def _log_once(self, message: str) -> None:
        """Logs each message once, and a limited number of them: anyone can make up names."""
        if message not in self.logged and len(self.logged) < MAX_LOGGED_NAMES:
            self.logged.add(message)
            _log.warning("%s", message)


def _with_own_origin(scope: Scope) -> Scope:
    """The request with the origin that a page of this server has.

    Streamlit compares again, and asks a site on the internet for this machine's address when the two differ.
    """
    headers = MutableHeaders(raw=list(scope["headers"]))
    if "origin" not in headers:
        return scope
    headers["origin"] = f"http://{headers['host']}"
    return {**scope, "headers": headers.raw}


def _host_port(text: str) -> HostPort | None:
    """Name and port of `name:port`; None for anything else."""
    try:
        url = URL(f"//{text}")
        name, port = url.hostname or "", url.port
    except ValueError:
        return None
    if url.path or url.query or url.fragment or "@" in url.netloc or url.netloc != text:
        return None
    name = name.rstrip(".")
    return (name, port) if _NAME.fullmatch(name) or _is_ip(name) else None


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _shown(values: Sequence[str]) -> str:
    """A header as a message may repeat it: only a name, nothing that could be more than a name."""
    value = values[0] if len(values) == 1 else ""
    return value if re.fullmatch(r"(https?://)?[A-Za-z0-9._:\[\]-]{1,100}", value) else "that name"
