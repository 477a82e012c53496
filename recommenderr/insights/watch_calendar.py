"""What was watched when, day by day as the viewer's clock tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from recommenderr.store.watching import WatchEvent

NAMED = 4
"""So many titles of a day are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: how many playbacks, and of what, each title once, in the order of time."""

    day: date
    plays: int
    names: tuple[str, ...]

    @property
    def text(self) -> str:
        """The titles in a line: `Alien, Heat and 2 more`."""
        more = len(self.names) - NAMED
        return ", ".join(self.names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def years_of(events: Sequence[WatchEvent], zone: tzinfo) -> tuple[int, ...]:
    """The years in which anything was watched, the latest first."""
    if not events:
        return ()
    first, last = (datetime.fromtimestamp(event.viewed_at, zone).year for event in (events[0], events[-1]))
    return tuple(range(last, first - 1, -1))


def year_before(today: date) -> tuple[date, date]:
    """The first and the last day of the 53 weeks that end today, from a Monday on."""
    return today - timedelta(days=today.weekday() + 52 * 7), today


def watch_days(events: Sequence[WatchEvent], zone: tzinfo, first: date, last: date) -> tuple[Day, ...]:
    """Every day from the first to the last, both included, also those on which nothing was watched."""
    plays: dict[date, list[str]] = {}
    for event in events:
        plays.setdefault(datetime.fromtimestamp(event.viewed_at, zone).date(), []).append(event.name)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(Day(day, len(names := plays.get(day, [])), tuple(dict.fromkeys(filter(None, names)))) for day in days)
