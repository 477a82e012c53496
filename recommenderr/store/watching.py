"""What each person has watched: title by title, every copy counted, and playback by playback."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import asdict

from recommenderr.records import HistoryEntry, PlaybackFilter, Watched, WatchEvent
from recommenderr.store.sql import from_epoch
from recommenderr.text import normalize_name

_WATCHED = """
    WITH seen AS (
        SELECT title_id, count(*) AS plays, max(viewed_at) AS last_viewed_at, NULL AS own_rating, NULL AS any_rating
        FROM history JOIN items USING (item_id) WHERE account_id = :account AND counted GROUP BY title_id
        UNION ALL
        SELECT title_id, max(plays), max(last_viewed_at), max(CASE WHEN item_id = title_id THEN rating END), max(rating)
        FROM states JOIN items USING (item_id) WHERE account_id = :account GROUP BY title_id)
    SELECT best.item_id, max(plays) AS plays, max(last_viewed_at) AS last_viewed_at, best.runtime_min,
           coalesce(max(own_rating), max(any_rating))
    FROM seen JOIN items AS best ON best.item_id = seen.title_id
    GROUP BY best.item_id HAVING max(plays) > 0
    ORDER BY max(last_viewed_at) IS NULL, max(last_viewed_at) DESC, best.item_id"""


def watched(conn: sqlite3.Connection, account_id: int) -> list[Watched]:
    """Every title this person has watched, the latest first, those of an unknown time last.

    `plays` is the number of playbacks in the history (of a series: of its episodes, specials included) or the server's
    view count, whichever is larger; duplicate rows count once. `last_viewed_at` is the later of both, None if neither
    knows. `rating` is the person's own.
    """
    rows = conn.execute(_WATCHED, {"account": account_id})
    return [
        Watched(str(item_id), plays, from_epoch(last_viewed_at), runtime_min, rating)
        for item_id, plays, last_viewed_at, runtime_min, rating in rows
    ]


def version(conn: sqlite3.Connection, account_id: int) -> str:
    """A text that changes when what `watched` says of this person does; empty for nothing watched."""
    row = conn.execute("SELECT watched_stamp FROM accounts WHERE account_id = ?", (account_id,)).fetchone()
    return "" if row is None else str(row[0])


def versions(conn: sqlite3.Connection) -> dict[int, str]:
    """The version of everybody who has watched anything."""
    return dict(conn.execute("SELECT account_id, watched_stamp FROM accounts WHERE watched_stamp <> ''"))


def write_versions(conn: sqlite3.Connection) -> None:
    """Makes every version again; whoever writes what `watched` reads calls it in the same transaction."""
    for (account_id,) in conn.execute("SELECT account_id FROM accounts").fetchall():
        conn.execute(
            "UPDATE accounts SET watched_stamp = ? WHERE account_id = ?", (_digest(conn, account_id), account_id)
        )


def _digest(conn: sqlite3.Connection, account_id: int) -> str:
    rows = conn.execute(_WATCHED, {"account": account_id}).fetchall()
    return hashlib.blake2b(repr(rows).encode(), digest_size=12).hexdigest() if rows else ""


ALL = PlaybackFilter()


def history_page(
    conn: sqlite3.Connection, account_id: int, which: PlaybackFilter = ALL, *, limit: int = 50, offset: int = 0
) -> list[HistoryEntry]:
    """This person's playbacks, newest first, those without a time last."""
    rows = conn.execute(
        "SELECT history.viewed_at, history.type, history.title, series_title, season, episode, best.item_id, "
        f"best.gone_at {_OF_ACCOUNT} "
        "ORDER BY history.viewed_at IS NULL, history.viewed_at DESC, history_key DESC LIMIT :limit OFFSET :offset",
        _parameters(account_id, which) | {"limit": limit, "offset": offset},
    )
    return [
        HistoryEntry(
            viewed_at=from_epoch(viewed_at),
            type=row_type,
            title=title,
            series_title=series_title,
            season=season,
            episode=episode,
            item_id=None if item_id is None else str(item_id),
            gone=gone_at is not None,
            unmatched=item_id is None,
        )
        for viewed_at, row_type, title, series_title, season, episode, item_id, gone_at in rows
    ]


def history_size(conn: sqlite3.Connection, account_id: int, which: PlaybackFilter = ALL) -> int:
    """How many playbacks all pages together have."""
    return int(conn.execute(f"SELECT count(*) {_OF_ACCOUNT}", _parameters(account_id, which)).fetchone()[0])


def _parameters(account_id: int, which: PlaybackFilter) -> dict[str, object]:
    hidden = json.dumps(sorted(map(int, which.hidden)))
    return {"account": account_id} | asdict(which) | {"text": normalize_name(which.text), "hidden": hidden}


_OF_ACCOUNT = """
    FROM history LEFT JOIN items AS copy USING (item_id) LEFT JOIN items AS best ON best.item_id = copy.title_id
    WHERE account_id = :account AND counted
      AND (history.item_id IS NULL OR NOT :unmatched_only)
      AND (best.gone_at IS NOT NULL OR NOT :gone_only)
      AND (best.item_id IS NULL OR best.item_id NOT IN (SELECT value FROM json_each(:hidden)))
      AND (:type IS NULL OR history.type = :type)
      AND (:text = '' OR instr(history.folded, :text) OR instr(best.folded, :text))"""


def watch_events(conn: sqlite3.Connection, account_id: int) -> list[WatchEvent]:
    """This person's playbacks, the oldest first."""
    rows = conn.execute(
        "SELECT copy.title_id, CASE history.type WHEN 'movie' THEN history.title ELSE series_title END, viewed_at "
        "FROM history LEFT JOIN items AS copy USING (item_id) "
        "WHERE account_id = ? AND counted AND viewed_at IS NOT NULL ORDER BY viewed_at, history_key",
        (account_id,),
    )
    return [WatchEvent(None if item_id is None else str(item_id), name, viewed_at) for item_id, name, viewed_at in rows]
