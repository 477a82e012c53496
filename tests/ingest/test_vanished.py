"""One odd answer marks nothing as gone; the same answer again is believed."""

from __future__ import annotations

import sqlite3

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.ingest import ingest
from recommenderr.plex.reader import PlexReader
from tests.factories.small_library import NOW, OWNER

SECTIONS = r"^/library/sections/?(\?|$)"
FILMS = r"^/library/sections/1/all\?type=1&includeGuids"


def run(conn: sqlite3.Connection, reader: PlexReader, libraries: tuple[str, ...] = ()) -> tuple[str, ...]:
    done = ingest(conn, reader, libraries=libraries, demo=False, on_progress=lambda *_: None, now=NOW)
    return tuple(warning for warning in done.warnings if "shows no titles" in warning)


def live(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM items WHERE gone_at IS NULL").fetchone()[0])


def libraries(conn: sqlite3.Connection) -> int:
    return int(conn.execute("SELECT count(*) FROM libraries WHERE gone_at IS NULL").fetchone()[0])


@pytest.mark.parametrize(("address", "names", "left"), [(SECTIONS, 2, 0), (FILMS, 1, 10)])
def test_what_is_seen_once_is_doubted_and_twice_believed(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer, address: str, names: int, left: int
) -> None:
    assert run(conn, reader) == ()
    marks = conn.execute("SELECT count(*) FROM states").fetchone()
    plex.faults.fail(address, body="rowless", times=None)
    warnings = run(conn, reader)
    assert len(warnings) == names
    assert all("They stay until the next refresh" in warning for warning in warnings)
    assert (live(conn), libraries(conn)) == (61, 2)
    assert run(conn, reader) == ()
    assert live(conn) == left
    plex.faults.clear()
    assert run(conn, reader) == ()
    assert (live(conn), libraries(conn)) == (61, 2)
    assert conn.execute("SELECT count(*) FROM states").fetchone() == marks


def test_an_odd_answer_that_does_not_come_again_leaves_no_doubt(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    for _ in range(2):
        run(conn, reader)
        plex.faults.fail(SECTIONS, body="rowless", times=None)
        assert len(run(conn, reader)) == 2
        plex.faults.clear()
        assert live(conn) == 61


def test_a_library_that_the_settings_leave_out_is_not_doubted(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    assert run(conn, reader, ("1",)) == ()
    assert live(conn) == 51


def test_marks_that_are_all_missing_once_stay(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer) -> None:
    def marks() -> int:
        query = "SELECT count(*) FROM states WHERE account_id = ?"
        return int(conn.execute(query, (OWNER,)).fetchone()[0])

    run(conn, reader)
    before = marks()
    plex.faults.fail("unwatched=0", body="rowless", times=None)
    run(conn, reader)
    assert marks() == before > 0
    run(conn, reader)
    assert marks() == 0
