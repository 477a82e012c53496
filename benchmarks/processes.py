"""Dashboard and sidecar as a household runs them, and the memory, descriptors, threads and files of each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
STARTS_WITHIN_S = 60.0
ENDS_WITHIN_S = 10.0
FOLDER, POSTERS = "generations", "posters"


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a process. `gone` counts the files that it maps although they have been removed."""

    own_mib: float
    files_mib: float
    descriptors: int
    threads: int
    gone: int


@dataclass(frozen=True, slots=True)
class Files:
    """One look at the folder of data: generations, posters, all other files, and the size of the database."""

    generations: int
    in_a_generation: int
    posters: int
    others: int
    store_mib: float


@contextmanager
def program(name: str, words: list[str], environ: Mapping[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program in a process of its own, which is asked to end with the context and killed if it does not."""
    with (
        (folder / f"{name}.out").open("wb") as out,
        subprocess.Popen([sys.executable, *words], cwd=ROOT, env={**environ}, stdout=out, stderr=out) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for_page(address: str, dashboard: subprocess.Popen[bytes]) -> None:
    """Returns once the dashboard answers that it is healthy."""
    until = time.monotonic() + STARTS_WITHIN_S
    while dashboard.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The dashboard did not start within {STARTS_WITHIN_S:g} s, or ended.")


def tracebacks(printed: str) -> list[str]:
    """What each traceback ends with, and every line that is critical."""
    endings, within = list[str](), False
    for line in printed.splitlines():
        if within and line and not line[0].isspace():
            endings.append(line)
            within = False
        elif "Traceback" in line:
            within = True
        elif "CRITICAL" in line:
            endings.append(line)
    if within:
        endings.append("a traceback without an end")
    return endings


def sample(process_id: int) -> Sample:
    """A look at a process."""
    process, facts = Path(f"/proc/{process_id}"), dict[str, int]()
    for line in (process / "status").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in {"RssAnon", "RssFile", "Threads"}:
            facts[name] = int(rest.split()[0])
    maps = (process / "maps").read_text(encoding="utf-8").splitlines()
    return Sample(
        own_mib=facts["RssAnon"] / 1024,
        files_mib=facts["RssFile"] / 1024,
        descriptors=len(list((process / "fd").iterdir())),
        threads=facts["Threads"],
        gone=len({line.split(maxsplit=5)[5] for line in maps if line.endswith("(deleted)") and FOLDER in line}),
    )


def files_below(folder: Path, store: Path) -> Files:
    """A look at the folder. A file that goes meanwhile is none."""
    counted = {FOLDER: 0, POSTERS: 0, "": 0}
    by_generation: dict[str, int] = {}
    for path, _, names in os.walk(folder):
        parts = Path(path).relative_to(folder).parts
        kind = parts[0] if parts and parts[0] in counted else ""
        counted[kind] += len(names)
        if kind == FOLDER and len(parts) > 1:
            by_generation[parts[1]] = by_generation.get(parts[1], 0) + len(names)
    database_files = [store.with_name(store.name + end) for end in ("", "-wal", "-shm")]
    return Files(
        generations=len(by_generation),
        in_a_generation=max(by_generation.values(), default=0),
        posters=counted[POSTERS],
        others=counted[""],
        store_mib=sum(file.stat().st_size for file in database_files if file.exists()) / 2**20,
    )
