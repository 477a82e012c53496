"""Stages what has been fetched in temporary tables of this connection, until all of it can be written at once.

A library of 100,000 titles does not fit into memory comfortably; here it lies in a file that SQLite removes by itself,
even after a crash, and that nobody else sees.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from recommenderr.records import Item
from recommenderr.store.sql import to_epoch
from recommenderr.text import normalize_name

ITEM_FIELDS = (
    *("item_id", "guid", "type", "title", "library_id", "sort_title", "original_title", "edition", "year"),
    *("runtime_min", "summary", "tagline", "content_rating", "content_rating_age", "studio", "episode_count", "thumb"),
    *("added_at", "updated_at", "released", "latest_release"),
)
"""The columns of a stored item that are fields of `Item`, by the same names."""

RELEASE_FIELDS = ("released", "latest_release")
"""The fields that are stored as ISO dates."""

ITEM_COLUMNS = (*ITEM_FIELDS, "folded", "digest")
TAG_KINDS = {
    "genre": "genres",
    "collection": "collections",
    "director": "directors",
    "writer": "writers",
    "cast": "cast",
    "country": "countries",
}
"""The kind of a stored tag, and the field of `Item` that holds the tags of this kind."""

_TABLES = {
    "fetched_items": f"({', '.join(('item_id INTEGER PRIMARY KEY', *ITEM_COLUMNS[1:]))})",
    "fetched_external_ids": "(item_id INTEGER, position, external_id, PRIMARY KEY (item_id, position)) WITHOUT ROWID",
    "fetched_tags": "(item_id INTEGER, kind, position, tag, PRIMARY KEY (item_id, kind, position)) WITHOUT ROWID",
    "fetched_ratings": """(
        item_id INTEGER, position, source, kind, value, PRIMARY KEY (item_id, position)) WITHOUT ROWID""",
    "listed": "(item_id INTEGER PRIMARY KEY)",
    "differing": "(item_id INTEGER PRIMARY KEY, is_new)",
}


@contextmanager
def staging_tables(conn: sqlite3.Connection) -> Iterator[None]:
    """Creates the temporary tables for the duration of the block."""
    _drop(conn)
    for name, columns in _TABLES.items():
        conn.execute(f"CREATE TEMP TABLE {name} {columns}")
    try:
        yield
    finally:
        _drop(conn)


def _drop(conn: sqlite3.Connection) -> None:
    for name in _TABLES:
        conn.execute(f"DROP TABLE IF EXISTS temp.{name}")


def add_listed(conn: sqlite3.Connection, item_ids: Iterable[str]) -> None:
    """Notes that the server lists these items; whatever is not noted counts as gone when everything is written."""
    with _batch(conn):
        conn.executemany("INSERT OR IGNORE INTO temp.listed VALUES (?)", ((int(item_id),) for item_id in item_ids))


def add_items(conn: sqlite3.Connection, items: Sequence[Item]) -> None:
    """Stages the metadata of these items; no item may be given twice."""
    marks = ", ".join("?" * len(ITEM_COLUMNS))
    with _batch(conn):
        conn.executemany(f"INSERT INTO temp.fetched_items VALUES ({marks})", (_item_row(item) for item in items))
        conn.executemany(
            "INSERT INTO temp.fetched_tags VALUES (?, ?, ?, ?)", (row for item in items for row in _tag_rows(item))
        )
        conn.executemany(
            "INSERT INTO temp.fetched_external_ids VALUES (?, ?, ?)",
            (
                (int(item.item_id), position, external_id)
                for item in items
                for position, external_id in enumerate(item.external_ids)
            ),
        )
        conn.executemany(
            "INSERT INTO temp.fetched_ratings VALUES (?, ?, ?, ?, ?)",
            (
                (int(item.item_id), position, rating.source, rating.kind, rating.value)
                for item in items
                for position, rating in enumerate(item.ratings)
            ),
        )


@contextmanager
def _batch(conn: sqlite3.Connection) -> Iterator[None]:
    """Only temporary tables are written inside, so nobody waits for it and nobody is waited for."""
    if conn.in_transaction:
        yield
        return
    conn.execute("BEGIN")
    try:
        yield
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")


def digest(item: Item) -> str:
    """A short text that differs when anything but `updated_at` does."""
    content = repr(replace(item, updated_at=None)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def _item_row(item: Item) -> tuple[object, ...]:
    values = {name: getattr(item, name) for name in ITEM_FIELDS}
    values |= {
        "item_id": int(item.item_id),
        "added_at": to_epoch(item.added_at),
        "updated_at": to_epoch(item.updated_at),
    }
    values |= {name: None if (day := values[name]) is None else str(day) for name in RELEASE_FIELDS}
    return (*values.values(), normalize_name(item.title), digest(item))


def _tag_rows(item: Item) -> Iterator[tuple[int, str, int, str]]:
    item_id = int(item.item_id)
    for kind, field in TAG_KINDS.items():
        for position, tag in enumerate(getattr(item, field)):
            yield item_id, kind, position, tag
