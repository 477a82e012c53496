"""What is well and what is not, in sentences: what was found, and what to do where it is wrong."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recommenderr.household.refresh_state import ago, alive
from recommenderr.household.status import Status

LEAST_FREE_BYTES = 500 * 1024 * 1024
NEVER_BEAT = (
    "The sidecar, which reads Plex, has never run with this database. Start it with `recommenderr serve`, "
    "or the whole program with `make run`."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found; `sentence` says what to do where `ok` is false."""

    subject: str
    ok: bool
    sentence: str


def findings(status: Status, art_dir: Path, now: datetime) -> tuple[Finding, ...]:
    """Sidecar, last refresh, generation, disk, in this order."""
    return (sidecar(status, now), _refresh(status, now), _generation(status), disk(art_dir))


def sidecar(status: Status, now: datetime) -> Finding:
    """Whether the process that refreshes gives signs of life."""
    beat = status.heartbeat_at
    if beat is None:
        return Finding("Sidecar", False, NEVER_BEAT)
    if not alive(beat, now):
        told = f"The sidecar, which reads Plex, gave its last sign of life {ago(beat, now)}."
        return Finding(
            "Sidecar", False, f"{told} Start it again with `recommenderr serve`; until then nothing new comes."
        )
    return Finding("Sidecar", True, f"It runs; its last sign of life came {ago(beat, now)}.")


def _refresh(status: Status, now: datetime) -> Finding:
    last = status.last_refresh
    if last is None:
        return Finding(
            "Refresh", False, "There has been none yet. Start the sidecar, or run `recommenderr refresh` once."
        )
    when = ago(last.finished_at or last.started_at, now)
    if last.outcome == "failed":
        return Finding("Refresh", False, f"The last one failed {when}. {last.error or 'The log below tells why.'}")
    if last.outcome == "running":
        return Finding("Refresh", True, f"One runs; it began {ago(last.started_at, now)}.")
    return Finding("Refresh", True, f"The last one ended well {when}.")


def _generation(status: Status) -> Finding:
    if status.generation is None:
        return Finding("Model", False, status.generation_error or "Nothing has been built yet.")
    return Finding("Model", True, f"Generation {status.generation} serves.")


def disk(folder: Path) -> Finding:
    """Whether there is room for the next generation."""
    place = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    told = f"{free / 1e9:.1f} GB free at {place}."
    if free < LEAST_FREE_BYTES:
        return Finding("Disk", False, f"{told} Make room: a refresh writes a whole new generation beside the old one.")
    return Finding("Disk", True, told)
