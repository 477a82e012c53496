"""Handles one connection to the demo server: reads requests, applies the active faults, answers."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from recommenderr.demo.plex_server.faults import Fault
from recommenderr.demo.plex_server.routes import HTML, Answer, answer, page_of

if TYPE_CHECKING:
    from recommenderr.demo.plex_server.server import DemoServer, Http

PAGING = ("X-Plex-Container-Start", "X-Plex-Container-Size")
TOKEN = "X-Plex-Token"
REASONS = {429: "Too Many Requests", 500: "Internal Server Error", 503: "Maintenance", 520: "Unknown Error"}
ROWLESS = b'<MediaContainer size="0" totalSize="0"></MediaContainer>'
PORTAL = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><br>Welcome to the hotel</body></html>"


@dataclass(frozen=True, slots=True)
class Request:
    """One request without its token; `token_in` says where the token was."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    token_in: Literal["header", "query"] | None


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD over persistent HTTP/1.1 connections."""

    protocol_version = "HTTP/1.1"
    server_version = "PlexDemo"
    sys_version = ""
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answers a request, or applies the fault that is active for it."""
        demo = cast("Http", self.server).demo
        request, token = self._request()
        demo.note(request)
        fault = demo.faults.strike(f"{request.path}?{urlencode(request.params)}")
        self._wait(demo, fault)
        if fault and fault.drop:
            self._hang_up()
        elif fault and fault.status is not None:
            self._send(_refused(fault, fault.status), None)
        else:
            paging = {name: self.headers[name] for name in PAGING if name in self.headers}
            query = {**request.params, **paging}
            self._send(answer(demo.library, demo.faults, demo.token, token, request.path, query), fault)

    def do_HEAD(self) -> None:
        """Answers like GET, but without the body."""
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing, because a request line can contain a token."""

    def _request(self) -> tuple[Request, str | None]:
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        in_query, in_header = params.pop(TOKEN, None), self.headers.get(TOKEN)
        headers = {name: value for name, value in self.headers.items() if name.lower() != TOKEN.lower()}
        token_in: Literal["header", "query"] | None = "header" if in_header else "query" if in_query else None
        return Request(self.command, unquote(parts.path), params, headers, token_in), in_header or in_query

    def _wait(self, demo: DemoServer, fault: Fault | None) -> None:
        wait_ms = demo.delay_ms + (fault.delay_ms if fault else 0)
        if wait_ms:
            demo.stopping.wait(wait_ms / 1000)

    def _send(self, response: Answer, fault: Fault | None) -> None:
        body_fault = fault.body if fault and response.status == 200 else None
        body = _corrupted(response.body, body_fault)
        self.send_response(response.status)
        self.send_header("Content-Type", HTML if body_fault == "html" else response.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Plex-Protocol", "1.0")
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.command == "HEAD":
            self.end_headers()
            return
        sent = body[: len(body) // 2] if body_fault == "cut" else body
        self._headers_buffer += [b"\r\n", sent]  # type: ignore[attr-defined]
        self.flush_headers()  # headers and body in one write: a second one would wait for a delayed acknowledgement
        if body_fault == "cut":
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _refused(fault: Fault, status: int) -> Answer:
    headers = {"Retry-After": str(fault.retry_after_s)} if fault.retry_after_s is not None else {}
    return page_of(REASONS.get(status, "Refused"), status, headers)


def _corrupted(body: bytes, fault: str | None) -> bytes:
    if fault == "truncated":
        return body[: len(body) * 2 // 3]
    if fault == "rowless" and b"<MediaContainer" in body:
        return ROWLESS
    if fault == "control":
        return body.replace(b' title="', b' title="\x0b\x01', 1)
    return PORTAL if fault == "html" else b"" if fault == "empty" else body
