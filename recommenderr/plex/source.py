"""Opens the Plex server that the settings name: the real one, or the demo server while it is needed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from recommenderr.log import register_secret
from recommenderr.plex.reader import PlexReader
from recommenderr.settings import Settings

BACKOFF_S = 0.5


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a Plex server answers, the owner's token, and where accounts are looked up."""

    base: str
    token: str = field(repr=False)
    tv_base: str
    demo: bool


@contextmanager
def plex_endpoint(settings: Settings) -> Iterator[Endpoint]:
    """The real server's endpoint; without a token, that of a demo server that runs as long as the context lasts."""
    if settings.plex_token is not None:
        yield Endpoint(settings.plex_base, settings.plex_token, settings.plex_tv_base, demo=False)
        return
    from recommenderr.demo.catalogue import demo_library
    from recommenderr.demo.plex_server.server import DemoServer

    with DemoServer(demo_library(datetime.now(UTC))) as server:
        for secret in (server.token, *(account.token for account in server.library.accounts.values())):
            register_secret(secret)
        yield Endpoint(server.base, server.token, server.base, demo=True)


@contextmanager
def open_reader(
    settings: Settings, client_id: str, *, max_timeout_s: float = math.inf, backoff_s: float = BACKOFF_S
) -> Iterator[PlexReader]:
    """Opens a reader for the server of the settings; the connections close with the context.

    Args:
        settings: the address, the token, the timeout and the concurrency.
        client_id: the id that Plex knows this installation by; see `store.meta.client_id`.
        max_timeout_s: the longest time to wait for an answer, where PLEX_TIMEOUT_S is longer.
        backoff_s: the pauses between repeats are 0, 2, 4, 8 … times this.

    Raises:
        PlexRefusedError: the token is unusable.
    """
    with (
        plex_endpoint(settings) as endpoint,
        PlexReader(
            endpoint.base,
            endpoint.token,
            tv_base=endpoint.tv_base,
            client_id=client_id,
            timeout_s=min(max_timeout_s, settings.plex_timeout_s),
            concurrency=settings.plex_concurrency,
            backoff_s=backoff_s,
            proxy=None if endpoint.demo else settings.plex_proxy,
        ) as reader,
    ):
        yield reader
