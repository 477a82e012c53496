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
