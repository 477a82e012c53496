"""One session: identity, redirects, repeats and pauses."""

from __future__ import annotations

import pytest
from urllib3 import HTTPResponse

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import (
    PlexAnswerError,
)
from recommenderr.plex.session import PoliteRetry, polite_retry
from tests.plex.scripted import ROOT, Says, Scripted, connected, reading, reading_demo


def test_the_identity_is_the_installations_and_the_same_in_every_request(demo_plex: DemoServer) -> None:
    before = len(demo_plex.requests)
    with reading_demo(demo_plex) as reader:
        server = reader.server()
        reader.accounts(server)
        reader.watched_states(server, reader.libraries())
    mine = demo_plex.requests[before:]
    assert {one.headers["X-Plex-Client-Identifier"] for one in mine} == {"installation-1"}
    assert {(one.headers["X-Plex-Product"], one.headers["X-Plex-Device-Name"]) for one in mine} == {
        ("Recommenderr", "Recommenderr")
    }


def test_a_redirect_does_not_carry_the_token_to_a_stranger() -> None:
    with Scripted({}) as stranger:
        moved = Says("", 302, headers={"Location": f"{stranger.base}/"})
        with (
            Scripted({"/": moved}) as server,
            reading(server.base, tv_base="https://plex.tv") as reader,
            pytest.raises(PlexAnswerError, match=f"{stranger.base}.*PLEX_BASE"),
        ):
            reader.server()
        assert stranger.asked == []


def test_a_redirect_within_the_server_is_followed() -> None:
    moved = Says("", 302, headers={"Location": "/web/"})
    with Scripted({"/": moved, "/web/": ROOT}) as server, reading(server.base) as reader:
        assert reader.server().machine_id == "m1"


def test_a_redirect_loop_ends() -> None:
    moved = Says("", 302, headers={"Location": "/"})
    with (
        Scripted({"/": moved}) as server,
        reading(server.base) as reader,
        pytest.raises(PlexAnswerError, match=r"redirect loop.*PLEX_BASE"),
    ):
        reader.server()


def test_nothing_is_sent_twice_that_could_change_something() -> None:
    with (
        Scripted({"/playlists": Says("", 503)}) as server,
        connected(server.base) as connection,
        pytest.raises(PlexAnswerError, match="503"),
    ):
        connection.session.post(f"{server.base}/playlists", timeout=5)
    assert server.paths() == ["/playlists"]


SECTIONS = "/library/sections"


def test_a_server_that_asks_for_an_hour_gets_no_more_than_the_cap(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", status=429, retry_after_s=3600)
    with reading_demo(plex) as reader:  # its cap is 0 seconds; without one this test would take an hour
        assert len(reader.libraries()) == 2


@pytest.mark.parametrize(
    ("header", "pause_s"),
    [("7", 7), ("3600", 60), ("Fri, 31 Dec 2999 23:59:59 GMT", 60), ("soon", None), (None, None)],
)
def test_the_pause_that_a_server_asks_for(header: str | None, pause_s: float | None) -> None:
    retry = polite_retry(5, 0.5, retry_after_cap_s=60).new(total=3)
    answer = HTTPResponse(status=429, headers={} if header is None else {"Retry-After": header})
    assert retry.get_retry_after(answer) == pause_s


def test_pauses_grow_and_are_bounded() -> None:
    retry: PoliteRetry = polite_retry(12, 0.5, retry_after_cap_s=60)
    pauses = []
    for _ in range(9):
        retry = retry.increment("GET", "/", response=HTTPResponse(status=503))
        pauses.append(retry.get_backoff_time())
    assert pauses == [0, 1, 2, 4, 8, 16, 30, 30, 30]
