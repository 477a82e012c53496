"""How far each title moved between two lists, and which titles left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moves:
    """What a list looks like beside the one before it.

    Attributes:
        steps: for each row of the new list, how many places it went up (below 0: down); None for a row that is new.
        left: the rows of the old list that the new one does not have, in their old order.
    """

    steps: tuple[int | None, ...]
    left: tuple[int, ...]


def moves(before: Sequence[int], after: Sequence[int]) -> Moves:
    """Compares two lists of matrix rows, best first, each row at most once in a list."""
    old = {row: place for place, row in enumerate(before)}
    now = set(after)
    steps = tuple(old[row] - place if row in old else None for place, row in enumerate(after))
    return Moves(steps, tuple(row for row in before if row not in now))
