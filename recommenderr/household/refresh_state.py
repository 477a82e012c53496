"""How far the household's data is, in one sentence: never read, being read, read a while ago, or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from recommenderr.household.snapshot import HouseholdSnapshot
from recommenderr.records import Refresh

SILENT_AFTER = timedelta(minutes=2)
"""A sidecar that gave no sign of life for so long does not run."""

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
class Standing:
    """How the last refresh stands.

    `share` is how much of the present phase is done, 0 to 1, None where that is not known.
    """

    kind: Kind
    sentence: str
    share: float | None = None


def standing(household: HouseholdSnapshot, now: datetime) -> Standing:
    """The sentence for the household as it is at `now`."""
    last = household.last_refresh
    if last is None:
        return Standing("never", _never(household, now))
    if last.outcome == "running":
        return Standing("running", _running(last), min(last.done / last.total, 1.0) if last.total > 0 else None)
    when = ago(last.finished_at or last.started_at, now)
    if last.outcome == "failed":
        return Standing("failed", f"The last refresh failed {when}. {last.error or 'The log tells why.'}")
    waits = " Another refresh is asked for." if household.requested else ""
    return Standing("ok", f"Up to date as of {when}.{waits}")


def alive(heartbeat_at: datetime | None, now: datetime) -> bool:
    """Whether the sidecar gave a sign of life of late."""
    return heartbeat_at is not None and now - heartbeat_at <= SILENT_AFTER


def _never(household: HouseholdSnapshot, now: datetime) -> str:
    if alive(household.heartbeat_at, now):
        return "The first refresh starts in a moment. This page shows its progress by itself."
    return (
        "Nothing has been read yet, and the sidecar that reads does not run. "
        "Start it with `recommenderr serve`, or run `recommenderr refresh` once."
    )


def _running(last: Refresh) -> str:
    phase = PHASES.get(last.phase, "Refreshing")
    if last.total > 1:
        return f"{phase}: {last.done:,} of {last.total:,}."
    return f"{phase}: {last.done:,} so far." if last.done > 1 else f"{phase}."


def ago(moment: datetime, now: datetime) -> str:
    """`a moment ago`, `12 minutes ago`, `3 days ago`; a moment to come counts as now."""
    seconds = max((now - moment).total_seconds(), 0.0)
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "a moment ago"


def utc_now() -> datetime:
    """The present, aware of its zone."""
    return datetime.now(UTC)
