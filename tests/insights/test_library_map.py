from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from recommenderr.insights.library_map import landmarks, map_points
from recommenderr.recommender.user import User
from recommenderr.records import Item
from tests.factories.libraries import Case, View
from tests.factories.users import person_of

ITEMS = tuple(
    Item(item_id=str(number), guid="", type="movie", title=f"Film {number}", library_id="1", genres=(genre,))
    for number, genre in enumerate(["Crime"] * 6 + ["Drama"] * 4)
)
NAN = float("nan")


@pytest.fixture
def person() -> User:
    """Film 1 seen once long ago, film 8 yesterday; film 9 is gone."""
    found = person_of(Case(ITEMS, (View(1, 1.0, 700.0, NAN), View(8, 2.0, 1.0, NAN))), gone=(9,))
    places = np.array([[number / 10, number / 20] for number in range(10)], dtype=np.float32)
    vars(found.generation).update(map=places)
    return found


def test_every_title_when_there_is_room(person: User) -> None:
    points = map_points(person, [3, 5])
    assert Counter(point.kind for point in points) == {"other": 5, "watched": 2, "recommended": 2}
    assert [point.row for point in points[-2:]] == [3, 5]
    assert 9 not in {point.row for point in points}
    assert (points[-1].x, points[-1].y) == pytest.approx((0.5, 0.25))


def test_what_is_marked_comes_first_and_the_others_evenly(person: User) -> None:
    points = map_points(person, [3, 5], most=5)
    assert [(point.row, point.kind) for point in points] == [
        (0, "other"),
        (8, "watched"),
        (1, "watched"),
        (3, "recommended"),
        (5, "recommended"),
    ]
    assert [point.row for point in map_points(person, [3, 5], most=3)] == [8, 3, 5]


def test_genres_stand_in_the_middle_of_their_titles(person: User) -> None:
    crime, drama = landmarks(person.generation, person.visibility)
    assert (crime.name, drama.name) == ("Crime", "Drama")
    assert [crime.x, crime.y, drama.x, drama.y] == pytest.approx([0.25, 0.125, 0.75, 0.375])
    assert [one.name for one in landmarks(person.generation, person.visibility, most=1)] == ["Crime"]


def test_names_that_would_cover_each_other_are_left_out(person: User) -> None:
    vars(person.generation).update(map=np.full((10, 2), 0.5, dtype=np.float32))
    assert [one.name for one in landmarks(person.generation, person.visibility)] == ["Crime"]


def test_a_generation_without_a_map_draws_none(person: User) -> None:
    vars(person.generation).update(map=None)
    assert (map_points(person, [3]), landmarks(person.generation, person.visibility)) == ((), ())
