"""Small hand-made rows, and a way to write them as an ingest would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from recommenderr.ingest.fetch import Fetched
from recommenderr.ingest.write import IngestSummary, write
from recommenderr.records import Account, HistoryRow, Item, Library, Server, WatchedState
from recommenderr.store import staging
from recommenderr.store.sql import transaction

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SERVER = Server("machine-1", "Attic", "1.43")
FILMS = Library("1", "Films", "movie", "tv.plex.agents.movie", 0)
SERIES = Library("2", "Series", "show", "tv.plex.agents.series", 1)
UHD = Library("3", "Films 4K", "movie", "tv.plex.agents.movie", 2)
ANA = Account(1, "Ana", "ana", "owner")


def at(seconds: int) -> datetime:
    """So many seconds after a morning in January."""
    return datetime(2026, 1, 10, 8, 0, tzinfo=UTC) + timedelta(seconds=seconds)


def film(item_id: str, title: str, **facts: Any) -> Item:
    """A film with a guid of its own in the first library, if nothing else is said."""
    facts = {"guid": f"plex://movie/{item_id}", "library_id": "1", "updated_at": NOW, **facts}
    return Item(item_id=item_id, title=title, type="movie", **facts)


def series(item_id: str, title: str, **facts: Any) -> Item:
    """A series with a guid of its own, if nothing else is said."""
    facts = {"guid": f"plex://show/{item_id}", "library_id": "2", "updated_at": NOW, **facts}
    return Item(item_id=item_id, title=title, type="show", **facts)


def seen(key: str, title: str, viewed_at: datetime | None = None, **facts: Any) -> HistoryRow:
    """A row of history of a film."""
    return HistoryRow(key, facts.pop("account_id", 1), "movie", title, viewed_at, **facts)


def seen_episode(
    key: str, series_title: str, number: int, viewed_at: datetime | None = None, **facts: Any
) -> HistoryRow:
    """A row of history of an episode."""
    facts = {"account_id": 1, "season": 1, "title": f"Episode {number}", **facts}
    return HistoryRow(
        key, facts.pop("account_id"), "episode", facts.pop("title"), viewed_at,
        series_title=series_title, episode=number, **facts,
    )  # fmt: skip


def refill(
    conn: sqlite3.Connection,
    items: Sequence[Item] = (),
    *,
    known: Iterable[str] = (),
    libraries: Sequence[Library] = (FILMS, SERIES, UHD),
    history: Sequence[HistoryRow] = (),
    people: Sequence[Account] = (ANA,),
    states: Sequence[WatchedState] = (),
    now: datetime = NOW,
    **facts: Any,
) -> IngestSummary:
    """Writes as an ingest does that fetched these items; `known` are listed too, their metadata unchanged."""
    facts = {"server": SERVER, "demo": False, "states_complete_for": frozenset({1}), **facts}
    fetched = Fetched(
        libraries=tuple(libraries), history=tuple(history), people=tuple(people), states=tuple(states), **facts
    )
    with staging.staging_tables(conn):
        staging.add_listed(conn, (*known, *(item.item_id for item in items)))
        staging.add_items(conn, items)
        with transaction(conn):
            return write(conn, fetched, now)


def dump(conn: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted."""
    names = [name for (name,) in conn.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")]
    return {name: sorted(conn.execute(f"SELECT * FROM main.{name}"), key=repr) for name in sorted(names)}
