"""Tells playbacks from rows: one playback can leave several rows, in the same second or a minute apart.

Two rows of one person are the same playback when they are of the same film or episode and the later one stands within
`SAME_PLAYBACK_S` after one that counts. The rows say no runtime; nobody sees a film twice in two minutes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from recommenderr.store.name_matching import fold

SAME_PLAYBACK_S = 120


@dataclass(frozen=True, slots=True)
class _Row:
    history_key: str
    account_id: int
    viewed_at: int | None
    title_id: int | None
    names: tuple[tuple[object, ...], ...]
    counted: bool


_Counted = dict[tuple[object, ...], tuple[int | None, int | None]]
"""By every name of a film or episode: when the last playback of it that counts was, and of which title."""


def mark_counted(conn: sqlite3.Connection) -> int:
    """Decides anew which history rows count as a playback of their own; says for how many that changed."""
    changes = []
    for _, rows in groupby(_rows(conn), key=attrgetter("account_id")):
        counted: _Counted = {}
        for row in rows:
            if counts := not _counts_already(row, counted):
                counted.update(dict.fromkeys(row.names, (row.viewed_at, row.title_id)))
            if counts != row.counted:
                changes.append((counts, row.history_key))
    conn.executemany("UPDATE history SET counted = ? WHERE history_key = ?", changes)
    return len(changes)


def _counts_already(row: _Row, counted: _Counted) -> bool:
    return any(_same_playback(row, *counted[name]) for name in row.names if name in counted)


def _same_playback(row: _Row, viewed_at: int | None, title_id: int | None) -> bool:
    if row.title_id and title_id and row.title_id != title_id:
        return False  # two films of one name
    if row.viewed_at is None or viewed_at is None:
        return True  # a row without a time says no more than that this was seen
    return row.viewed_at - viewed_at <= SAME_PLAYBACK_S


def _rows(conn: sqlite3.Connection) -> Iterator[_Row]:
    """Every row, person by person, in the order of time; those without a time last."""
    rows = conn.execute(
        "SELECT history_key, account_id, viewed_at, title_id, counted, history.type, history.title, "
        "sent_item_id, history.folded, season, episode FROM history LEFT JOIN items USING (item_id) "
        "ORDER BY account_id, viewed_at IS NULL, viewed_at, history_key"
    )
    for history_key, account_id, viewed_at, title_id, counted, row_type, title, item_id, folded, *numbers in rows:
        names: list[tuple[object, ...]] = [("id", item_id)] if item_id else []
        if row_type == "movie":
            names.append(("film", folded))
            names += [("copy of", title_id)] if title_id else []
        else:
            names.append(("episode", folded, fold(title), *numbers))
        yield _Row(history_key, account_id, viewed_at, title_id, tuple(names), bool(counted))
