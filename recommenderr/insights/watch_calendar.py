"""What was watched when, day by day in the viewer's time zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

import pandas as pd

from recommenderr.store.watching import WatchEvent

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
    times = pd.to_datetime(pd.Series([event.viewed_at for event in events], dtype="int64"), unit="s", utc=True)
    plays = pd.DataFrame(
        {
            "day": times.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize(),
            "name": pd.Series([event.name for event in events], dtype=str),
        }
    )
    plays = plays[plays["day"].between(pd.Timestamp(first), pd.Timestamp(last))]
    names = plays[plays["name"] != ""].drop_duplicates().groupby("day")["name"].agg(list).map(_named)
    counts = plays["day"].value_counts()
    days = pd.date_range(first, last, name="day")
    return pd.DataFrame({"plays": counts.reindex(days, fill_value=0), "titles": names.reindex(days, fill_value="")})


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
