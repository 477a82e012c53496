"""What is fetched is held aside until all of it can be written at once."""

from __future__ import annotations

import random
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.store import staging
from tests.factories.libraries import SEEDS, random_item
from tests.factories.records import film


def test_staged_rows_are_gone_when_the_block_ends(conn: sqlite3.Connection) -> None:
    with staging.staging_tables(conn):
        staging.add_listed(conn, ["1", "2", "2"])
        staging.add_items(conn, [film("1", "Dune", genres=("Drama", "Crime"))])
        assert conn.execute("SELECT count(*) FROM temp.listed").fetchone() == (2,)
        assert conn.execute("SELECT kind, tag FROM temp.fetched_tags ORDER BY position").fetchall() == [
            ("genre", "Drama"),
            ("genre", "Crime"),
        ]
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        conn.execute("SELECT * FROM temp.listed")


def test_no_item_is_staged_twice(conn: sqlite3.Connection) -> None:
    with staging.staging_tables(conn), pytest.raises(sqlite3.IntegrityError):
        staging.add_items(conn, [film("1", "Dune"), film("1", "Dune")])


@given(SEEDS, st.datetimes())
def test_the_digest_changes_with_everything_but_the_time_of_the_change(seed: int, time: datetime) -> None:
    item = random_item(random.Random(seed), "7")
    assert staging.digest(replace(item, updated_at=time.replace(tzinfo=UTC))) == staging.digest(item)
    assert staging.digest(replace(item, title=item.title + "!")) != staging.digest(item)
