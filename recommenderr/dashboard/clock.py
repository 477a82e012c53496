"""Times in the time zone of the viewer's browser, in words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def zone() -> tzinfo:
    """The time zone of the viewer's browser; UTC when it does not say which."""
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def when(moment: datetime | None, zone: tzinfo, nothing: str = "not known") -> str:
    """`12 Mar 2026, 21:40`."""
    return nothing if moment is None else f"{moment.astimezone(zone):%-d %b %Y, %H:%M}"


def ahead(moment: datetime, now: datetime) -> str:
    """`in 12 minutes`; a moment in the past is `any moment now`."""
    seconds = (moment - now).total_seconds()
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"in {count} {name}{'' if count == 1 else 's'}"
    return "in less than a minute" if seconds > 5 else "any moment now"
