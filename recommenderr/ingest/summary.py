"""What an ingest did, in numbers and in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What changed in the store. `events_new` counts playbacks; `unmatched` is how many there are without a title.

    `skipped` counts history rows of other kinds (music, photos, clips) by kind.
    """

    items_new: int = 0
    items_changed: int = 0
    items_gone: int = 0
    items_back: int = 0
    events_new: int = 0
    unmatched: int = 0
    warnings: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The line for the log and the refresh's row."""
        items = (
            f"items: {self.items_new} new, {self.items_changed} changed, {self.items_gone} gone, {self.items_back} back"
        )
        parts = [items, f"plays: {self.events_new} new, {self.unmatched} of all without a known title"]
        if self.skipped:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.skipped.items()))
            parts.append(f"history rows left out: {kinds}")
        return " ".join(["; ".join(parts) + ".", *(f"Warning: {warning}" for warning in self.warnings)])
