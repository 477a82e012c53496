"""How long a build takes and how much memory: each in a process of its own, from the start of Python to its end."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.household import SyntheticHousehold, filled_household
from benchmarks.report import Figure, Options, Report, run_as_script, timed
from benchmarks.timing import Timing, timing_of
from recommenderr.artifacts import generation_names
from recommenderr.store import titles
from recommenderr.store.connection import open_store

TARGET_S = {1_000: 4.0, 10_000: 4.0, 100_000: 30.0, 1_000_000: 360.0}
TARGET_MIB = {1_000: 400.0, 10_000: 400.0, 100_000: 1536.0, 1_000_000: 10_240.0}
REPEATS = {1_000: 5, 10_000: 5, 100_000: 3}
QUICK = 10_000
"""Up to this size of the largest library, one build of each size is enough."""


@dataclass(frozen=True, slots=True)
class Run:
    """One build: seconds of the whole process, of processors and of its phases, and the most memory it held."""

    seconds: float
    processor_s: float
    phases: dict[str, float]
    peak_mib: float


def run(report: Report, args: Options) -> None:
    """A first build, and the next ones: after no change, after one person's evening, after a change of one title."""
    quick = max(args.sizes) <= QUICK
    for n_items in args.sizes:
        folder = filled_household(args.homes, SyntheticHousehold(n_items, data=args.data)).art_dir
        whole = _first_builds(report, folder, n_items, 1 if quick else REPEATS.get(n_items, 1))
        generation = folder / "generations" / generation_names(folder)[-1]
        size = sum(file.stat().st_size for file in generation.rglob("*") if file.is_file())
        report.add(Figure("  the generation on disk", n_items, size / 2**20, "MiB"))
        if not quick or n_items == max(args.sizes):
            _next_builds(report, folder, n_items, whole)


def _first_builds(report: Report, folder: Path, n_items: int, repeats: int) -> Timing:
    runs = []
    for _ in range(repeats):
        shutil.rmtree(folder / "generations", ignore_errors=True)
        runs.append(_build(folder))
    whole = timing_of([run.seconds for run in runs])
    report.add(
        timed("first build, from start to end of the process", n_items, whole, "s", target=TARGET_S.get(n_items))
    )
    used = timing_of([run.processor_s for run in runs])
    report.add(timed("  processor time, all cores together", n_items, used, "s"))
    for phase in runs[0].phases:
        report.add(timed(f"  of that: {phase}", n_items, timing_of([run.phases[phase] for run in runs]), "s"))
    peak = max(run.peak_mib for run in runs)
    report.add(Figure("  most memory at a time", n_items, peak, "MiB", target=TARGET_MIB.get(n_items)))
    return whole


def _next_builds(report: Report, folder: Path, n_items: int, first: Timing) -> None:
    def again(what: str) -> None:
        report.add(timed(f"next build, {what}", n_items, timing_of([_build(folder).seconds]), "s", base=first))

    again("nothing changed")
    with open_store(folder / "recommendations.db") as conn:
        conn.execute("UPDATE accounts SET watched_stamp = watched_stamp || '+' WHERE account_id = 1")
    again("one person watched something")
    with open_store(folder / "recommendations.db") as conn:
        titles.bump_version(conn)
    again("one title changed")


def _build(folder: Path) -> Run:
    """Builds in a new process, with all cores."""
    cores = str(len(os.sched_getaffinity(0)))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), cores)
    command = [sys.executable, "-m", "benchmarks.build_process", str(folder)]
    began = time.perf_counter()
    done = subprocess.run(command, env=os.environ | threads, check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(done.stdout)
    return Run(time.perf_counter() - began, figures["processor_s"], figures["phases"], figures["peak_mib"])


if __name__ == "__main__":
    run_as_script("Building", run)
