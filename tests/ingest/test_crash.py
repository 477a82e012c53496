"""A process that is interrupted or killed in the middle of writing leaves the store as it was before."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import StoreError
from recommenderr.ingest import IngestSummary, ingest
from recommenderr.plex.reader import PlexReader
from recommenderr.store.connection import open_store
from recommenderr.store.meta import counts
from tests.factories.records import dump
from tests.factories.small_library import FRIEND, NOW

STEPS = 50
"""How many steps of SQLite's machine lie between two looks at whether it is time to stop."""


class Alarm:
    """Calls `stop` at the n-th look while the write transaction is open; counts the looks."""

    def __init__(self, conn: sqlite3.Connection, at: int, stop: Callable[[], int]) -> None:
        self.looks, self.at, self.stop, self.armed = 0, at, stop, False
        conn.set_progress_handler(self.look, STEPS)

    def look(self) -> int:
        self.looks += self.armed
        return self.stop() if self.armed and self.looks == self.at else 0

    def on_progress(self, phase: str, done: int, total: int) -> None:
        self.armed = phase == "writing" and done == 0


def run(conn: sqlite3.Connection, reader: PlexReader, alarm: Alarm | None = None) -> IngestSummary:
    tell = alarm.on_progress if alarm else lambda *_: None
    return ingest(conn, reader, demo=False, on_progress=tell, now=NOW)


def change(plex: DemoServer) -> None:
    plex.library.remove("1001")
    plex.library.alter("1003", genres=("Western",), cast=("Nobody",))
    plex.library.add("1", title="Brand new", guid="plex://movie/new", type="movie", updated_at=1_700_000_000)
    plex.library.play(FRIEND, "1005", int(NOW.timestamp()) - 900)


@pytest.fixture
def looks(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer, path: Path) -> int:
    """A filled store, a changed server, and how many looks the next write will take."""
    run(conn, reader)
    change(plex)
    copy = path.with_name("copy.db")
    conn.execute("VACUUM INTO ?", (str(copy),))
    with open_store(copy) as other:
        alarm = Alarm(other, -1, lambda: 0)
        run(other, reader, alarm)
    return alarm.looks


@pytest.mark.parametrize("part", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_write_that_is_interrupted_leaves_every_row_as_it_was(
    conn: sqlite3.Connection, reader: PlexReader, path: Path, looks: int, part: float
) -> None:
    before = dump(conn)
    with pytest.raises(StoreError, match="interrupted"), open_store(path) as other:
        run(other, reader, Alarm(other, max(1, int(looks * part)), lambda: 1))
    assert dump(conn) == before
    assert run(conn, reader) == IngestSummary(items_new=1, items_changed=1, items_gone=1, events_new=1)


KILLED = """
import os, signal, sys
from pathlib import Path
from recommenderr.plex.reader import PlexReader
from recommenderr.store.connection import open_store
from tests.ingest.test_crash import Alarm, run
path, base, token, at = sys.argv[1:]
with open_store(Path(path)) as conn, PlexReader(base, token, tv_base=base, client_id="tests") as reader:
    run(conn, reader, Alarm(conn, int(at), lambda: os.kill(os.getpid(), signal.SIGKILL)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("part", [0.2, 0.98])
def test_a_process_killed_in_the_middle_of_writing_leaves_the_store_as_it_was(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer, path: Path, looks: int, part: float
) -> None:
    before = dump(conn)
    arguments = [str(path), plex.base, plex.token, str(int(looks * part))]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    with open_store(path, read_only=True) as reopened:
        assert dump(reopened) == before
        assert reopened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert run(conn, reader) == IngestSummary(items_new=1, items_changed=1, items_gone=1, events_new=1)


@pytest.mark.slow
def test_what_a_killed_process_leaves_behind_is_a_store_that_opens(
    reader: PlexReader, plex: DemoServer, tmp_path: Path
) -> None:
    """The files as they lie after the kill, with nobody who has them open: another process takes them up."""
    path = tmp_path / "alone.db"
    arguments = [str(path), plex.base, plex.token, "40"]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    shutil.copytree(tmp_path, tmp_path / "moved")
    with open_store(tmp_path / "moved" / "alone.db") as conn:
        assert counts(conn).items == 0
        assert run(conn, reader).items_new == 61
