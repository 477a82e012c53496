"""The demo household as a real refresh reads it: Jonas may open the films alone, Mila is a little kid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from recommenderr.content_ratings import age_of
from recommenderr.demo.catalogue import demo_library
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import UnknownTitleError
from recommenderr.household.export import export
from recommenderr.household.service import Household
from recommenderr.model.weights import Weights
from recommenderr.recommender.filters import Filters
from recommenderr.recommender.poster_service import WIDTHS, PosterService
from recommenderr.recommender.service import Query, Recommender
from recommenderr.refresh.run import refresh
from tests.factories.hostile_household import settings_in
from tests.factories.records import NOW

MANY, FILMS = 1000, "1"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recommender]:
    folder, library = tmp_path_factory.mktemp("shared"), demo_library(NOW)
    jonas = next(account for account in library.accounts.values() if account.name == "Jonas")
    library.accounts[jonas.account_id] = replace(jonas, sections=frozenset({FILMS}))
    with DemoServer(library, token="token-of-the-owner") as server:
        settings = settings_in(folder, plex_base=server.base, plex_tv_base=server.base, plex_token=server.token)
        refresh(settings)
        yield Recommender(settings)


def person_id(door: Recommender, name: str) -> int:
    return Household(door.settings).find_person(name).account_id


def definition(door: Recommender, name: str) -> set[str]:
    """The ids of the titles that the person may see, from the facts of the demo."""
    titles = door.generation().titles
    watched = {watched.item_id for watched in Household(door.settings).watched(person_id(door, name))}
    found = set()
    for row in range(len(titles)):
        copies = titles.placements[int(titles.placement[row])]
        item_id = titles.item_ids[row]
        if name == "Jonas" and (any(copy.library_id == FILMS for copy in copies) or item_id in watched):
            found.add(item_id)
        if name == "Mila" and any((age := age_of(copy.content_rating)) is not None and age <= 7 for copy in copies):
            found.add(item_id)
    return found


@pytest.mark.parametrize("name", ["Jonas", "Mila"])
def test_nothing_that_is_not_theirs_is_shown(door: Recommender, name: str) -> None:
    account_id, allowed = person_id(door, name), definition(door, name)
    titles = door.generation().titles
    hidden = sorted(set(titles.item_ids) - allowed)
    assert allowed and hidden

    listed = door.recommend(account_id, Query(k=MANY))
    assert {item.details.item_id for item in listed.items} <= allowed
    assert door.count_candidates(account_id, Filters()) == len(listed.items) == listed.candidates
    ranked = door.ranked(door.user(account_id), Weights(), MANY)
    assert {titles.item_ids[int(row)] for row in ranked.rows} <= allowed
    assert {titles.item_ids[row] for row in door.visible(account_id).of(range(len(titles)))} == allowed

    some = next(item.details.item_id for item in listed.items)
    near = door.similar(some, MANY, account_id=account_id)
    assert near.items and {item.details.item_id for item in near.items} <= allowed - {some}

    for item_id in hidden[:3]:  # the same sentence as for a title that does not exist
        name_of_it = titles.details(titles.row_of(item_id) or 0).title
        for text in (item_id, name_of_it):
            for ask in (
                lambda: door.explain(account_id, text),  # noqa: B023
                lambda: door.why_not(account_id, text),  # noqa: B023
                lambda: door.similar(text, account_id=account_id),  # noqa: B023
            ):
                with pytest.raises(UnknownTitleError, match="No title answers"):
                    ask()
            with pytest.raises(UnknownTitleError):
                door.find_row(text, account_id)

    exported = export(door, str(account_id), NOW)
    assert {row["item_id"] for row in (*exported.recommendations, *exported.watched)} <= allowed
    assert {row["item_id"] for row in exported.history} - {None} <= allowed


@pytest.mark.parametrize("name", ["Jonas", "Mila"])
def test_posters_are_those_of_what_may_be_seen(door: Recommender, name: str) -> None:
    allowed, titles = definition(door, name), door.generation().titles
    people = frozenset({person_id(door, name)})
    shelf = PosterService(door)
    try:
        for item_id in sorted(set(titles.item_ids) - allowed)[:3]:
            assert shelf.poster(item_id, WIDTHS[0], people) is None
            assert shelf.poster(item_id, WIDTHS[0], frozenset()) is None
            assert shelf.poster(item_id, WIDTHS[0]) is not None
            assert shelf.kept(item_id, WIDTHS[0], people) is None
        assert shelf.poster(sorted(allowed)[0], WIDTHS[0], people) is not None
    finally:
        shelf.close()


def test_the_owner_sees_everything(door: Recommender) -> None:
    owner = next(one.account for one in Household(door.settings).people() if one.account.kind == "owner")
    titles = door.generation().titles
    assert set(door.visible(owner.account_id).of(range(len(titles)))) == set(range(len(titles)))
