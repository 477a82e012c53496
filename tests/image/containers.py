"""Builds the image and runs containers of it with buildah, whose `chroot` isolation needs no daemon.

A container has a file system of its own, and shares processes, network and clock with this machine.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

ROOT = Path(__file__).parents[2]
BASE = "docker.io/library/python:3.11-slim"
NAME = "localhost/recommenderr-under-test"
ENVIRON = {**os.environ, "BUILDAH_ISOLATION": "chroot"}
MARK = "RECOMMENDERR_TEST_RUN"


def buildah(*words: str, check: bool = True) -> str:
    """What a command of buildah prints."""
    ran = subprocess.run(["buildah", *words], env=ENVIRON, capture_output=True, text=True, check=False)
    if check and ran.returncode:
        raise AssertionError(f"buildah {shlex.join(words)}: {ran.stderr[-3000:]}")
    return ran.stdout.strip()


def lacking() -> str | None:
    """Why no image can be built and run here, None where it can."""
    if shutil.which("buildah") is None:
        return "buildah is not here (apt-get install buildah)"
    if os.geteuid():
        return "only root may give files to other users, as these tests do"
    if not buildah("images", "--quiet", BASE, check=False):
        return f"the base image is not here (buildah pull {BASE})"
    return None


def build() -> float:
    """Builds the image; the seconds that it took. IMAGE_BUILD_ARGS says what this machine needs besides."""
    began = time.monotonic()
    extra = shlex.split(os.environ.get("IMAGE_BUILD_ARGS", ""))
    buildah("bud", "--format", "docker", "--layers", "--pull-never", *extra, "--tag", NAME, str(ROOT))
    return time.monotonic() - began


def configuration() -> dict[str, Any]:
    """What the image says of itself."""
    found: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", NAME))["Docker"]["config"]
    return found


@contextmanager
def container() -> Iterator[str]:
    """A container made of the image, by name."""
    name = f"recommenderr-test-{uuid.uuid4().hex[:8]}"
    buildah("from", "--pull-never", "--name", name, NAME)
    buildah("config", "--volume", "/data-", name)  # else buildah lays a volume of its own over the folder at /data
    try:
        yield name
    finally:
        buildah("rm", name, check=False)


@contextmanager
def mounted() -> Iterator[Path]:
    """The file system of the image."""
    with container() as name:
        try:
            yield Path(buildah("mount", name))
        finally:
            buildah("umount", name, check=False)


@dataclass
class Running:
    """A command under way in a container."""

    process: subprocess.Popen[str]
    run_id: str
    log: Path
    lines: list[str] = field(default_factory=list)

    @property
    def output(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def pids(self, words: str) -> list[int]:
        """Its processes whose command line holds these words."""
        return [pid for pid, told in processes(self.run_id) if words in told]

    def kill(self, words: str, number: int = signal.SIGKILL) -> list[int]:
        """Sends a signal to these processes; which ones they were."""
        found = self.pids(words)
        for pid in found:
            os.kill(pid, number)
        return found

    def terminate(self) -> float:
        """Sends SIGTERM to the first process, as a container engine does; the seconds until all of them were gone."""
        began = time.monotonic()
        self.kill("recommenderr.supervise", signal.SIGTERM)
        until(lambda: not processes(self.run_id), 30, self)
        self.process.wait(10)
        return time.monotonic() - began


@contextmanager
def started(name: str, log: Path, command: Sequence[str], data: Path, environ: Mapping[str, str]) -> Iterator[Running]:
    """Runs a command in a container, `data` mounted at /data, and ends whatever is left of it afterwards."""
    run_id = uuid.uuid4().hex
    flags = [flag for key, value in {**environ, MARK: run_id}.items() for flag in ("--env", f"{key}={value}")]
    words = ["buildah", "run", "--volume", f"{data}:/data", *flags, name, "--", *command]
    with log.open("w") as out, subprocess.Popen(words, env=ENVIRON, stdout=out, stderr=out, text=True) as process:
        running = Running(process, run_id, log)
        try:
            yield running
        finally:
            for _ in range(100):
                left = [pid for pid, _ in processes(run_id)]
                if not left:
                    break
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
                Event().wait(0.05)
            process.wait(30)


def ran(name: str, log: Path, command: Sequence[str], data: Path, **environ: str) -> tuple[int, str]:
    """Runs a command in a container to its end; its exit status and all that it wrote."""
    with started(name, log, command, data, environ) as running:
        status = running.process.wait(180)
    return status, running.output


def processes(run_id: str) -> list[tuple[int, str]]:
    """Number and command line of every process of a run, but for buildah's own."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                marked = f"{MARK}={run_id}".encode() in (entry / "environ").read_bytes().split(b"\0")
                told = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            except OSError:
                continue
            if marked and told and not told.startswith("buildah"):
                found.append((int(entry.name), told))
    return found


def until(true: Callable[[], Any], seconds: float, running: Running) -> Any:
    """Waits until something is true and gives it; the failure shows what the container has written."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        Event().wait(0.1)
    raise AssertionError(f"not within {seconds:g} s; the container wrote:\n{running.output[-6000:]}")
