"""The owner limits a person on the Status page; no one else finds the controls."""

from __future__ import annotations

import pytest

from recommenderr.build import build
from recommenderr.dashboard.session import caches
from recommenderr.records import Access, Restriction
from recommenderr.settings import Settings
from recommenderr.store import access, titles
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import NOW
from tests.pages.page_objects import opened, page_html, well


def of_ben(settings: Settings) -> Access:
    with open_store(settings.db_path) as conn:
        return access.access_of(conn, 2)


def test_the_owner_sets_a_limit_and_lets_a_rating_through(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches.server_check.cache_clear()
    with open_store(own_household.db_path) as conn:
        access.write_libraries(conn, {2: ["1"]})
        access.write_restrictions(conn, {3: Restriction("teen")})
        conn.execute("UPDATE items SET content_rating = 'Odd' WHERE content_rating = 'PG'")
        titles.bump_version(conn)
        build(conn, own_household, NOW, lambda phase, done, total: None)
    app = well(opened(monkeypatch, own_household, "pages/status.py"))
    assert "who may see what" in page_html(app)
    assert "teen" in page_html(app)
    app.selectbox(key="t_access_person").set_value(2).run()
    next(box for box in app.selectbox if str(box.key).startswith("t_access_age_2")).set_value(12).run()
    well(app.button(key="t_access_set").click().run())
    assert of_ben(own_household).age_cap == 12
    rating = next(button for button in app.button if str(button.key).startswith("t_access_rating_"))
    name = str(rating.key).removeprefix("t_access_rating_")
    well(rating.click().run())
    assert of_ben(own_household).allowed == {name} == {"odd"}
    assert "up to 12 years" in page_html(app)
