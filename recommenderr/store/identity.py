"""Which items are copies of one title, and which copy stands for it.

Copies of the same type are one title when they share the guid or an external id: a film in two libraries, two
editions, a film deleted and added again. What Plex has not matched (`local://`) stays alone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator

_ALONE = ("local://", "com.plexapp.agents.none://")
_EXTERNAL = re.compile("(imdb|tmdb|tvdb)://.")


def regroup(conn: sqlite3.Connection) -> int:
    """Decides anew, for every item, which copy stands for its title; says for how many that changed."""
    stored = dict(conn.execute("SELECT item_id, title_id FROM items"))
    best = {item_id: item_id for item_id in stored}
    rank = {item_id: place for place, (item_id,) in enumerate(conn.execute(_BEST_FIRST))}
    for copies in groups(_identities(conn)):
        best |= dict.fromkeys(copies, min(copies, key=rank.__getitem__))
    changes = [(best[item_id], item_id) for item_id, title_id in stored.items() if best[item_id] != title_id]
    conn.executemany("UPDATE items SET title_id = ? WHERE item_id = ?", changes)
    return len(changes)


# Live before gone; of the gone ones the last that was seen; then by the server's order of libraries; then by id.
_BEST_FIRST = """
    SELECT item_id FROM items JOIN libraries USING (library_id)
    ORDER BY items.gone_at IS NOT NULL, items.gone_at DESC, libraries.gone_at IS NOT NULL, position, item_id"""


def _identities(conn: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """(item_id, something that only copies of this title have)."""
    for item_id, kind, guid in conn.execute("SELECT item_id, type, guid FROM items WHERE guid <> ''"):
        if not guid.startswith(_ALONE):
            yield item_id, f"{kind} {guid}"
    rows = conn.execute("SELECT item_id, type, guid, external_id FROM external_ids JOIN items USING (item_id)")
    for item_id, kind, guid, external_id in rows:
        if _EXTERNAL.match(external_id) and not guid.startswith(_ALONE):
            yield item_id, f"{kind} {external_id}"


def groups(identities: Iterable[tuple[int, str]]) -> list[list[int]]:
    """Items that share an identity, directly or over others, as lists of two and more (union-find)."""
    parent: dict[int, int] = {}

    def root(item_id: int) -> int:
        while (above := parent.setdefault(item_id, item_id)) != item_id:
            parent[item_id] = item_id = parent[above]
        return item_id

    first: dict[str, int] = {}
    for item_id, identity in identities:
        other = first.setdefault(identity, item_id)
        if other != item_id:
            parent[root(item_id)] = root(other)
    found: dict[int, list[int]] = {}
    for item_id in parent:
        found.setdefault(root(item_id), []).append(item_id)
    return list(found.values())
