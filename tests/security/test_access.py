"""A friend with a password of their own asks the running dashboard for what is not shared with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from recommenderr.household.service import Household
from recommenderr.recommender.service import Recommender
from recommenderr.settings import Settings
from recommenderr.store import access
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import BEN
from tests.security.attacker import Attacker


@pytest.fixture
def foreign(shut_settings: Settings) -> Iterator[tuple[str, str]]:
    """The id and the summary's title of a title that Ben has not seen, while no library is shared with him."""
    watched = {title.item_id for title in Household(shut_settings).watched(BEN.account_id)}
    titles = Recommender(shut_settings).generation().titles
    row = next(row for row in range(len(titles)) if titles.item_ids[row] not in watched)
    with open_store(shut_settings.db_path) as conn:
        access.write_libraries(conn, {BEN.account_id: []})
    yield titles.item_ids[row], titles.details(row).title
    with open_store(shut_settings.db_path) as conn:
        conn.execute("DELETE FROM access WHERE account_id = ?", (BEN.account_id,))


def test_a_friend_opens_nothing_that_is_not_shared(ben: Attacker, ana: Attacker, foreign: tuple[str, str]) -> None:
    item_id, _ = foreign
    assert ben.ask(f"/posters/{item_id}?w=320").status == 404
    assert ana.ask(f"/posters/{item_id}?w=320").status == 200
    assert ben.visit("title", f"item={item_id}").says(f"This library has no title with the id {item_id}")
    assert not ana.visit("title", f"item={item_id}").says("This library has no title")
    assert ben.visit("", "").says("has seen everything")


def test_a_friend_keeps_their_own_history(ben: Attacker, shut_settings: Settings, foreign: tuple[str, str]) -> None:
    own = Household(shut_settings).watched(BEN.account_id)[0].item_id
    assert ben.ask(f"/posters/{own}?w=320").status == 200
    assert not ben.visit("title", f"item={own}").says("This library has no title")
