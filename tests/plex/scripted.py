"""A server that says what a test tells it to, for answers that the demo server does not give; and readers for both."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexError
from recommenderr.plex.connection import Connection
from recommenderr.plex.reader import PlexReader

TOKEN = "secret-token-of-the-owner"
ROOT = '<MediaContainer machineIdentifier="m1" friendlyName="Attic" version="1.43.3"/>'
EMPTY = '<MediaContainer size="0"/>'
XML = "text/xml;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def start(self) -> int:
        return int(self.headers.get("X-Plex-Container-Start", 0))

    @property
    def size(self) -> int:
        return int(self.headers.get("X-Plex-Container-Size", 1_000_000))


@dataclass(frozen=True, slots=True)
class Says:
    """One answer."""

    body: bytes | str = ""
    status: int = 200
    kind: str = XML
    headers: Mapping[str, str] = field(default_factory=dict)


Line = str | Says | Callable[[Asked], str | Says]


class Scripted:
    """Answers by path; `/`, `/library` and `/library/sections` are a Plex server's unless told otherwise."""

    def __init__(self, answers: Mapping[str, Line], *, tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Line] = {"/": ROOT, "/library": EMPTY, "/library/sections": EMPTY, **answers}
        self.asked: list[Asked] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is meant to
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_address[1]
        self.base = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Scripted:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


def _handler(script: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()))
            script.asked.append(asked)
            line = script.answers.get(parts.path, Says("<h1>404</h1>", 404, "text/html"))
            said = line(asked) if callable(line) else line
            said = Says(said) if isinstance(said, str) else said
            body = said.body.encode() if isinstance(said.body, str) else said.body
            self.send_response(said.status)
            self.send_header("Content-Type", said.kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def reading(
    base: str,
    token: str = TOKEN,
    *,
    tv_base: str | None = None,
    timeout_s: float = 5,
    concurrency: int = 4,
    retry_after_cap_s: float = 0,
    proxy: str | None = None,
) -> Iterator[PlexReader]:
    """A reader that never pauses."""
    with PlexReader(
        base,
        token,
        tv_base=tv_base or base,
        client_id="installation-1",
        timeout_s=timeout_s,
        concurrency=concurrency,
        backoff_s=0,
        retry_after_cap_s=retry_after_cap_s,
        proxy=proxy,
    ) as reader:
        yield reader


@contextmanager
def reading_demo(server: DemoServer, *, concurrency: int = 4) -> Iterator[PlexReader]:
    """A reader of a demo server, plex.tv included."""
    with reading(server.base, server.token, concurrency=concurrency) as reader:
        yield reader


@contextmanager
def connected(base: str, token: str = TOKEN) -> Iterator[Connection]:
    """The connection alone."""
    connection = Connection(base, token, tv_base=base, client_id="installation-1", backoff_s=0, timeout_s=5)
    try:
        yield connection
    finally:
        connection.close()


def assert_fails(read: Callable[[], object], error: type[PlexError], words: str) -> PlexError:
    """Asserts that reading ends with this error, and that its sentence has these words; returns the error."""
    with pytest.raises(error, match=words) as failure:
        read()
    return failure.value


def paged(rows: list[str], *, cap: int = 1_000_000, total: bool = True) -> Callable[[Asked], str]:
    """A listing of these rows that gives the page asked for, capped."""

    def answer(asked: Asked) -> str:
        chosen = rows[asked.start : asked.start + min(asked.size, cap)]
        announced = f' totalSize="{len(rows)}"' if total else ""
        return f'<MediaContainer size="{len(chosen)}"{announced}>{"".join(chosen)}</MediaContainer>'

    return answer


def container(*rows: str, **attributes: object) -> str:
    """Rows in a container."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<MediaContainer size="{len(rows)}"{written}>{"".join(rows)}</MediaContainer>'
