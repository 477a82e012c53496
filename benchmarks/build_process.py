"""One build in a process of its own: prints its phases, and the most memory it held at a time, as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

NAMES = {
    ("features", 0): "reading the store",
    ("features", 1): "features",
    ("features", 2): "map of the library",
    ("evidence", 0): "evidence of everybody",
    ("switching", 0): "flushing and switching",
}


def main(folder: Path) -> None:
    """Builds what lies in a folder."""
    began = time.perf_counter()
    from benchmarks.environment import settings_of
    from recommenderr.build import build
    from recommenderr.store.connection import open_store

    phases: dict[str, float] = {}
    now, since = "loading the libraries", began

    def report(phase: str, done: int, total: int) -> None:
        nonlocal now, since
        name = NAMES.get((phase, done)) or now
        moment = time.perf_counter()
        phases[now] = phases.get(now, 0.0) + moment - since
        now, since = name, moment

    settings = settings_of(folder)
    with open_store(settings.db_path) as conn:
        build(conn, settings, datetime.now(UTC), report)
    report("", 0, 0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak_mib = used.ru_maxrss / 1024  # KiB on Linux
    print(json.dumps({"phases": phases, "peak_mib": peak_mib, "processor_s": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
