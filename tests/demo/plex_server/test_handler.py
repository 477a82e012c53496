"""HTTP: tokens, connections and records of requests."""

from __future__ import annotations

import requests

from recommenderr.demo.plex_server.server import DemoServer
from tests.demo.client import ask


def test_without_a_token_it_is_401_with_an_html_body(plex: DemoServer) -> None:
    for path in ("/", "/library/sections", "/accounts", "/api/v2/user", "/library/metadata/1001/thumb/1"):
        answer = requests.get(plex.base + path, timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/html")
        assert "401 Unauthorized" in answer.text


def test_a_wrong_token_and_an_empty_one_are_401(plex: DemoServer) -> None:
    assert ask(plex, "/library/sections", "wrong").status_code == 401
    assert ask(plex, "/library/sections?X-Plex-Token=").status_code == 200
    assert requests.get(f"{plex.base}/library/sections?X-Plex-Token=", timeout=10).status_code == 401


def test_requests_are_recorded_without_their_token(plex: DemoServer) -> None:
    ask(plex, "/library/sections")
    requests.get(f"{plex.base}/identity?X-Plex-Token={plex.token}&a=b", timeout=10)
    first, second = plex.requests
    assert (first.method, first.path, first.token_in) == ("GET", "/library/sections", "header")
    assert (second.path, dict(second.params), second.token_in) == ("/identity", {"a": "b"}, "query")
    assert plex.token not in repr(plex.requests)


def test_one_connection_serves_many_requests(plex: DemoServer) -> None:
    with requests.Session() as session:
        session.headers["X-Plex-Token"] = plex.token
        for _ in range(5):
            session.get(f"{plex.base}/library/sections", timeout=10)
    assert len(plex.requests) == 5
    assert plex.connections == 1
