from __future__ import annotations

import socket

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import UsageError
from tests.demo.client import film, get

# who may ask


def test_it_binds_only_to_the_loopback_interface(plex: DemoServer) -> None:
    assert plex.base == f"http://127.0.0.1:{plex.port}"
    with socket.socket() as other:
        other.bind(("127.0.0.2", plex.port))  # would be taken if the server listened on every interface


def test_a_port_in_use_is_refused(plex: DemoServer) -> None:
    with pytest.raises(UsageError, match=f"cannot use port {plex.port}"):
        DemoServer(plex.library, port=plex.port)


# listings


def test_the_next_answer_has_the_changes(plex: DemoServer) -> None:
    key = film(plex, next(iter(plex.library.titles.values())).title)
    plex.library.alter(key, title='Tom & "Jerry" <1>\nagain')
    assert get(plex, f"/library/metadata/{key}")[0].attrib["title"] == 'Tom & "Jerry" <1>\nagain'
    plex.library.remove(key)
    assert key not in {row.attrib["ratingKey"] for row in get(plex, "/library/sections/1/all")}
    added = plex.library.add("1", guid="plex://movie/new", type="movie", title="Brand new", year=2026)
    assert get(plex, f"/library/metadata/{added.rating_key}")[0].attrib["title"] == "Brand new"


# metadata


# watched state
