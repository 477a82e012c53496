"""`adopt`: a reinstalled server takes over history, presets and everything else that was known of the old one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from recommenderr.errors import UsageError
from recommenderr.household.refresh_state import utc_now
from recommenderr.records import Server
from recommenderr.refresh_lock import locked
from recommenderr.settings import Settings
from recommenderr.store import adoption, meta, migrations
from recommenderr.store.adoption import AdoptionPreview
from recommenderr.store.connection import open_store
from recommenderr.store.copies import keep_copy


def preview(settings: Settings) -> tuple[Server, Server, AdoptionPreview]:
    """The server that the database belongs to, the one that answers, and how many titles both have.

    Raises:
        UsageError: there is nothing to adopt.
        PlexError: the new server cannot be read.
    """
    with _servers(settings) as (conn, old, new, guids):
        return old, new, adoption.preview(conn, guids)


def matches(old: Server, new: Server, found: AdoptionPreview) -> str:
    """What an adoption would do, in words."""
    return (
        f"{new.name} has {found.matched:,} of the {found.titles:,} titles that are known of {old.name}, and "
        f"{found.watched_matched:,} of the {found.watched:,} watched ones. The database would belong to {new.name} "
        "from then on; plays of the other titles stay in the history, and a copy of the database is kept."
    )


def adopt(settings: Settings) -> tuple[Server, AdoptionPreview]:
    """Hands the database over to the server that answers, after a copy of it; the next refresh reads that server.

    Raises:
        BusyError: a refresh is running.
        UsageError: there is nothing to adopt.
        PlexError: the new server cannot be read.
    """
    with locked(settings.art_dir), _servers(settings) as (conn, _, new, guids):
        found = adoption.preview(conn, guids)
        keep_copy(conn, settings.db_path, migrations.version(conn))
        adoption.adopt(conn, new, utc_now())
        return new, found


@contextmanager
def _servers(settings: Settings) -> Iterator[tuple[sqlite3.Connection, Server, Server, list[str]]]:
    """The store, its server, the server that answers, and the guids of everything that one lists."""
    from recommenderr.plex.source import open_reader

    if settings.demo or not settings.db_path.exists():
        raise UsageError("There is nothing to adopt: set PLEX_TOKEN, and let DB_PATH name the old server's database.")
    with open_store(settings.db_path) as conn, open_reader(settings, meta.client_id(conn)) as reader:
        old, new = meta.server(conn), reader.server()
        if old is None or meta.is_demo(conn):
            raise UsageError("The database holds no real server's library. Run `recommenderr refresh`.")
        if old.machine_id == new.machine_id:
            raise UsageError(f"The database belongs to {new.name} already, so there is nothing to adopt.")
        guids = [item.guid for library in reader.libraries() for item in reader.listing(library)]
        yield conn, old, new, guids
