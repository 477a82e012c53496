"""Writes what was fetched: one transaction, begun by the caller, from the server's name to the stamps."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from recommenderr.ingest.fetched import Fetched, without
from recommenderr.ingest.server_binding import begins_anew
from recommenderr.ingest.summary import IngestSummary
from recommenderr.store import (
    history,
    identity,
    items,
    matching,
    meta,
    people,
    playbacks,
    titles,
    watch_states,
    watching,
)
from recommenderr.store.counts import counts
from recommenderr.store.items import ItemChanges


def write(conn: sqlite3.Connection, fetched: Fetched, now: datetime) -> IngestSummary:
    """Writes everything; what the store knew and the server no longer says stays, marked gone where it is an item.

    The rows of the demo library make way for those of a real server.

    Raises:
        ForeignStoreError: the store belongs to another server.
    """
    anew = begins_anew(conn, fetched.server, demo=fetched.demo)
    wiped = anew and meta.server(conn) is not None
    if wiped:
        items.wipe(conn)
        people.write_forgotten(conn, ())  # they were people of the demo, whose ids others have here
    fetched = without(fetched, people.forgotten(conn))
    events_before = counts(conn).events
    changes, regrouped = _write_items(conn, fetched, now)
    if changes or regrouped or wiped:
        titles.touch(conn)
    if _write_watching(conn, fetched) or changes or regrouped:
        playbacks.mark_counted(conn)
        watching.write_stamps(conn)
    meta.put_server(conn, fetched.server, demo=fetched.demo)
    meta.put(conn, "history_complete", "1" if fetched.history_complete else "0")
    meta.put_states_complete(conn, fetched.states_complete_for)
    after = counts(conn)
    return IngestSummary(
        items_new=changes.new,
        items_changed=changes.changed,
        items_gone=changes.gone,
        items_back=changes.back,
        events_new=max(after.events - events_before, 0),
        unmatched=after.unmatched,
        warnings=fetched.warnings,
        skipped=fetched.skipped,
    )


def _write_items(conn: sqlite3.Connection, fetched: Fetched, now: datetime) -> tuple[ItemChanges, int]:
    """What changed among the items, and for how many another copy stands now."""
    moved = items.write_libraries(conn, fetched.libraries, now)
    changes = items.write_items(conn, now)
    return changes, identity.regroup(conn) if changes or moved else 0


def _write_watching(conn: sqlite3.Connection, fetched: Fetched) -> int:
    """How many rows of history, matches and states changed."""
    people.write_accounts(conn, fetched.people, certain=fetched.people_certain)
    people.write_unknown(conn, {row.account_id for row in fetched.history} | {s.account_id for s in fetched.states})
    changed = history.write_rows(conn, fetched.history)
    changed += matching.match(conn)
    return changed + watch_states.write_states(conn, fetched.states, fetched.states_complete_for)
