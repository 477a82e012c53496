"""The façade for people answers from the store, and writes only what it is asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.errors import StoreError, UnknownUserError
from recommenderr.household.service import Household
from recommenderr.household.snapshot import EMPTY
from recommenderr.records import Account
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.records import ANA, SERVER, at, film, refill, seen

BEN = Account(2, "Ben", "ben.k", "home")


@pytest.fixture
def household(tmp_path: Path) -> Household:
    """Ana has watched one film twice, Ben none."""
    settings = Settings(db_path=tmp_path / "store.db", art_dir=tmp_path, log_file=tmp_path / "log", plex_token="set")
    history = [seen("1", "Dune", at(0), item_id="1"), seen("2", "Dune", at(90_000), item_id="1")]
    with open_store(settings.db_path) as conn:
        refill(conn, [film("1", "Dune")], history=history, people=(ANA, BEN))
    return Household(settings)


def test_people_say_whether_they_have_watched_anything(household: Household) -> None:
    people = [(person.account.name, person.has_history) for person in household.people()]
    assert people == [("Ana", True), ("Ben", False)]


@pytest.mark.parametrize("text", ["Ben", "ben.k", "2", "BEN"])
def test_a_person_is_found_by_name_username_or_id(household: Household, text: str) -> None:
    assert household.find_person(text) == BEN


def test_an_unknown_person_is_an_error(household: Household) -> None:
    with pytest.raises(UnknownUserError):
        household.find_person("Zoe")


def test_what_somebody_watched(household: Household) -> None:
    (watched,) = household.watched(1)
    assert (watched.item_id, watched.plays) == ("1", 2)
    assert [event.item_id for event in household.watch_events(1)] == ["1", "1"]
    assert household.watched(2) == ()


def test_the_server_libraries_and_client_id_are_those_of_the_store(household: Household) -> None:
    server = household.server()
    assert server is not None and server.machine_id == SERVER.machine_id
    assert [(size.title, size.items) for size in household.library_sizes()] == [
        ("Films", 1),
        ("Series", 0),
        ("Films 4K", 0),
    ]
    assert household.client_id() == household.client_id() != ""
    assert household.states_complete() == frozenset({1})


def test_a_request_for_a_refresh_is_in_the_snapshot(household: Household) -> None:
    assert not household.snapshot().requested
    household.request_refresh()
    assert household.snapshot().requested


def test_a_preset_is_saved_made_default_and_counts(household: Household) -> None:
    weights = household.weights_of(1).changed({"genres": 2.0})
    assert household.save_preset(1, " Evening ", weights) == "Evening"
    assert household.weights_of(1) != weights
    household.set_default_preset(1, "Evening")
    assert household.weights_of(1) == weights
    assert household.rename_preset(1, "Evening", "Night") == "Night"
    household.delete_preset(1, "Night")
    assert household.weights_of(1) == household.weights_of(2)
    assert household.save_default_preset(2, "Mine", weights) == "Mine"
    assert household.weights_of(2) == weights


def test_before_the_first_refresh_there_is_nothing(tmp_path: Path) -> None:
    household = Household(Settings(db_path=tmp_path / "none.db", art_dir=tmp_path))
    assert not household.exists
    assert household.snapshot() == EMPTY
    with pytest.raises(StoreError):
        household.people()
