"""Times between the store (epoch seconds) and everything else (aware datetimes in UTC)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def to_epoch(time: datetime) -> int: ...
@overload
def to_epoch(time: None) -> None: ...
def to_epoch(time: datetime | None) -> int | None:
    """The time in whole epoch seconds, as it is stored."""
    return None if time is None else int(time.timestamp())


@overload
def from_epoch(seconds: int) -> datetime: ...
@overload
def from_epoch(seconds: None) -> None: ...
def from_epoch(seconds: int | None) -> datetime | None:
    """The stored time as an aware datetime in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
