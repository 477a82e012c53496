"""How long reading Plex takes and how much memory, at 20 ms a request; and the same with one request for each title."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from plexapi.server import PlexServer

from benchmarks.library import made_up, recombined
from benchmarks.plex_server import PEOPLE, plex_server
from benchmarks.refresh_process import count_requests
from benchmarks.report import Figure, Options, Report, run_as_script

DELAY_MS = 20
PLAYS = 100_000
MOST_TITLES = 100_000
SAMPLE = 200
TARGET_S = {1_000: 15.0, 10_000: 15.0}
TARGET_MIB = 1024.0


def run(report: Report, args: Options) -> None:
    """Two refreshes of each size, and a sample of the other way."""
    report.note(f"A server here that waits {DELAY_MS} ms before each answer; {PLAYS:,} plays of {PEOPLE} people.")
    for n_items in args.sizes:
        if n_items > MOST_TITLES:
            report.note(f"{n_items:,} titles are left out: the demo server that is read would not fit.")
            continue
        items = recombined(args.data / "catalogue.csv.gz", n_items) if args.data else made_up(n_items)
        with (
            TemporaryDirectory(prefix="recommenderr-ingest-") as folder,
            plex_server(Path(folder), items, PLAYS, DELAY_MS) as server,
        ):
            _refreshes(report, n_items, Path(folder), server)
            _one_at_a_time(report, n_items, server)


def _refreshes(report: Report, n_items: int, folder: Path, server: dict[str, str]) -> None:
    for name in ("first", "second"):
        figures = _refresh(folder, server)
        read, target = figures["read"], TARGET_S.get(n_items) if name == "first" else None
        report.add(Figure(f"{name} refresh: requests", n_items, read["requests"], ""))
        report.add(Figure(f"{name} refresh: reading and writing", n_items, read["seconds"], "s", target=target))
        report.add(Figure(f"{name} refresh: of that, the processor's", n_items, read["processor_s"], "s"))
        report.add(Figure(f"{name} refresh: most memory until then", n_items, read["peak_mib"], "MiB"))
        report.add(Figure(f"{name} refresh: as a whole, with the build", n_items, figures["seconds"], "s"))
        peak = figures["peak_mib"]
        report.add(Figure(f"{name} refresh: most memory of the process", n_items, peak, "MiB", target=TARGET_MIB))


def _refresh(folder: Path, server: dict[str, str]) -> Any:
    paths = {"DB_PATH": str(folder / "store.db"), "ART_DIR": str(folder), "LOG_FILE": str(folder / "log")}
    command = [sys.executable, "-m", "benchmarks.refresh_process"]
    ended = subprocess.run(command, env=os.environ | paths | server, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ended.stdout)


def _one_at_a_time(report: Report, n_items: int, server: dict[str, str]) -> None:
    """What plexapi does when a program touches what a listing lacks: one request for each title, in turn."""
    sent = count_requests()
    connect: Any = PlexServer  # has no types
    plex = connect(server["PLEX_BASE"], server["PLEX_TOKEN"])
    began = time.perf_counter()
    titles = [title for section in plex.library.sections() for title in section.all()]
    listed_s, listed = time.perf_counter() - began, len(sent)
    began = time.perf_counter()
    sample = titles[:: max(len(titles) // SAMPLE, 1)][:SAMPLE]
    for title in sample:
        title.reload()
    each_s, each = (time.perf_counter() - began) / len(sample), (len(sent) - listed) / len(sample)
    report.add(Figure("one title at a time: requests", n_items, listed + each * len(titles), ""))
    report.add(Figure("one title at a time: reading", n_items, listed_s + each_s * len(titles), "s"))
    report.note(f"One title at a time: estimated from {SAMPLE} titles, without history and people.")


if __name__ == "__main__":
    run_as_script("Reading Plex", run)
