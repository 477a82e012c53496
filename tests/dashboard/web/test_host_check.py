"""Host names and origins: which are known, which are refused, and what the application receives."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from recommenderr.dashboard.web.host_check import MAX_LOGGED_NAMES, HostCheck
from tests.dashboard.web.asgi import Answer, ask, scope_of

WEBSOCKET_CLOSED = [{"type": "websocket.close", "code": 1008, "reason": ""}]


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Responds with the origin that it receives."""
    origin = dict(scope["headers"]).get(b"origin", b"none")
    await PlainTextResponse(origin)(scope, receive, send)


def get(host: str, origin: str | None = None, *names: str) -> Answer:
    return ask(HostCheck(echo, names), scope_of("/", host=host, **({"origin": origin} if origin is not None else {})))


@given(st.text(st.characters(codec="latin-1")))
def test_any_host_is_answered_or_refused(host: str) -> None:
    answer = ask(HostCheck(echo), {**scope_of("/"), "headers": [(b"host", host.encode("latin-1"))]})
    assert answer.status in {200, 421}
    if answer.status == 421:
        assert b"<" not in answer.body and b"DASHBOARD_HOSTS" in answer.body


def test_a_listed_name_is_answered_but_no_subdomain() -> None:
    assert get("films.example:443", None, "films.example").status == 200
    assert get("FILMS.example.", None, "films.example").status == 200
    assert get("a.films.example", None, "films.example").status == 421


def test_a_listed_origin_is_passed_on_as_the_servers_own() -> None:
    """Streamlit would ask the internet for this machine's address if it saw another origin."""
    answer = get("127.0.0.1:8501", "https://films.example", "films.example")
    assert (answer.status, answer.body) == (200, b"http://127.0.0.1:8501")
    assert get("127.0.0.1:8501").body == b"none"


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        ("nas:8501", "http://nas:8501", True),
        ("nas:8501", "http://nas", False),
        ("nas:8501", "http://nas:9000", False),
        ("nas", "https://nas", True),
        ("nas:443", "https://nas", True),
        ("nas", "https://nas:8443", False),
        ("[::1]:8501", "http://[::1]:8501", True),
        ("nas", "http://nas@evil.example", False),
        ("nas", "http://nas/evil", False),
        ("nas", "ftp://nas", False),
        ("nas", "http://", False),
    ],
)
def test_an_origin_is_own_by_name_and_port(host: str, origin: str, own: bool) -> None:
    assert get(host, origin).status == (200 if own else 403)


def test_a_websocket_is_closed_when_no_response_can_be_sent() -> None:
    got: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        got.append(message)

    scope = {**scope_of("/", host="nas", origin="http://evil.example"), "type": "websocket"}
    asyncio.run(HostCheck(echo)(scope, receive, send))
    assert got == WEBSOCKET_CLOSED


def test_each_unknown_name_is_logged_once_up_to_a_limit(caplog: pytest.LogCaptureFixture) -> None:
    host_check = HostCheck(echo)
    for number in range(MAX_LOGGED_NAMES * 2):
        for _ in range(2):
            ask(host_check, scope_of("/", host=f"evil{number}.example"))
    assert len(caplog.messages) == MAX_LOGGED_NAMES
