"""Experiments: two lists next to each other, and one of the settings put to use."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.pages.page_objects import address, charts, opened, page_html, well, words, words_for_charts

PAGE = "pages/experiments.py"


def tried(monkeypatch: pytest.MonkeyPatch, settings: Settings, **params: Any) -> AppTest:
    return well(opened(monkeypatch, settings, PAGE, **({"person": "1"} | params)))


def test_both_lists_and_all_charts_are_there(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household)
    assert page_html(app).count('<ol class="rr-ranks">') == 2
    assert page_html(app).count('class="rr-rank"') == 40
    assert "titles" in words(app) and "of 20" in words(app)
    assert len(charts(app)) == 4
    assert all(words_for_charts(app))


def test_b_starts_as_the_other_way_of_scoring(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household)
    assert (address(app)["a_scoring"], address(app)["b_scoring"]) == ("evidence", "classic")


def test_the_address_names_both_settings(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"a_scoring": "evidence", "a_genres": "2.45", "b_scoring": "evidence", "b_genres": "0.35"}
    app = tried(monkeypatch, household, **weights)
    assert (app.slider(key="t_a_genres").value, app.slider(key="t_b_genres").value) == (2.45, 0.35)
    assert {name: address(app)[name] for name in weights} == weights


def test_what_an_address_says_wrongly_falls_back(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household, a_genres="-3", b_scoring="magic", b_people="nan", person="nobody")
    assert address(app)["person"] == "1"


def test_the_same_setting_twice_is_the_same_list(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household, a_genres="2", b_genres="2")
    assert "A and B show the same titles in the same order." in words(app)


def test_a_slider_moves_its_own_side_alone(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household, a_genres="1", b_genres="1")
    app = well(app.slider(key="t_b_genres").set_value(0.0).run())
    assert (address(app)["a_genres"], address(app)["b_genres"]) == ("1", "0")
    assert "the same titles in the same order" not in words(app)


def test_a_side_can_be_set_from_the_list(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household)
    app = well(app.selectbox(key="t_a_begin").select("Classic, as first described").run())
    assert address(app)["a_scoring"] == "classic"
    assert app.slider(key="t_a_collections").value == 1.4
    assert app.selectbox(key="t_a_begin").value is None


def test_b_put_to_use_is_what_for_you_shows(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household, b_text="0.25")
    app = well(app.button(key="t_b_use").click().run())
    assert app.button(key="t_b_use").disabled
    app = well(app.switch_page("pages/for_you.py").run())
    assert app.slider(key="c_text").value == 0.25


def test_b_kept_is_the_default_everywhere(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, own_household, b_text="0.5")
    app = well(app.button(key="t_b_keep").click().run())
    with open_store(own_household.db_path, read_only=True) as conn:
        values = presets.default(conn, 1)
    assert values is not None and values["text"] == 0.5
    assert app.button(key="t_b_keep").disabled


def test_another_person_starts_afresh(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household, b_text="0.5")
    app = well(app.selectbox(key="c_person").select(2).run())
    assert address(app)["person"] == "2"
    assert address(app)["b_scoring"] == "classic"


def test_who_watched_nothing_compares_all_the_same(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "From rank to rank" in words(tried(monkeypatch, household, person="3"))


def test_who_has_seen_everything_has_nothing_to_compare(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tried(monkeypatch, household, person="4")
    assert "Zoe has seen everything, so there is nothing to compare." in words(app)
    assert charts(app) == []
