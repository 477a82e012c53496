"""Times in the household's time zone, in words."""

from __future__ import annotations

from datetime import datetime, tzinfo

import streamlit as st

from recommenderr.time_zone import household_zone


def zone() -> tzinfo:
    """The household's time zone; where `TZ` does not say it, that of the viewer's browser."""
    return household_zone(st.context.timezone)


def when(moment: datetime | None, zone: tzinfo, nothing: str = "not known") -> str:
    """`12 Mar 2026, 21:40`."""
    return nothing if moment is None else f"{moment.astimezone(zone):%-d %b %Y, %H:%M}"
