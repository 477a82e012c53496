from __future__ import annotations

from recommenderr.insights.list_comparison import Slope, compare


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
