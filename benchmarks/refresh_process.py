"""One refresh in a process of its own, of the server that the environment names: prints what it took as JSON."""

from __future__ import annotations

import http.client
import json
import os
import resource
import time
from typing import Any


def main() -> None:
    """Refreshes as `recommenderr refresh` does."""
    asked = count_requests()
    from recommenderr.refresh import run
    from recommenderr.settings import Settings

    began, began_working = time.perf_counter(), time.process_time()
    read: dict[str, float] = {}

    def report(phase: str, done: int, total: int) -> None:
        if phase == "writing" and done == total:
            read.update(
                seconds=time.perf_counter() - began,
                processor_s=time.process_time() - began_working,
                peak_mib=_peak_mib(),
                requests=len(asked),
            )

    result = run.refresh(Settings.load(os.environ, None), on_progress=report)
    print(json.dumps({"read": read, "seconds": result.seconds, "peak_mib": _peak_mib(), "summary": result.summary}))


def count_requests() -> list[str]:
    """A list that grows with each request that this process sends from now on, repeats included."""
    sent: list[str] = []
    plain = http.client.HTTPConnection.putrequest

    def counting(connection: http.client.HTTPConnection, method: str, url: str, *rest: Any, **more: Any) -> None:
        sent.append(method)
        plain(connection, method, url, *rest, **more)

    http.client.HTTPConnection.putrequest = counting  # type: ignore[method-assign,assignment]
    return sent


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # KiB on Linux


if __name__ == "__main__":
    main()
