"""The collections of the libraries: which of them are left out as no taste, by rule and by the owner's choice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from recommenderr.machine_collections import reason_to_leave_out
from recommenderr.records import CollectionRule
from recommenderr.store import meta, titles
from recommenderr.text import normalize_name


def rules(conn: sqlite3.Connection) -> tuple[CollectionRule, ...]:
    """The collections that a rule or the owner leaves out, and those that the owner lets count, by name."""
    smart, choices = _names(conn, "smart_collections"), _choices(conn)
    listed: list[CollectionRule] = []
    for name, n_titles, share in conn.execute(_COLLECTIONS):
        reason = reason_to_leave_out(name, share, n_titles, smart=name in smart)
        choice = choices.get(name)
        if reason is not None or choice is not None:
            counts = choice if choice is not None else False
            listed.append(CollectionRule(name, n_titles, reason or "left out by the owner", counts))
    return tuple(sorted(listed, key=lambda rule: (normalize_name(rule.name), rule.name)))


def left_out(conn: sqlite3.Connection) -> frozenset[str]:
    """The names of the collections that do not count."""
    return frozenset(rule.name for rule in rules(conn) if not rule.counts)


def choose(conn: sqlite3.Connection, name: str, *, counts: bool) -> None:
    """Stores the owner's choice for a collection; the next build follows it."""
    meta.put(conn, "collection_choices", json.dumps(_choices(conn) | {name: counts}, ensure_ascii=False))
    titles.bump_version(conn)


def write_smart(conn: sqlite3.Connection, names: Iterable[str]) -> bool:
    """Stores which collections fill themselves by a filter; returns whether that changed."""
    before, after = _names(conn, "smart_collections"), frozenset(names)
    meta.put(conn, "smart_collections", json.dumps(sorted(after), ensure_ascii=False))
    return before != after


def _names(conn: sqlite3.Connection, key: str) -> frozenset[str]:
    return frozenset(json.loads(meta.get(conn, key) or "[]"))


def _choices(conn: sqlite3.Connection) -> dict[str, bool]:
    choices: dict[str, bool] = json.loads(meta.get(conn, "collection_choices") or "{}")
    return choices


_COLLECTIONS = """
    WITH sizes AS (SELECT library_id, count(DISTINCT title_id) AS size FROM items WHERE gone_at IS NULL GROUP BY 1),
    parts AS (
        SELECT tag, library_id, count(DISTINCT title_id) AS titles FROM tags JOIN items USING (item_id)
        WHERE kind = 'collection' AND gone_at IS NULL GROUP BY tag, library_id)
    SELECT tag, sum(titles), max(CAST(titles AS REAL) / size) FROM parts JOIN sizes USING (library_id) GROUP BY tag"""
