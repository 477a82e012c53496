"""Whether the clock of this machine can be right."""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that was set says less."""


def doubts_of_clock(now: datetime) -> tuple[str, ...]:
    """A warning where the machine's clock was plainly never set; nothing breaks, but ages cannot be told."""
    if now >= EARLIEST:
        return ()
    return (
        f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, so everything counts as watched just now. "
        "Set it; the next refresh after that puts the ages right.",
    )
