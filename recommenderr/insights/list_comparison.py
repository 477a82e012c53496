"""Two lists for the same person next to each other: what they share, and where each title stands in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slope:
    """One title in two lists; ranks start at 1, None where a list does not have it."""

    row: int
    first: int | None
    second: int | None

    @property
    def steps(self) -> int | None:
        """How many places it stands higher in the second list (below 0: lower); None where one does not have it."""
        return None if self.first is None or self.second is None else self.first - self.second


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every title of either list: those of the first in their order, then those that only the second has."""

    slopes: tuple[Slope, ...]

    @property
    def shared(self) -> int:
        """How many titles are in both."""
        return sum(slope.steps is not None for slope in self.slopes)

    @property
    def unmoved(self) -> int:
        """How many stand at the same place in both."""
        return sum(slope.steps == 0 for slope in self.slopes)

    @property
    def farthest(self) -> Slope | None:
        """The title of both lists that moved the most places, the higher one of equals; None where none moved."""
        moved = [slope for slope in self.slopes if slope.steps]
        return max(moved, key=lambda slope: abs(slope.steps or 0), default=None)


def compare(first: Sequence[int], second: Sequence[int]) -> Comparison:
    """Compares two lists of matrix rows, best first, each row at most once in a list."""
    first_ranks = {row: rank for rank, row in enumerate(first, start=1)}
    second_ranks = {row: rank for rank, row in enumerate(second, start=1)}
    return Comparison(
        tuple(Slope(row, first_ranks.get(row), second_ranks.get(row)) for row in dict.fromkeys([*first, *second]))
    )


@dataclass(frozen=True, slots=True)
class Moves:
    """What changed from the list before.

    Attributes:
        steps: for each row of the new list, how many places it went up (below 0: down); None for a row that is new.
        left: the rows of the old list that the new one does not have, in their old order.
    """

    steps: tuple[int | None, ...]
    left: tuple[int, ...]


def moves(before: Sequence[int], after: Sequence[int]) -> Moves:
    """Compares two lists of matrix rows, best first, each row at most once in a list."""
    old = {row: rank for rank, row in enumerate(before)}
    now = set(after)
    steps = tuple(old[row] - rank if row in old else None for rank, row in enumerate(after))
    return Moves(steps, tuple(row for row in before if row not in now))
