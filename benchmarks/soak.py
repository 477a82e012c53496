"""Many refreshes of a changing library, with faults, while people click: does anything grow, get lost, or break?

The program runs as in a household (dashboard and sidecar, each in its own process) and reads a demo server that
changes between refreshes and fails now and then. Each refresh is requested as the dashboard's button requests it, the
next one as soon as it has ended. Needs Chromium. The exit status is 1 if a promise is broken.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import faults
from benchmarks.changing_library import Life
from benchmarks.processes import ROOT, files_below, free_port, program, sample, tracebacks, wait_for_page
from benchmarks.report import Report
from benchmarks.soak_report import Course, report_course
from benchmarks.store_diff import differences
from benchmarks.visitors import CHROMIUM, Visitors
from recommenderr.demo.catalogue import demo_library
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.records import Refresh
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from recommenderr.supervise import ALLOCATOR

LOST_AFTER_S = 180.0
LOOK_S = 0.1
EARLY = 0.1
"""Chance that a refresh is asked for while the one before still runs."""


class Soak:
    """One household: its server, its two processes, its visitors."""

    def __init__(self, folder: Path, server: DemoServer, seed: int) -> None:
        self.folder, self.server, self.seed = folder, server, seed
        self.store = folder / "recommendations.db"
        self.rng = random.Random(seed)
        self.life = Life(server.library, random.Random(seed + 1))
        self.course = Course()
        self._known = 0

    @property
    def environ(self) -> dict[str, str]:
        """The settings of both processes; the sidecar refreshes when it is asked, and not by itself."""
        names = ("PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV")
        return {name: os.environ[name] for name in names if name in os.environ} | {
            **ALLOCATOR,
            "PLEX_BASE": self.server.base,
            "PLEX_TV_BASE": self.server.base,
            "PLEX_TOKEN": self.server.token,
            "PLEX_TIMEOUT_S": "10",
            "DB_PATH": str(self.store),
            "ART_DIR": str(self.folder),
            "LOG_FILE": str(self.folder / "recommenderr.log"),
            "DISABLE_AUTOSTART": "true",
            "PULL_INTERVAL_MIN": "1440",
        }

    @contextmanager
    def household(self, sessions: int) -> Iterator[tuple[int, int]]:
        """Dashboard, sidecar and visitors, from the first refresh on; the ids of the two processes."""
        port, outputs = free_port(), self.folder.with_name("outputs")
        outputs.mkdir()
        address = f"http://127.0.0.1:{port}"
        words = ["-m", "streamlit", "run", "streamlit_app.py", f"--server.port={port}"]
        with ExitStack() as stack:
            sidecar = stack.enter_context(program("sidecar", ["-m", "recommenderr", "serve"], self.environ, outputs))
            dashboard = stack.enter_context(program("dashboard", words, self.environ, outputs))
            wait_for_page(address, dashboard)
            self._refresh(sidecar.pid, faults.NO_FAULT)
            visitors = Visitors(address, sessions, self.seed)
            visitors.start()
            try:
                yield dashboard.pid, sidecar.pid
            finally:
                visitors.leave()
                self.course.seen = visitors.seen
        self.course.tracebacks = [
            f"{file.name}: {line}"
            for file in (*outputs.iterdir(), *self.folder.glob("recommenderr.log*"))
            for line in tracebacks(file.read_text(encoding="utf-8", errors="replace"))
        ]

    def run(self, count: int, sessions: int) -> Course:
        """So many refreshes; the last one meets no fault."""
        with self.household(sessions) as (dashboard_id, sidecar_id):
            while self.course.n_requested < count:
                last = self.course.n_requested >= count - 1
                fault = faults.NO_FAULT if last else faults.draw_fault(self.rng)
                early = fault is faults.NO_FAULT and not last and self.rng.random() < EARLY
                self._refresh(sidecar_id, fault, early=early)
                self._look(dashboard_id, sidecar_id)
                print(f"\r{self.course.n_requested} of {count}  {fault.name:<32}", end="", file=sys.stderr, flush=True)
            self.course.differing = self._differences()
        print("\r\x1b[K", end="", file=sys.stderr)
        return self.course

    def _refresh(self, sidecar_id: int, fault: faults.Fault, *, early: bool = False) -> None:
        """Changes the library, asks, and waits for the answer; `early` asks once more while the first one runs."""
        with open_store(self.store) as conn:
            self.life.go_on()
            faults.inject(fault, self.server.faults, self.seed)
            self._ask(conn, fault)
            if fault.blow is not None and self._await(conn, started=True):
                fault.blow(sidecar_id, conn)
            if early and self._await(conn, started=True):
                self.life.go_on()
                self._ask(conn, fault)
                self._ended(conn, fault)
            self._ended(conn, fault)
        faults.inject(faults.NO_FAULT, self.server.faults, self.seed)

    def _ask(self, conn: sqlite3.Connection, fault: faults.Fault) -> None:
        refreshes.request(conn)
        self.course.n_requested += 1
        self.course.met[fault.name] = self.course.met.get(fault.name, 0) + 1

    def _ended(self, conn: sqlite3.Connection, fault: faults.Fault) -> None:
        """Waits for the end of the refresh after the last one that is known, and judges it."""
        began = time.monotonic()
        ended = self._await(conn)
        if ended is None:
            self.course.lost.append(f"Number {self.course.n_requested}, {fault.name}")
            return
        self._known = ended.refresh_id
        self.course.seconds.append(time.monotonic() - began)
        if ended.outcome != fault.outcome:
            self.course.wrong.append(f"{fault.name}: {ended.outcome}, {ended.error or ended.summary}")

    def _await(self, conn: sqlite3.Connection, *, started: bool = False) -> Refresh | None:
        """The first refresh after the last one that is known, once it has ended, or has only `started`."""
        until = time.monotonic() + LOST_AFTER_S
        while time.monotonic() < until:
            for row in refreshes.recent(conn, 5):
                if row.refresh_id == self._known + 1 and (started or row.outcome != "running"):
                    return row
            time.sleep(LOOK_S)
        return None

    def _look(self, dashboard_id: int, sidecar_id: int) -> None:
        self.course.dashboard.append(sample(dashboard_id))
        self.course.sidecar.append(sample(sidecar_id))
        self.course.files.append(files_below(self.folder, self.store))

    def _differences(self) -> dict[str, int]:
        """Differences from a store that has just read the server, and refreshes that no one requested."""
        new = self.folder.with_name("new")
        paths = {"DB_PATH": str(new / "new.db"), "ART_DIR": str(new), "LOG_FILE": str(new / "log")}
        command = [sys.executable, "-m", "recommenderr", "ingest"]
        subprocess.run(command, cwd=ROOT, env=self.environ | paths, check=True, capture_output=True)
        with open_store(self.store, read_only=True) as conn:
            last = refreshes.last(conn)
        self.course.unasked = last.refresh_id - self.course.n_requested if last else 0
        return differences(self.store, new / "new.db")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs it and prints the table; the exit status."""
    args = _parser().parse_args(argv)
    if CHROMIUM is None:
        print("No Chromium is here; install one (apt-get install chromium).", file=sys.stderr)
        return 1
    report = Report("Soak")
    report.begin()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="recommenderr-soak-") as folder,
        DemoServer(demo_library(datetime.now(UTC))) as server,
    ):
        data = Path(folder) / "data"
        data.mkdir()
        course = Soak(data, server, args.seed).run(args.refreshes, args.sessions)
        titles = len(server.library.titles)
    broken = report_course(report, course, titles, time.monotonic() - began)
    report.write(args.json)
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refreshes", type=int, default=200, metavar="N", help="so many refreshes (200)")
    parser.add_argument("--sessions", type=int, default=10, metavar="N", help="so many people who click (10)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another course of events (0)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
