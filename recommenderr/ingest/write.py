"""Writes what was fetched: one transaction, begun by the caller, from the server's name to the versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from recommenderr.ingest.fetch import Fetched, latest_possible, with_possible_times, without
from recommenderr.ingest.server_binding import starts_empty
from recommenderr.records import Restriction
from recommenderr.store import access, collections, grouping, history, items, meta, people, states, titles, watching
from recommenderr.store.items import ItemChanges
from recommenderr.store.meta import counts

FREE = Restriction()


def write(conn: sqlite3.Connection, fetched: Fetched, now: datetime) -> IngestSummary:
    """Writes everything; what the store knew and the server no longer says stays, marked gone where it is an item.

    The rows of the demo library make way for those of a real server.

    Raises:
        ForeignStoreError: the store belongs to another server.
    """
    empty = starts_empty(conn, fetched.server, demo=fetched.demo)
    wiped = empty and meta.server(conn) is not None
    if wiped:
        items.wipe(conn)
        people.write_forgotten(conn, ())  # they were people of the demo, whose ids others have here
    fetched = with_possible_times(without(fetched, people.forgotten(conn)), now)
    events_before = counts(conn).events
    changes, regrouped = _write_items(conn, fetched, now)
    if collections.write_smart(conn, fetched.smart_collections) or changes or regrouped or wiped:
        titles.bump_version(conn)
    if _write_watching(conn, fetched, now) or changes or regrouped:
        history.mark_counted(conn)
        watching.write_versions(conn)
    meta.put_server(conn, fetched.server, demo=fetched.demo)
    meta.put(conn, "history_complete", "1" if fetched.history_complete else "0")
    meta.put_doubted_libraries(conn, fetched.vanished)
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
    """What changed among the items, and for how many another copy stands now, a change of the libraries counted too."""
    moved = items.write_libraries(conn, fetched.libraries, now)
    changes = items.write_items(conn, now)
    if changes or moved or not grouping.is_current(conn):
        return changes, moved + grouping.regroup(conn)
    return changes, 0


def _write_watching(conn: sqlite3.Connection, fetched: Fetched, now: datetime) -> int:
    """How many rows of history, matches and states changed."""
    people.write_accounts(conn, fetched.people, certain=fetched.people_certain)
    people.write_unknown(conn, {row.account_id for row in fetched.history} | {s.account_id for s in fetched.states})
    access.write_libraries(conn, fetched.shared)
    restrictions = fetched.restrictions.items()  # of an uncertain answer, what is missing may be lifted or unread
    access.write_restrictions(conn, {who: one for who, one in restrictions if fetched.people_certain or one != FREE})
    changed = history.forget_impossible_times(conn, latest_possible(now))
    changed += history.write_rows(conn, fetched.history)
    changed += history.match(conn)
    return changed + states.write_states(conn, fetched.states, fetched.states_complete_for)


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What changed in the store. `events_new` counts playbacks; `unmatched` is how many there are without a title.

    `skipped` counts history rows of other kinds (music, photos, clips) by kind.
    """

    items_new: int = 0
    items_changed: int = 0
    items_gone: int = 0
    items_back: int = 0
    events_new: int = 0
    unmatched: int = 0
    warnings: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The line for the log and the refresh's row."""
        items = (
            f"items: {self.items_new} new, {self.items_changed} changed, {self.items_gone} gone, {self.items_back} back"
        )
        parts = [items, f"plays: {self.events_new} new, {self.unmatched} of all without a known title"]
        if self.skipped:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.skipped.items()))
            parts.append(f"history rows left out: {kinds}")
        return " ".join(["; ".join(parts) + ".", *(f"Warning: {warning}" for warning in self.warnings)])
