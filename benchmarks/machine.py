"""What the figures were measured on, and how fast its memory is."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

LIBRARIES = ("numpy", "scipy", "scikit-learn", "streamlit", "sparse_dot_topn", "implicit")


def describe() -> dict[str, str]:
    """The machine, the versions, and how busy the machine is with other things."""
    busy = os.getloadavg()[0]
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores for this process",
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "libraries": ", ".join(f"{name} {number}" for name in LIBRARIES if (number := _version(name))),
        "load": f"{busy:.2f} before the start",
        "measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def read_bandwidth(size_bytes: int, repeats: int = 15) -> float:
    """Bytes a second that one core reads from an array of this size: the best of several scalar products."""
    values = np.ones(max(size_bytes // 4, 1024), dtype=np.float32)
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        np.dot(values, values)
        best = min(best, time.perf_counter() - began)
    return values.nbytes / best
