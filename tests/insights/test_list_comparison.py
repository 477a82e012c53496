from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommenderr.insights.list_comparison import Moves, Slope, compare, moves


def test_every_title_of_either_list_with_its_rank_in_both() -> None:
    found = compare([7, 3, 9], [3, 5, 7])
    assert found.slopes == (Slope(7, 1, 3), Slope(3, 2, 1), Slope(9, 3, None), Slope(5, None, 2))
    assert [slope.steps for slope in found.slopes] == [-2, 1, None, None]
    assert (found.shared, found.unmoved) == (2, 0)
    assert found.farthest == Slope(7, 1, 3)


def test_the_same_list_twice_and_none_at_all() -> None:
    assert (compare([1, 2], [1, 2]).shared, compare([1, 2], [1, 2]).unmoved) == (2, 2)
    assert compare([1, 2], [1, 2]).farthest is None
    assert compare([], []).slopes == ()


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
