"""The settings lead to one open client: of the real server, or of the demo server while it is needed."""

from __future__ import annotations

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexRefusedError, PlexUnreachableError
from recommenderr.plex.source import open_reader, plex_endpoint
from recommenderr.settings import Settings


def test_with_a_token_it_is_the_server_of_the_settings(plex: DemoServer) -> None:
    settings = Settings(plex_base=plex.base, plex_tv_base=plex.base, plex_token=plex.token)
    with plex_endpoint(settings) as endpoint:
        assert (endpoint.base, endpoint.tv_base, endpoint.demo) == (plex.base, plex.base, False)
        assert plex.token not in repr(endpoint)
    with open_reader(settings, "tests") as reader:
        assert reader.server().machine_id == plex.library.machine_id


def test_without_a_token_a_demo_server_runs_as_long_as_it_is_needed() -> None:
    with plex_endpoint(Settings()) as endpoint, open_reader(Settings(), "tests") as reader:
        assert endpoint.demo
        assert [library.title for library in reader.libraries()]
    real = Settings(plex_base=endpoint.base, plex_tv_base=endpoint.base, plex_token=endpoint.token)
    with open_reader(real, "tests", backoff_s=0) as reader, pytest.raises(PlexUnreachableError):
        reader.server()


def test_a_token_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(PlexRefusedError, match="PLEX_TOKEN"), open_reader(Settings(plex_token="a b"), "tests"):
        pass
