"""What was watched when, day by day in the viewer's time zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

import numpy as np
import pandas as pd

from recommenderr.records import WatchEvent

NAMED = 4
"""How many titles of a day are named; the others are counted."""


def years_of(events: Sequence[WatchEvent], zone: tzinfo) -> tuple[int, ...]:
    """The years from the last playback back to the first; `events` are in the order of time."""
    if not events:
        return ()
    first, last = (datetime.fromtimestamp(event.viewed_at, zone).year for event in (events[0], events[-1]))
    return tuple(range(last, first - 1, -1))


def year_before(today: date) -> tuple[date, date]:
    """The first and the last day of the 53 weeks that end today, from a Monday on."""
    return today - timedelta(days=today.weekday() + 52 * 7), today


def watch_days(events: Sequence[WatchEvent], zone: tzinfo, first: date, last: date) -> pd.DataFrame:
    """Every day from the first to the last, both included, also those on which nothing was watched.

    Returns:
        A frame with the days as its index, the number of playbacks as `plays`, and as `titles` the names of what was
        played, each once, in the order of time: `Alien, Heat and 2 more`; empty where no name is known.
    """
    times = pd.to_datetime(np.array([event.viewed_at for event in events], dtype=np.int64), unit="s", utc=True)
    shown = times.tz_convert(zone).tz_localize(None).normalize()
    days = pd.date_range(first, last, name="day")
    within = np.flatnonzero((shown >= pd.Timestamp(first)) & (shown <= pd.Timestamp(last)))
    names = pd.Series([events[int(position)].name for position in within], index=shown[within], dtype=object)
    by_day = names.groupby(level=0)
    return pd.DataFrame(
        {
            "plays": by_day.size().reindex(days, fill_value=0),
            "titles": by_day.agg(list).map(_named).reindex(days, fill_value=""),
        }
    )


def _named(names: list[str]) -> str:
    known = list(dict.fromkeys(filter(None, names)))
    more = len(known) - NAMED
    return ", ".join(known[:NAMED]) + (f" and {more} more" if more > 0 else "")
