"""What can go wrong during a refresh, and how the refresh has to end then."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recommenderr.demo.plex_server.faults import Faults
from recommenderr.records import Outcome

LISTING, HISTORY, PEOPLE = r"^/library/sections/\d+/all", "^/status/sessions/history", r"^/accounts\?"
POSTER = "^/photo/"
EVERYTHING_BUT_POSTERS = "^(?!/photo/)"
LOCKED_S = 3.0
SHARE = 0.5
"""So many refreshes meet with a fault."""

Switch = Callable[[Faults], object]
Blow = Callable[[int, sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong: at the server (`switch`), or to the refresh once it runs (`blow`)."""

    name: str
    outcome: Outcome
    switch: Switch = lambda faults: None
    blow: Blow | None = None


def _kill_the_refresh(sidecar_id: int, conn: sqlite3.Connection) -> None:
    """As the system does when memory is short."""
    for child_id in children(sidecar_id):
        if b"spawn_main" in Path(f"/proc/{child_id}/cmdline").read_bytes():
            os.kill(child_id, signal.SIGKILL)


def _lock_the_store(sidecar_id: int, conn: sqlite3.Connection) -> None:
    conn.execute("BEGIN IMMEDIATE")
    time.sleep(LOCKED_S)
    conn.execute("ROLLBACK")


NO_FAULT = Fault("none", "ok")
FAULTS = (
    Fault("503 twice", "ok", lambda f: f.fail(LISTING, status=503, times=2)),
    Fault("429 with Retry-After", "ok", lambda f: f.fail(HISTORY, status=429, retry_after_s=1)),
    Fault("a dropped connection", "ok", lambda f: f.fail(PEOPLE, drop=True)),
    Fault("an answer cut off", "ok", lambda f: f.fail(LISTING, body="cut", skip=1)),
    Fault("half an XML", "ok", lambda f: f.fail(HISTORY, body="truncated")),
    Fault("an empty answer", "ok", lambda f: f.fail(LISTING, body="empty")),
    Fault("slow answers", "ok", lambda f: f.fail(LISTING, delay_ms=400, times=6)),
    Fault("plex.tv out of reach", "ok", lambda f: f.lose_plex_tv()),
    Fault("database locked for 3 s", "ok", blow=_lock_the_store),
    Fault("token refused half-way", "failed", lambda f: f.fail(HISTORY, status=401, times=None)),
    Fault("500 again and again", "failed", lambda f: f.fail(PEOPLE, status=500, times=None)),
    Fault("a hotel's sign-in page", "failed", lambda f: f.fail(LISTING, body="html", skip=1, times=None)),
    Fault("a library that is not there", "failed", lambda f: f.fail(LISTING, status=404, times=None)),
    Fault("the server is gone", "failed", lambda f: f.fail(EVERYTHING_BUT_POSTERS, drop=True, times=None)),
    Fault("the refresh is killed", "failed", blow=_kill_the_refresh),
)


def draw_fault(rng: random.Random) -> Fault:
    """The fault of one refresh; half of them have none."""
    return rng.choice(FAULTS) if rng.random() < SHARE else NO_FAULT


def inject(fault: Fault, server: Faults, seed: int) -> None:
    """Lets it happen to the next refresh; a few posters always fail."""
    server.clear()
    fault.switch(server)
    server.fail(POSTER, status=500, chance=0.02, times=None, seed=seed)
    server.fail(POSTER, drop=True, chance=0.005, times=None, seed=seed)


def children(process_id: int) -> list[int]:
    """The ids of a process's children."""
    lists = Path(f"/proc/{process_id}/task").glob("*/children")
    return [int(child) for file in lists for child in file.read_text(encoding="utf-8").split()]
