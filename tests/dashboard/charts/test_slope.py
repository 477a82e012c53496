from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.charts import slope
from recommenderr.insights.list_comparison import compare
from tests.dashboard.charts.sending import LABELS, assert_fits, sent


def test_a_line_runs_between_two_ranks_and_not_from_one_list_alone() -> None:
    slopes = compare([7, 3], [3, 5]).slopes
    rows = sent(slope.frame(slopes, ["Heat", "Ran", "Alien"], ["Heat (1995)", "Ran (1985)", "Alien (1979)"]))
    assert [(row["row"], row["list"], row["rank"], row["both"]) for row in rows] == [
        (7, "A", 1, False),
        (3, "A", 2, True),
        (3, "B", 1, True),
        (5, "B", 2, False),
    ]
    assert rows[1]["label"] == "2. Ran"
    assert slope.in_words(slopes[:2], ["Heat (1995)", "Ran (1985)"]) == (
        "Heat (1995): in A rank 1, in B not on the list. Ran (1985): in A rank 2, in B rank 1"
    )


def test_the_chart_is_as_high_as_the_lists_are_long() -> None:
    assert [slope.spec(n_ranks)["height"] for n_ranks in (0, 1, 20)] == [30, 56, 550]
    assert slope.spec(20)["encoding"]["y"]["scale"]["domain"] == [20.6, 0.4]


ROWS = st.lists(st.integers(0, 9), unique=True, max_size=6)


@given(ROWS, ROWS, st.data())
def test_every_title_is_drawn_once_a_list(first: list[int], second: list[int], data: st.DataObject) -> None:
    slopes = compare(first, second).slopes
    names = data.draw(st.lists(LABELS, min_size=len(slopes), max_size=len(slopes)))
    frame = slope.frame(slopes, names, names)
    rows = sent(frame)
    assert_fits(slope.spec(6), frame)
    for side, ranked in (("A", first), ("B", second)):
        ranks = {row["rank"]: row["row"] for row in rows if row["list"] == side}
        assert [ranks[rank] for rank in range(1, len(ranked) + 1)] == ranked
    assert {row["title"] for row in rows} == set(names)
