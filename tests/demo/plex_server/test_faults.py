from __future__ import annotations

import time
import xml.etree.ElementTree as ET

import pytest
import requests

from recommenderr.demo.plex_server.server import DemoServer

SECTIONS = "/library/sections"


def ask(server: DemoServer, path: str = SECTIONS, timeout: float = 10) -> requests.Response:
    return requests.get(server.base + path, headers={"X-Plex-Token": server.token}, timeout=timeout)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503, 520])
def test_the_next_answers_have_the_status_that_was_switched_on(plex: DemoServer, status: int) -> None:
    plex.faults.fail(status=status, times=2)
    assert [ask(plex).status_code for _ in range(3)] == [status, status, 200]


def test_too_many_requests_say_when_to_retry(plex: DemoServer) -> None:
    plex.faults.fail(status=429, retry_after_s=3)
    assert ask(plex).headers["Retry-After"] == "3"


def test_a_fault_affects_only_its_path_and_can_start_later(plex: DemoServer) -> None:
    plex.faults.fail(r"/library/sections/1/all", status=401, skip=2, times=None)
    assert ask(plex).status_code == 200
    assert [ask(plex, "/library/sections/1/all").status_code for _ in range(4)] == [200, 200, 401, 401]
    plex.faults.clear()
    assert ask(plex, "/library/sections/1/all").status_code == 200


def test_a_fault_can_match_the_query(plex: DemoServer) -> None:
    plex.faults.fail(r"type=4", status=500)
    assert ask(plex, "/library/sections/2/all?type=2").status_code == 200
    assert ask(plex, "/library/sections/2/all?type=4").status_code == 500


def test_chance_is_drawn_from_the_seed(plex: DemoServer) -> None:
    def run() -> list[int]:
        plex.faults.clear()
        plex.faults.fail(status=503, times=None, chance=0.5, seed=4)
        return [ask(plex).status_code for _ in range(12)]

    first = run()
    assert first == run()
    assert set(first) == {200, 503}


def test_dropped_connections(plex: DemoServer) -> None:
    plex.faults.fail(drop=True)
    with pytest.raises(requests.ConnectionError):
        ask(plex)
    plex.faults.fail(body="cut")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask(plex)
    assert ask(plex).status_code == 200


def test_slow_answers(plex: DemoServer) -> None:
    plex.faults.fail(delay_ms=60_000)
    with pytest.raises(requests.Timeout):
        ask(plex, timeout=0.05)


def test_the_general_delay_applies_to_every_answer(plex: DemoServer) -> None:
    plex.delay_ms = 30
    started = time.perf_counter()
    ask(plex)
    assert time.perf_counter() - started >= 0.03


@pytest.mark.parametrize("body", ["truncated", "control", "html", "empty"])
def test_corrupted_bodies_are_not_xml(plex: DemoServer, body: str) -> None:
    plex.faults.fail(body=body)  # type: ignore[arg-type]
    answer = ask(plex)
    assert answer.status_code == 200
    with pytest.raises(ET.ParseError):
        ET.fromstring(answer.content)
    assert answer.headers["Content-Type"].startswith("text/html") == (body == "html")


def test_plex_tv_can_be_unreachable_while_the_server_answers(plex: DemoServer) -> None:
    plex.faults.lose_plex_tv()
    for path in ("/api/users/", "/api/home/users", "/api/v2/user"):
        with pytest.raises(requests.ConnectionError):
            ask(plex, path)
    assert ask(plex, "/accounts").status_code == 200


def test_a_closed_server_refuses(plex: DemoServer) -> None:
    with DemoServer(plex.library) as other, requests.Session() as session:
        base = other.base
        session.get(f"{base}/identity", timeout=10)
    with pytest.raises(requests.ConnectionError):
        session.get(f"{base}/identity", timeout=10)
