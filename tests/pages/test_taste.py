"""Taste: the preferences, how they changed, and what is sent to the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommenderr.dashboard.charts.scatter import LANDMARK
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import FILMS
from tests.pages.page_objects import address, charts, opened, page_html, well, words, words_for_charts

PAGE = "pages/taste.py"


def test_every_section_is_there(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, person="1"))
    for section in ("Cast and directors", "How it changed", "Watched and recommended", "watched when", "as a map"):
        assert section in words(app)
    assert len(charts(app)) == 6
    assert all(words_for_charts(app))


def test_group_and_period_stand_in_the_address(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    year = str(datetime.now(UTC).year)
    app = well(opened(monkeypatch, household, PAGE, person="1", group="people", period=year))
    assert (address(app)["group"], address(app)["period"]) == ("people", year)
    features = {row["feature"] for row in charts(app)[0]}
    assert features and all(name.startswith(("Actor", "Director")) for name in features)


def test_what_an_address_says_wrongly_falls_back(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, group="<b>", period="1066", person="1"))
    assert "group" not in address(app) and "period" not in address(app)


def test_the_last_month_is_what_the_cards_say(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, person="1"))
    rows = charts(app)[0]
    last = [row for row in rows if row["month"] == rows[-1]["month"]]
    for row in last[:3]:
        assert f"strength {row['strength']:.1f} of 100" in page_html(app)


def test_the_map_sends_each_title_once(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = charts(well(opened(monkeypatch, household, PAGE, person="1")))[-1]
    rows = [row for row in sent if row["kind"] != LANDMARK]
    assert len(rows) == FILMS + 4
    assert {row["kind"] for row in rows} == {"In the library", "Watched", "Recommended"}
    assert sum(row["kind"] == "Watched" for row in rows) == 9


def test_the_weights_move_what_is_recommended(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, person="1"))
    app = well(app.slider(key="c_genres").set_value(0.0).run())
    assert address(app)["genres"] == "0"


def test_who_watched_nothing_reads_a_friendly_sentence(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, person="3"))
    assert "Cleo has not watched anything yet" in words(app)
    assert charts(app) == []


def test_who_only_marked_titles_has_no_calendar(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(own_household.db_path) as conn:
        conn.execute("UPDATE history SET viewed_at = NULL WHERE account_id = 1")
        conn.execute("UPDATE accounts SET watched_stamp = 'new' WHERE account_id = 1")
    app = well(opened(monkeypatch, own_household, PAGE, person="1"))
    assert "Plex has no times" in words(app)
    assert len(charts(app)) == 5
