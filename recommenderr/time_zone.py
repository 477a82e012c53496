"""The household's time zone, which days, months and hours are those of: the environment variable `TZ`."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo


def zone_name() -> str:
    """What `TZ` says, without the colon that POSIX allows before it; empty where it is not set."""
    return os.environ.get("TZ", "").strip().removeprefix(":")


def zone_named(name: str | None) -> tzinfo | None:
    """The time zone of this name; None where none has it."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown, no name at all, or a folder of names such as `Europe`
        return None


def household_zone(otherwise: str | None = None) -> tzinfo:
    """The zone that `TZ` names; where it names none, the one called `otherwise`, and else UTC."""
    return zone_named(zone_name()) or zone_named(otherwise) or UTC


def zone_problem() -> str | None:
    """What is wrong with `TZ`; None where it names a zone or is not set."""
    name = zone_name()
    if not name or zone_named(name) is not None:
        return None
    return (
        f"TZ names the time zone {name!r}, which is not known, so days and months are those of UTC. "
        "Set it to a name such as Europe/Berlin."
    )
