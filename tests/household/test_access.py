from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.errors import UnknownUserError, UsageError
from recommenderr.household.access import allow, people_access, set_age_cap
from recommenderr.recommender.service import Recommender
from recommenderr.records import Access, Restriction
from recommenderr.settings import Settings
from recommenderr.store import access
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import made


@pytest.fixture
def lived_in(tmp_path: Path) -> Settings:
    return made(tmp_path)


def of_ben(settings: Settings) -> Access:
    with open_store(settings.db_path) as conn:
        return access.access_of(conn, 2)


def test_limits_are_set_and_taken_away(lived_in: Settings) -> None:
    assert set_age_cap(lived_in, "2", 12).account_id == 2
    assert of_ben(lived_in).age_cap == 12
    set_age_cap(lived_in, "2", None)
    assert of_ben(lived_in).age_cap is None


def test_ratings_are_let_through_however_they_are_written(lived_in: Settings) -> None:
    allow(lived_in, "2", " Not  Rated ")
    allow(lived_in, "2", "NR")
    assert of_ben(lived_in).allowed == {"not rated", "nr"}
    allow(lived_in, "2", "NOT RATED", allowed=False)
    assert of_ben(lived_in).allowed == {"nr"}


@pytest.mark.parametrize("age", [-1, 22])
def test_no_age_is_refused(lived_in: Settings, age: int) -> None:
    with pytest.raises(UsageError, match="no age from 0 to 21 years"):
        set_age_cap(lived_in, "2", age)


def test_the_owner_and_strangers_have_no_limit(lived_in: Settings) -> None:
    with pytest.raises(UsageError, match="sees everything"):
        set_age_cap(lived_in, "1", 12)
    with pytest.raises(UsageError, match="sees everything"):
        allow(lived_in, "1", "R")
    with pytest.raises(UnknownUserError):
        set_age_cap(lived_in, "nobody at all", 12)


def test_everyone_but_the_owner_is_listed(lived_in: Settings) -> None:
    set_age_cap(lived_in, "2", 7)
    with open_store(lived_in.db_path) as conn:
        access.write_restrictions(conn, {3: Restriction("teen")})
    listed = {one.account.account_id: one for one in people_access(Recommender(lived_in))}
    assert set(listed) == {2, 3, 4}
    assert [listed[who].is_limited for who in (2, 3, 4)] == [True, True, False]
    assert listed[2].as_json()["age_cap"] == 7
    assert (listed[3].as_json()["plex_profile"], listed[4].as_json()["libraries"]) == ("teen", None)
