"""Erases a person from a store: every row, every mention, and what deleted rows leave behind in the file."""

from __future__ import annotations

import logging
import re
import sqlite3

from recommenderr.records import Account
from recommenderr.store import meta, people
from recommenderr.store.sql import transaction

_log = logging.getLogger(__name__)


def erase(conn: sqlite3.Connection, account_id: int) -> int:
    """Deletes every row of this person and their mention in the rows about refreshes; how many rows were deleted.

    The file itself is rewritten, so that nothing can be read out of its free pages, and the id is kept as forgotten.
    It also works on a store of older tables: a person's rows are in those with a column `account_id`.

    Raises:
        sqlite3.Error: the store is damaged, locked or full; `open_store` makes a sentence of it.
    """
    conn.execute("PRAGMA secure_delete = ON")
    with transaction(conn):
        for known in people.accounts(conn):
            if known.account_id == account_id:
                _take_out_mentions(conn, mentions_of(known))
        rows = sum(
            conn.execute(f"DELETE FROM {table} WHERE account_id = ?", (account_id,)).rowcount for table in _tables(conn)
        )
        if (complete := meta.states_complete(conn)) is not None:
            meta.put_states_complete(conn, complete - {account_id})
        people.write_forgotten(conn, people.forgotten(conn) | {account_id})
    conn.execute("VACUUM")
    if conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        _log.warning("Another program reads the database; what was deleted leaves its -wal file when that has ended.")
    return rows


def rows_of(conn: sqlite3.Connection, account_id: int) -> dict[str, int]:
    """How many rows of each table are this person's."""
    counted = {
        table: conn.execute(f"SELECT count(*) FROM {table} WHERE account_id = ?", (account_id,)).fetchone()[0]
        for table in _tables(conn)
    }
    return {table: count for table, count in counted.items() if count}


def _tables(conn: sqlite3.Connection) -> list[str]:
    """Tables of people's rows, the accounts themselves last, because the others point at them."""
    names = conn.execute(
        "SELECT tables.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns "
        "WHERE tables.type = 'table' AND columns.name = 'account_id' ORDER BY tables.name = 'accounts', tables.name"
    )
    return [name for (name,) in names]


def _take_out_mentions(conn: sqlite3.Connection, mentions: re.Pattern[str]) -> None:
    for refresh_id, *texts in conn.execute("SELECT refresh_id, error, summary FROM refreshes").fetchall():
        cleaned = [text and mentions.sub(SOMEBODY, text) for text in texts]
        if cleaned != texts:
            conn.execute("UPDATE refreshes SET error = ?, summary = ? WHERE refresh_id = ?", (*cleaned, refresh_id))


SOMEBODY = "somebody"


def mentions_of(person: Account) -> re.Pattern[str]:
    """Finds this person's name, username, or `account 101` as whole words, in upper or lower case."""
    words = (person.name, person.username, f"account {person.account_id}")
    longest_first = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
