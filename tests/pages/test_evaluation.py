"""Experiments, the past: nothing is worked out before it is asked for, and nothing is changed before it is meant."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.dashboard.charts.interval import NAMES
from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.pages.page_objects import charts, opened, well, words, words_for_charts

PAGE = "pages/experiments.py"


def asked(monkeypatch: pytest.MonkeyPatch, settings: Settings, person: str = "1") -> AppTest:
    """The page after the button."""
    app = well(opened(monkeypatch, settings, PAGE, person=person))
    return well(app.button(key="t_evaluate").click().run())


def test_nothing_is_evaluated_before_it_is_asked_for(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, person="1"))
    assert "How good is it" in words(app)
    assert len(charts(app)) == 4


def test_a_and_b_stand_next_to_each_other_with_their_uncertainty(
    household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = asked(monkeypatch, household)
    rows = charts(app)[-1]
    assert [(row["measure"], row["side"]) for row in rows] == [(name, side) for name in NAMES.values() for side in "AB"]
    assert all(0 <= row["low"] <= row["mean"] <= row["high"] <= 1 for row in rows)
    assert words_for_charts(app)[-1].startswith("Lists of 10 with a hit: A ")
    assert "Cannot tell these two apart yet" in words(app)
    assert "t_evaluate" not in [button.key for button in app.button]


def test_a_moved_slider_is_evaluated_at_once(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = asked(monkeypatch, household)
    before = charts(app)[-1]
    app = well(app.slider(key="t_a_genres").set_value(0.0).run())
    assert len(charts(app)) == 5
    assert [row for row in charts(app)[-1] if row["side"] == "B"] == [row for row in before if row["side"] == "B"]


def test_another_person_has_to_be_asked_for(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = asked(monkeypatch, household)
    app = well(app.selectbox(key="c_person").select(2).run())
    assert app.button(key="t_evaluate")


def test_too_short_a_history_is_explained(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing can be judged yet" in words(asked(monkeypatch, household, person="3"))


def test_a_fit_is_proposed_and_changes_nothing(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(asked(monkeypatch, own_household).button(key="t_tune").click().run())
    assert "Weight Now Tuned" in words(app)
    assert "There are too few moments to judge the fit by." in words(app)
    with open_store(own_household.db_path, read_only=True) as conn:
        assert presets.list(conn, 1) == ()


def test_a_fit_can_be_looked_at_as_b(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(asked(monkeypatch, own_household).button(key="t_tune").click().run())
    app = well(app.button(key="t_tuned_b").click().run())
    assert dict(app.query_params)["b_scoring"] in ("evidence", ["evidence"])


def test_a_fit_can_be_made_the_default(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(asked(monkeypatch, own_household).button(key="t_tune").click().run())
    well(app.button(key="t_tuned_default").click().run())
    with open_store(own_household.db_path, read_only=True) as conn:
        [preset] = presets.list(conn, 1)
    assert (preset.name, preset.is_default) == ("Tuned", True)
