"""The Plex server that the program reads: the real one, or the demo server while it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from recommenderr.demo.catalogue import demo_library
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.log import register_secret
from recommenderr.settings import Settings


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a Plex server answers, the owner's token, and where accounts are looked up."""

    base: str
    token: str = field(repr=False)
    tv_base: str
    demo: bool


@contextmanager
def plex_endpoint(settings: Settings) -> Iterator[Endpoint]:
    """The real server's endpoint; without a token, that of a demo server which runs as long as the context lasts."""
    if settings.plex_token is not None:
        yield Endpoint(settings.plex_base, settings.plex_token, settings.plex_tv_base, demo=False)
        return
    with DemoServer(demo_library(datetime.now(UTC))) as server:
        for secret in (server.token, *(account.token for account in server.library.accounts.values())):
            register_secret(secret)
        yield Endpoint(server.base, server.token, server.base, demo=True)
