"""Who may see what: shared libraries, Plex's restrictions, the owner's age limits, and the copies of each title."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from recommenderr.records import EVERYTHING, OWNER_ACCOUNT_ID, Access, Placement, RatingFilter, Restriction


def access_of(conn: sqlite3.Connection, account_id: int) -> Access:
    """What this person may see; the owner, and anyone of whom nothing is known, everything."""
    row = conn.execute(f"{_SELECT} WHERE account_id = ?", (account_id,)).fetchone()
    return EVERYTHING if row is None or account_id == OWNER_ACCOUNT_ID else _access(row)


def all_access(conn: sqlite3.Connection) -> dict[int, Access]:
    """What each person may see of whom anything is known, the owner left out."""
    rows = conn.execute(f"{_SELECT} WHERE account_id <> ?", (OWNER_ACCOUNT_ID,))
    return {row[0]: _access(row) for row in rows}


_SELECT = "SELECT account_id, libraries, restriction, age_cap, allowed FROM access"


def write_libraries(conn: sqlite3.Connection, libraries: Mapping[int, Iterable[str]]) -> None:
    """Stores the libraries that are shared with these people; what is known of all others stays."""
    _write(conn, "libraries", {account_id: _list(ids) for account_id, ids in libraries.items()})


def write_restrictions(conn: sqlite3.Connection, restrictions: Mapping[int, Restriction]) -> None:
    """Stores what Plex restricts these people to; what is known of all others stays."""
    _write(conn, "restriction", {account_id: _restriction_json(one) for account_id, one in restrictions.items()})


def write_age_cap(conn: sqlite3.Connection, account_id: int, age_cap: int | None) -> None:
    """Stores the owner's age limit for a person; None removes it."""
    _write(conn, "age_cap", {account_id: age_cap})


def write_allowed(conn: sqlite3.Connection, account_id: int, allowed: Iterable[str]) -> None:
    """Stores the content ratings that the owner lets through a person's age limit."""
    _write(conn, "allowed", {account_id: _list(allowed)})


def _write(conn: sqlite3.Connection, column: str, values: Mapping[int, Any]) -> None:
    conn.executemany(
        f"INSERT INTO access (account_id, {column}) SELECT account_id, ? FROM accounts WHERE account_id = ? "
        f"ON CONFLICT (account_id) DO UPDATE SET {column} = excluded.{column}",
        ((value, account_id) for account_id, value in values.items()),
    )


def placements(conn: sqlite3.Connection) -> dict[str, tuple[Placement, ...]]:
    """The copies of each title that are on the server in a library that is read, by the id that stands for the title.

    Of a title that is gone from such a library, the copies that were there. A title of libraries that are not read has
    none, and is left out. Equal tuples are the same object, so memory stays small.
    """
    once: dict[tuple[Placement, ...], tuple[Placement, ...]] = {}
    by_title = {}
    for title_id, rows in groupby(conn.execute(_PLACEMENTS), key=itemgetter(0)):
        copies = list(rows)
        there = [copy for copy in copies if not copy[4]] or copies
        placed = tuple(dict.fromkeys(Placement(*copy[1:4]) for copy in there))
        by_title[str(title_id)] = once.setdefault(placed, placed)
    return by_title


_PLACEMENTS = """
    SELECT title_id, library_id, content_rating, content_rating_age, items.gone_at IS NOT NULL
    FROM items JOIN libraries USING (library_id) WHERE libraries.gone_at IS NULL ORDER BY title_id, item_id"""


def in_a_history(conn: sqlite3.Connection, title_id: str) -> bool:
    """Whether anyone has watched a copy of this title."""
    query = "SELECT 1 FROM items JOIN {} USING (item_id) WHERE title_id = ? LIMIT 1"
    return any(conn.execute(query.format(table), (int(title_id),)).fetchone() for table in ("history", "states"))


def _access(row: tuple[Any, ...]) -> Access:
    _, libraries, restriction, age_cap, allowed = row
    return Access(
        None if libraries is None else frozenset(json.loads(libraries)),
        _restriction(json.loads(restriction)),
        age_cap,
        frozenset(json.loads(allowed)),
    )


def _restriction(stored: Mapping[str, Any]) -> Restriction:
    movies, shows = (
        RatingFilter(
            None if (allowed := stored.get(f"{kind}_allowed")) is None else frozenset(allowed),
            frozenset(stored.get(f"{kind}_blocked", ())),
        )
        for kind in ("movies", "shows")
    )
    return Restriction(stored.get("profile", ""), movies, shows)


def _restriction_json(restriction: Restriction) -> str:
    stored: dict[str, Any] = {"profile": restriction.profile} if restriction.profile else {}
    for kind, ratings in (("movies", restriction.movies), ("shows", restriction.shows)):
        if ratings.allowed is not None:
            stored[f"{kind}_allowed"] = sorted(ratings.allowed)
        if ratings.blocked:
            stored[f"{kind}_blocked"] = sorted(ratings.blocked)
    return json.dumps(stored, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return json.dumps(sorted(texts), ensure_ascii=False)
