"""Tables as HTML: every word escaped; on a narrow screen each row becomes a small card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recommenderr.dashboard.escape import html


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than text: its HTML, made by who escaped it."""

    markup: str


def table(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | Cell]], numbers: Sequence[str] = ()
) -> str:
    """A table; `caption` says to a screen reader what it is, `numbers` are the columns that stand to the right."""
    head = "".join(f'<th scope="col"{_kind(name, numbers)}>{html(name)}</th>' for name in columns)
    body = "".join(f"<tr>{_cells(columns, row, numbers)}</tr>" for row in rows)
    return (
        f'<table class="rr-table"><caption class="rr-hidden">{html(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(columns: Sequence[str], row: Sequence[str | Cell], numbers: Sequence[str]) -> str:
    return "".join(
        f'<td data-label="{html(name)}"{_kind(name, numbers)}>'
        f"{cell.markup if isinstance(cell, Cell) else html(cell)}</td>"
        for name, cell in zip(columns, row, strict=True)
    )


def _kind(name: str, numbers: Sequence[str]) -> str:
    return ' class="rr-number"' if name in numbers else ""
