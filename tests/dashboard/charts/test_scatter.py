from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.charts import scatter
from recommenderr.insights.library_map import Landmark, Point
from tests.dashboard.charts.sending import LABELS, SHARES, assert_fits, sent


def test_points_name_their_titles() -> None:
    points = [Point(0, 0.12345, 0.5, "other"), Point(1, 1.0, 0.0, "recommended")]
    assert sent(scatter.frame(points, ["Heat", "Ran"], [Landmark("Crime", 0.5, 0.5)])) == [
        {"title": "Heat", "kind": "In the library", "x": 0.123, "y": 0.5},
        {"title": "Ran", "kind": "Recommended", "x": 1.0, "y": 0.0},
        {"title": "Crime", "kind": "Landmark", "x": 0.5, "y": 0.5},
    ]
    assert scatter.in_words(points, 9).startswith("2 of the library's 9 titles as points")


def test_landmarks_are_words_and_titles_are_points() -> None:
    points, names = scatter.spec()["layer"]
    assert (points["mark"]["type"], points["transform"]) == ("point", [{"filter": "(datum.kind !== 'Landmark')"}])
    assert (names["mark"]["type"], names["transform"]) == ("text", [{"filter": "(datum.kind === 'Landmark')"}])
    assert points["encoding"]["color"]["scale"]["domain"] == ["In the library", "Watched", "Recommended"]


KINDS = st.sampled_from(["other", "watched", "recommended"])


@given(
    st.lists(st.tuples(LABELS, st.builds(Point, st.integers(0, 9), SHARES, SHARES, KINDS)), max_size=5),
    st.lists(st.builds(Landmark, LABELS, SHARES, SHARES), max_size=3),
)
def test_any_title_and_landmark_arrives_as_it_is(titles: list[tuple[str, Point]], landmarks: list[Landmark]) -> None:
    frame = scatter.frame([point for _, point in titles], [title for title, _ in titles], landmarks)
    assert_fits(scatter.spec(), frame)
    rows = sent(frame)
    assert [row["title"] for row in rows] == [title for title, _ in titles] + [mark.name for mark in landmarks]
    assert sum(row["kind"] == scatter.LANDMARK for row in rows) == len(landmarks)
