"""The state of the last refresh in one sentence: none yet, running, done a while ago, or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from recommenderr.household.snapshot import HouseholdSnapshot
from recommenderr.records import Refresh
from recommenderr.text import ago

SILENT_AFTER = timedelta(minutes=2)
"""A sidecar without a heartbeat for so long is not running."""

PHASES = {
    "starting": "Getting ready",
    "libraries": "Looking at the libraries",
    "people": "Looking who there is",
    "listing": "Listing the titles",
    "metadata": "Reading the titles",
    "history": "Reading what was watched",
    "states": "Reading what was watched",
    "writing": "Keeping it all",
    "features": "Comparing the titles",
    "evidence": "Learning everybody's taste",
    "switching": "Finishing",
}

Kind = Literal["never", "running", "ok", "failed"]


@dataclass(frozen=True, slots=True)
class RefreshState:
    """The state of the last refresh. `share` is the completed part of the current phase, 0 to 1, None if unknown."""

    kind: Kind
    sentence: str
    share: float | None = None


def refresh_state(household: HouseholdSnapshot, now: datetime) -> RefreshState:
    """Describes the household's last refresh as of `now`."""
    last = household.last_refresh
    if last is None:
        return RefreshState("never", _never(household, now))
    if last.outcome == "running":
        return RefreshState("running", _running(last), min(last.done / last.total, 1.0) if last.total > 0 else None)
    ended = ago(last.finished_at or last.started_at, now)
    if last.outcome == "failed":
        return RefreshState("failed", f"The last refresh failed {ended}. {last.error or 'The log tells why.'}")
    request = " Another refresh is asked for." if household.requested else ""
    return RefreshState("ok", f"Up to date as of {ended}.{request}")


def alive(heartbeat_at: datetime | None, now: datetime) -> bool:
    """Whether the sidecar sent a heartbeat within the last two minutes."""
    return heartbeat_at is not None and now - heartbeat_at <= SILENT_AFTER


def _never(household: HouseholdSnapshot, now: datetime) -> str:
    if alive(household.heartbeat_at, now):
        return "The first refresh starts in a moment. This page shows its progress by itself."
    return (
        "Nothing has been read yet, and the sidecar, which reads Plex, is not running. "
        "Start it with `recommenderr serve`, or run `recommenderr refresh` once."
    )


def _running(last: Refresh) -> str:
    phase = PHASES.get(last.phase, "Refreshing")
    if last.total > 1:
        return f"{phase}: {last.done:,} of {last.total:,}."
    return f"{phase}: {last.done:,} so far." if last.done > 1 else f"{phase}."


def utc_now() -> datetime:
    """The current time, with its zone."""
    return datetime.now(UTC)


EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""A clock that was ever set shows a later time."""


def clock_warnings(now: datetime) -> tuple[str, ...]:
    """A warning if the machine's clock was obviously never set; nothing breaks, but ages are not known."""
    if now >= EARLIEST:
        return ()
    return (
        f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, so everything counts as watched just now. "
        "Set it; the next refresh after that puts the ages right.",
    )
