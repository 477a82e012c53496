"""What is said where PLEX_TOKEN is not set: that this is the demo, or whose library the database holds."""

from __future__ import annotations

from recommenderr.errors import StoreError
from recommenderr.records import Server
from recommenderr.settings import DEMO_NOTICE, Settings
from recommenderr.store import meta
from recommenderr.store.connection import open_store

NO_TOKEN = (
    "PLEX_TOKEN is not set, so nothing is read from Plex. What is shown is what the server {server} said at the last "
    "refresh. Set PLEX_TOKEN to read it again."
)


def notice(settings: Settings) -> str | None:
    """The sentence that goes before a list without PLEX_TOKEN; None where the token is set."""
    if not settings.demo:
        return None
    server = server_without_token(settings)
    return DEMO_NOTICE if server is None else NO_TOKEN.format(server=server.name)


def server_without_token(settings: Settings) -> Server | None:
    """The real server whose library the database holds though PLEX_TOKEN is not set; None in every other case."""
    if not settings.demo or not settings.db_path.exists():
        return None
    try:
        with open_store(settings.db_path, read_only=True) as conn:
            return None if meta.is_demo(conn) else meta.server(conn)
    except StoreError:
        return None  # what is wrong with the store is said by whatever reads it
