"""A library that was read once and is left out now is shown to no one, except what a person has watched of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.build import build
from recommenderr.errors import UnknownTitleError
from recommenderr.recommender.poster_service import WIDTHS, PosterService
from recommenderr.recommender.service import Query, Recommender
from recommenderr.records import Account
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import settings_in
from tests.factories.records import ANA, FILMS, NOW, film, refill, seen

BEN = Account(2, "Ben", "ben", "friend")
READ, WATCHED, UNSEEN = "1", "2", "3"


@pytest.fixture
def door(tmp_path: Path) -> Recommender:
    settings = settings_in(tmp_path)
    films = [film(READ, "Heat"), film(WATCHED, "Up", library_id="3"), film(UNSEEN, "Brazil", library_id="3")]
    history = [seen("a", "Up", NOW, item_id=WATCHED, account_id=2)]
    with open_store(settings.db_path) as conn:
        refill(conn, films, people=[ANA, BEN], history=history)
        refill(conn, known=[READ], people=[ANA, BEN], libraries=[FILMS])
        build(conn, settings, NOW, lambda phase, done, total: None)
    return Recommender(settings)


@pytest.mark.parametrize("account_id", [None, 1, 2])
@pytest.mark.parametrize("text", [UNSEEN, "Brazil"])
def test_no_one_finds_what_nobody_watched(door: Recommender, account_id: int | None, text: str) -> None:
    with pytest.raises(UnknownTitleError):
        door.find_row(text, account_id)


def test_what_a_person_watched_is_there_for_them_alone(door: Recommender) -> None:
    assert door.explain(2, WATCHED).details.title == "Up"
    for account_id in (None, 1):
        with pytest.raises(UnknownTitleError):
            door.find_row(WATCHED, account_id)
    assert [item.details.item_id for item in door.recommend(1, Query()).items] == [READ]


def test_so_are_the_posters(door: Recommender) -> None:
    shelf = PosterService(door)
    people = (frozenset({1}), frozenset({2}), None)
    found = {item_id: [shelf.poster(item_id, WIDTHS[0], who) is not None for who in people] for item_id in "123"}
    shelf.close()
    assert found == {READ: [True, True, True], WATCHED: [False, True, True], UNSEEN: [False, False, False]}
