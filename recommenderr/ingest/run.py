"""One ingest from end to end."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from recommenderr.ingest.fetch import fetch
from recommenderr.ingest.write import IngestSummary, write
from recommenderr.plex.reader import PlexReader
from recommenderr.progress import Progress
from recommenderr.store.sql import transaction
from recommenderr.store.staging import staging_tables


def ingest(
    conn: sqlite3.Connection,
    reader: PlexReader,
    *,
    libraries: Sequence[str] = (),
    demo: bool,
    on_progress: Progress,
    now: datetime,
) -> IngestSummary:
    """Brings the store to what the server says now, or, if anything fails, leaves it as it was.

    `on_progress` is called with the phases "libraries", "listing", "metadata", "history", "people" and "writing", never
    while the write transaction is open, so it may write to the same store. The caller holds the refresh lock.

    Raises:
        PlexError: the server could not be read as a whole.
        ForeignStoreError: the store belongs to another server.
        SettingsError: `libraries` names none that is there.
    """
    with staging_tables(conn):
        fetched = fetch(conn, reader, libraries=libraries, demo=demo, on_progress=on_progress, now=now)
        on_progress("writing", 0, 1)
        with transaction(conn):
            summary = write(conn, fetched, now)
        on_progress("writing", 1, 1)
    return summary
