"""History: everything that counts, page by page, and what could not be counted."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.pages.page_objects import address, opened, page_html, well, words

PAGE = "pages/history.py"


def looked_at(monkeypatch: pytest.MonkeyPatch, settings: Settings, **params: Any) -> AppTest:
    return well(opened(monkeypatch, settings, PAGE, **params))


def test_every_playback_has_its_row(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(monkeypatch, household, person="1")
    assert page_html(app).count("<tr><td") == 9
    assert "1 to 9 of 9" in words(app)
    assert "9 playbacks · 9 watched titles" in words(app)


def test_pages_go_on_and_the_last_one_holds(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(monkeypatch, household, person="4")
    assert "1 to 50 of 64" in words(app)
    app = well(app.button(key="t_next").click().run())
    assert "51 to 64 of 64" in words(app)
    assert address(app)["sheet"] == "1"
    assert "51 to 64 of 64" in words(looked_at(monkeypatch, household, person="4", sheet="99"))


def test_filters_narrow_the_list_and_begin_at_its_start(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(monkeypatch, household, person="4", sheet="1")
    app = well(app.text_input(key="t_words").set_value("film 2").run())
    assert "1 to 10 of 10" in words(app)  # Film 20 to Film 29
    assert address(app)["words"] == "film 2"
    assert "1 to 4 of 4" in words(looked_at(monkeypatch, household, person="4", show="titles", kind="show"))
    assert "Nothing in this history passes" in words(looked_at(monkeypatch, household, person="4", only="gone"))


def test_the_parts_of_all_titles_make_up_the_whole(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(monkeypatch, household, person="1", show="titles")
    cells = page_html(app).split('data-label="Part of the profile" class="rr-number">')[1:]
    assert len(cells) == 9
    assert sum(float(cell.split(" %")[0]) for cell in cells if not cell.startswith("&")) == pytest.approx(100, abs=0.6)


def test_gone_and_unmatched_titles_are_named(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(own_household.db_path) as conn:
        conn.execute("UPDATE items SET gone_at = 1 WHERE item_id = 107")
        conn.execute("UPDATE history SET item_id = NULL, title = 'A <lost> one' WHERE account_id = 1 AND item_id = 114")
    app = looked_at(monkeypatch, own_household, person="1")
    assert "no longer in the library" in words(app)
    assert "A <lost> one" in words(app) and "not matched" in words(app)
    assert "1 playback that could not be matched with a title" in words(app)
    assert "1 to 1 of 1" in words(looked_at(monkeypatch, own_household, person="1", only="unmatched"))
    assert "1 to 1 of 1" in words(looked_at(monkeypatch, own_household, person="1", only="gone"))


def test_what_was_only_marked_as_watched_is_listed_too(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(own_household.db_path) as conn:
        conn.execute("INSERT INTO states VALUES (3, 130, 1, NULL, 8.0)")
        conn.execute("UPDATE accounts SET watched_stamp = 'marked' WHERE account_id = 3")
    app = looked_at(monkeypatch, own_household, person="3", show="titles", only="marked")
    assert "Film 30 (1990) 1 at an unknown time 8 of 10" in words(app)
    assert "marked as watched, without a playback" in words(app)


def test_a_title_leads_to_its_page(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(monkeypatch, household, person="1")
    assert 'href="title?person=1&amp;item=107" data-rr' in page_html(app)


def test_what_an_address_says_wrongly_falls_back(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(monkeypatch, household, person="1", show="<b>", kind="7", only="all", sheet="-1")
    assert address(app) == {"person": "1"}


def test_who_watched_nothing_reads_a_friendly_sentence(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Plex knows of nothing that Cleo has watched." in words(looked_at(monkeypatch, household, person="3"))
