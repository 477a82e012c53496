"""How far titles moved between two lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommenderr.insights.list_moves import Moves, moves

lists = st.lists(st.integers(0, 30), unique=True, max_size=20)


def test_up_down_new_and_left() -> None:
    assert moves([10, 11, 12, 13], [12, 10, 99, 13]) == Moves((2, -1, None, 0), (11,))


@given(lists)
def test_the_same_list_has_not_moved(rows: list[int]) -> None:
    assert moves(rows, rows) == Moves((0,) * len(rows), ())


@given(lists, lists)
def test_old_and_new_can_be_told_from_each_other(before: list[int], after: list[int]) -> None:
    found = moves(before, after)
    kept = {row: step for row, step in zip(after, found.steps, strict=True) if step is not None}
    assert set(kept) | set(found.left) == set(before)
    assert all(before[after.index(row) + step] == row for row, step in kept.items())
