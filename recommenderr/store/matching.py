"""Finds the film or series that a history row belongs to, at every ingest anew for the rows that need it.

1. By id, which is certain: the film's own id, or the series' id of an episode. Items are never deleted from the store,
   so the id still leads to a title after the media is gone; and where the film was added again under a new id, the old
   and the new item are copies of one title (see `identity`), so the row counts for the new one.
2. By name, where the server has taken the ids out of the row: only if a single title of that type, live or gone, is
   called so. A row says no year, so two films of one name leave it unmatched.

A row stays with what it was matched to until its title is gone and another one, or an id, says better.
"""

from __future__ import annotations

import sqlite3

_BY_ID = """
    UPDATE history SET item_id = {sent}, matched_by = 'id'
    WHERE type = ? AND (matched_by IS NOT 'id' OR item_id <> {sent})
      AND EXISTS (SELECT 1 FROM items WHERE items.item_id = history.{sent} AND items.type = ?)"""

_ONLY_ONE_SO_CALLED = """
    (SELECT min(title_id) FROM items WHERE items.type = ? AND items.folded = history.folded
     HAVING min(title_id) = max(title_id))"""

_BY_NAME = f"""
    UPDATE history SET item_id = {_ONLY_ONE_SO_CALLED}, matched_by = 'title'
    WHERE type = ? AND item_id IS NULL AND folded <> '' AND {_ONLY_ONE_SO_CALLED} IS NOT NULL"""

_BY_NAME_AGAIN = f"""
    UPDATE history SET item_id = {_ONLY_ONE_SO_CALLED}
    WHERE type = ? AND matched_by = 'title' AND {_ONLY_ONE_SO_CALLED} <> item_id
      AND (SELECT gone_at FROM items WHERE items.item_id = history.item_id) IS NOT NULL"""


def match(conn: sqlite3.Connection) -> int:
    """Matches every row that can be matched now; says for how many that changed."""
    changed = 0
    for row_type, item_type, sent in (("movie", "movie", "sent_item_id"), ("episode", "show", "sent_series_id")):
        changed += conn.execute(_BY_ID.format(sent=sent), (row_type, item_type)).rowcount
        for by_name in (_BY_NAME, _BY_NAME_AGAIN):
            changed += conn.execute(by_name, (item_type, row_type, item_type)).rowcount
    return changed
