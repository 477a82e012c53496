"""The six people of the demo household."""

from __future__ import annotations

from collections import Counter

from recommenderr.demo.catalogue import DemoLibrary
from recommenderr.demo.household import CHILD
from tests.demo.conftest import person, seen


def test_six_people_and_the_owner_is_account_one(library: DemoLibrary) -> None:
    kinds = {account.name: account.kind for account in library.accounts.values()}
    assert len(kinds) == 6
    assert kinds["Ana"] == "owner"
    assert library.accounts[1].name == "Ana"
    assert library.accounts[1].tv_id != 1
    assert sorted(Counter(kinds.values())) == ["friend", "home", "managed", "owner"]


def test_the_child_is_managed_and_watched_only_family_titles(library: DemoLibrary) -> None:
    child = library.accounts[person(library, CHILD)]
    titles = seen(library, CHILD)
    assert (child.kind, child.username) == ("managed", "")
    assert len(titles) >= 30
    assert {title.content_rating for title in titles.values()} <= {"G", "PG", "TV-Y", "TV-Y7", "TV-G"}
    assert all("Family" in title.genres for title in titles.values())
