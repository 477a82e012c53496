"""How much memory a dashboard process takes beyond what Streamlit itself takes, and whether it grows."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np

from benchmarks.dashboard_process import GENERATIONS, PEOPLE
from benchmarks.household import SyntheticHousehold, built_household
from benchmarks.report import Figure, Options, Report, run_as_script

TARGET_MIB = 350.0
GROWTH_TARGET_MIB = 0.25
"""A generation that is still referenced would cost megabytes; the allocator's noise costs less than this."""


def run(report: Report, args: Options) -> None:
    """Ten people's sessions, then many generations."""
    for n_items in args.sizes:
        settings = built_household(args.homes, SyntheticHousehold(n_items, data=args.data))
        command = [sys.executable, "-m", "benchmarks.dashboard_process", str(settings.art_dir)]
        figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        streamlit, sessions = figures["streamlit"], figures["sessions"]
        target = TARGET_MIB if n_items <= 100_000 else None
        beyond = sessions["all"] - streamlit["all"]
        report.add(Figure("Streamlit with a page that shows a chart", n_items, streamlit["all"], "MiB"))
        report.add(Figure(f"{PEOPLE} people's sessions beyond that", n_items, beyond, "MiB", target=target))
        own, files = (sessions[part] - streamlit[part] for part in ("own", "files"))
        report.add(Figure("  the process's own", n_items, own, "MiB"))
        report.add(Figure("  pages of mapped files", n_items, files, "MiB"))
        growth = float(np.polyfit(np.arange(GENERATIONS // 2), figures["generations"][GENERATIONS // 2 :], 1)[0])
        report.add(
            Figure("growth with each new generation", n_items, max(growth, 0.0), "MiB", target=GROWTH_TARGET_MIB)
        )


if __name__ == "__main__":
    run_as_script("Memory", run)
