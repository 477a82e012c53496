"""When a person watched what: every playback that counts and whose time is known, in the order of time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One playback.

    Attributes:
        item_id: the film or series that stands for the title, None where no known title answers to the row.
        name: the film's or the series' title, as the row has it.
        viewed_at: epoch seconds.
    """

    item_id: str | None
    name: str
    viewed_at: int


def watch_events(conn: sqlite3.Connection, account_id: int) -> list[WatchEvent]:
    """This person's playbacks, the oldest first."""
    rows = conn.execute(
        "SELECT copy.title_id, CASE history.type WHEN 'movie' THEN history.title ELSE series_title END, viewed_at "
        "FROM history LEFT JOIN items AS copy USING (item_id) "
        "WHERE account_id = ? AND counted AND viewed_at IS NOT NULL ORDER BY viewed_at, history_key",
        (account_id,),
    )
    return [WatchEvent(None if item_id is None else str(item_id), name, viewed_at) for item_id, name, viewed_at in rows]
