from __future__ import annotations

from collections.abc import Iterator

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.plex.reader import PlexReader
from tests.store.conftest import conn, path

__all__ = ["conn", "path", "reader"]


@pytest.fixture
def reader(plex: DemoServer) -> Iterator[PlexReader]:
    with PlexReader(
        plex.base, plex.token, tv_base=plex.base, client_id="tests", timeout_s=10, backoff_s=0
    ) as plex_reader:
        yield plex_reader
