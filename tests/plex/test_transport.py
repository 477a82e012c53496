"""Bounds of an answer, and proxies: none but the one that a setting names."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from recommenderr.errors import IncompleteListingError, PlexAnswerError, PlexUnreachableError
from recommenderr.plex import paging, session
from recommenderr.plex.paging import paginate
from recommenderr.plex.xml import parsed
from tests.plex.scripted import EMPTY, Says, Scripted, assert_fails, connected, container, reading

DROP_S = 0.02


class Dripping(BaseHTTPRequestHandler):
    """Sends an answer byte by byte, without end."""

    begin = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=utf-8\r\nContent-Length: 1000000\r\n\r\n<MediaContainer>"
    )
    hung_up: threading.Event

    def do_GET(self) -> None:
        self.close_connection = True
        try:
            self.wfile.write(self.begin)
            while not self.hung_up.wait(DROP_S):
                self.wfile.write(b"a")
        except OSError:
            self.hung_up.set()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def dripping(begin: bytes = Dripping.begin) -> Iterator[str]:
    """The address of a server that never finishes an answer."""
    hung_up = threading.Event()
    handler = type("Handler", (Dripping,), {"begin": begin, "hung_up": hung_up})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            hung_up.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "begin",
    [
        Dripping.begin,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<MediaContainer>",  # its length is not announced
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: ",  # not even its headers end
        b"",
    ],
)
def test_an_answer_that_drips_has_a_time_as_a_whole(begin: bytes) -> None:
    with dripping(begin) as base, reading(base, timeout_s=0.1) as reader:
        assert_fails(reader.server, PlexUnreachableError, "still sending when its time was over")


def test_a_refusal_is_not_read_to_its_end() -> None:
    with dripping(b"HTTP/1.1 503 Busy\r\nContent-Length: 1000000\r\n\r\n") as base, reading(base) as reader:
        assert_fails(reader.server, PlexAnswerError, "status 503")


def test_a_poster_that_drips_has_a_time_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommenderr.plex.reader.POSTER_S", 0.2)
    with dripping(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG") as base, reading(base) as reader:
        assert_fails(
            partial(reader.poster, "/library/metadata/1/thumb/2", 10, 10), PlexUnreachableError, "its time was over"
        )


def listing(body: bytes | str, **headers: str) -> dict[str, Says]:
    return {"/library/sections": Says(body, headers=headers)}


def test_an_answer_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_ANSWER_BYTES", 2**20)
    with Scripted(listing(b"<MediaContainer>" + b" " * 2**20)) as server, reading(server.base) as reader:
        assert_fails(reader.libraries, PlexAnswerError, "more than 1 MiB")


def test_the_size_counts_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_ANSWER_BYTES", 2**20)
    bomb = gzip.compress(b"<MediaContainer>" + b" " * 2**26)
    assert len(bomb) < 2**17
    answers = listing(bomb, **{"Content-Encoding": "gzip"})
    with Scripted(answers) as server, reading(server.base) as reader:
        assert_fails(reader.libraries, PlexAnswerError, "more than 1 MiB")


def test_the_largest_answer_is_64_mebibytes() -> None:
    assert session.MAX_ANSWER_BYTES == 64 * 1024 * 1024
    assert session.ANSWER_TIMEOUTS == 10


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = (
    f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><MediaContainer title="&l9;"/>',
    f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><MediaContainer>&l9;</MediaContainer>',
    f'<!DOCTYPE d [<!ENTITY l "{"x" * 100_000}">]><MediaContainer>{"&l;" * 100_000}</MediaContainer>',
    '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><MediaContainer>&f;</MediaContainer>',
)


@pytest.mark.parametrize("bomb", BOMBS)
def test_entities_are_not_expanded(bomb: str) -> None:
    with Scripted(listing(bomb)) as server, reading(server.base) as reader:
        assert_fails(reader.libraries, PlexAnswerError, "not Plex's XML")


@pytest.mark.parametrize("bomb", BOMBS)
def test_entities_are_not_expanded_in_an_answer_of_plex_tv(bomb: str) -> None:
    with Scripted({"/api/home/users": Says(bomb)}) as server, connected(server.base) as connection:
        assert_fails(partial(connection.read_tv, "/api/home/users"), PlexAnswerError, "not Plex's XML")


def row(number: int) -> str:
    return f'<Video ratingKey="{number}"/>'


@pytest.mark.parametrize("total", [None, "30", "grows"])
def test_a_listing_without_end_is_given_up(total: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_ROWS", 20_000)

    def ask(path: str, /, *, start: int, size: int) -> Any:
        announced = "" if total is None else f' totalSize="{start + 5000 if total == "grows" else total}"'
        return parsed(f"<MediaContainer{announced}>{''.join(map(row, range(start, start + 1000)))}</MediaContainer>")

    with pytest.raises(IncompleteListingError, match="does not end"):
        paginate(ask, "/all?type=1", "The listing", lambda one: (one.attrib["ratingKey"], None))


def test_metadata_of_other_titles_than_those_asked_for_is_not_waited_for() -> None:
    strange = container('<Video ratingKey="99" type="movie" title="Strange"/>', totalSize=5)
    with Scripted({"/library/metadata/1,2": strange}) as server, reading(server.base) as reader:
        assert [item.item_id for item in reader.metadata(["1", "2"])] == ["99"]
    assert server.paths().count("/library/metadata/1,2") == 1


PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def test_a_proxy_of_the_environment_sees_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ana password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Scripted({}) as proxy, Scripted({"/api/home/users": EMPTY}) as server:
        for name in PROXY_VARIABLES:
            monkeypatch.setenv(name, proxy.base)
        with reading(server.base) as reader, connected(server.base) as connection:
            reader.server()
            reader.libraries()
            connection.read_tv("/api/home/users")
    assert proxy.asked == []
    assert server.asked
    assert not [one for one in server.asked if "Authorization" in one.headers]


def test_the_proxy_of_the_setting_gets_every_request() -> None:
    answers: dict[str, Any] = {"/api/home/users": EMPTY}
    with Scripted(answers) as proxy, reading("http://plex.invalid:32400", proxy=proxy.base) as reader:
        assert reader.server().machine_id == "m1"
        assert reader.libraries() == []
    assert {one.headers["Host"] for one in proxy.asked} == {"plex.invalid:32400"}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 520])
def test_plex_tv_is_asked_once(status: int) -> None:
    refusal = Says("", status, headers={"Retry-After": "3600"})
    with Scripted({"/api/home/users": refusal}) as server, connected(server.base) as connection:
        words = "The next refresh asks again" if status == 429 else f"status {status}"
        assert_fails(partial(connection.read_tv, "/api/home/users"), PlexAnswerError, words)
    assert server.paths() == ["/api/home/users"]


def test_an_answer_of_plex_tv_that_is_torn_is_asked_for_once() -> None:
    with Scripted({"/api/home/users": "<MediaContainer>"}) as server, connected(server.base) as connection:
        assert_fails(partial(connection.read_tv, "/api/home/users"), PlexAnswerError, "not Plex's XML")
    assert server.paths() == ["/api/home/users"]
