"""For you: people, sliders, presets, filters, arrows, and the sentences where there is nothing to show."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.household.service import Household
from recommenderr.model.weights import default_weights
from recommenderr.recommender.service import Query, Recommender
from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.dashboard.html_reader import read
from tests.factories.hostile_household import BEN, HOSTILE
from tests.pages.page_objects import blocks, opened, page_html, well

FORGOTTEN = default_weights().as_values()


def grid(app: AppTest) -> str:
    return next(body for body in blocks(app) if "rr-grid" in body)


def names(app: AppTest) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="rr-name">(.*?)</span>', grid(app))]


def address(app: AppTest) -> dict[str, list[str]]:
    params = app.query_params.items()
    return {name: [values] if isinstance(values, str) else list(values) for name, values in params}


def test_the_list_is_that_of_the_command_line(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household))
    recommended = Recommender(household).recommend(1, Query(k=24))
    assert names(app) == [item.details.title for item in recommended.items]
    assert "24 of " in page_html(app)


def test_a_slider_moves_the_list_and_the_arrows_say_how_far(
    household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, household))
    before = names(app)
    assert "rr-move" not in grid(app)
    well(app.slider(key="c_people").set_value(3.0).run())
    after = names(app)
    assert after != before
    arrows = re.findall(r'class="rr-name">|rr-(up|down|new)"[^>]*>(?:[▲▼] )?(\w+)', grid(app))
    assert arrows
    for index, name in enumerate(after):
        step = before.index(name) - index if name in before else None
        tile = grid(app).split("<li><a ")[index + 1]
        wanted = "rr-new" if step is None else f"▲ {step}<" if step > 0 else f"▼ {-step}<" if step else "rr-name"
        assert wanted in tile
    left = [name for name in before if name not in after]
    assert all(f">{name}</bdi></a>" in grid(app) for name in left if name not in HOSTILE)


def test_reset_brings_the_default_back(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, people="3", scoring="classic"))
    assert app.slider(key="c_people").value == 3.0
    assert app.slider(key="c_breadth").disabled and app.slider(key="c_acclaim").disabled
    well(app.button(key="c_reset").click().run())
    assert app.slider(key="c_people").value == default_weights().people
    assert app.button(key="c_reset").disabled
    assert address(app) == {"person": ["1"]}


def test_the_address_says_what_is_shown(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, person="2", genres="0.37", people="many", genre="crime", type="song"))
    assert app.selectbox(key="c_person").value == 2
    assert app.slider(key="c_genres").value == 0.35
    assert app.slider(key="c_people").value == default_weights().people
    assert app.multiselect(key="f_genres").value == ["Crime"]
    params = address(app)
    assert (params["person"], params["genres"], params["genre"]) == (["2"], ["0.35"], ["Crime"])
    assert "type" not in params


def test_nobody_is_shut_out_by_a_wrong_person(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ">For Ana<" in page_html(well(opened(monkeypatch, household, person="nobody")))


def test_another_person_has_another_list_and_a_name_is_text(
    household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, household))
    before = names(app)
    well(app.selectbox(key="c_person").set_value(BEN.account_id).run())
    assert names(app) != before
    assert ">For Ben &lt;b&gt;<" in page_html(app)
    assert address(app)["person"] == ["2"]


def test_who_watched_nothing_gets_the_best_rated_with_a_note(
    household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_text = page_html(well(opened(monkeypatch, household, person="cleo")))
    assert "Cleo has not watched anything yet, so this list is a general one" in page_text
    assert "rr-grid" in page_text


def test_who_has_seen_everything_is_explained(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page_text = page_html(well(opened(monkeypatch, household, person="zoe")))
    assert "Zoe has seen everything; nothing is left to recommend." in page_text
    assert "rr-grid" not in page_text


def test_filters_that_nothing_passes_are_explained_and_cleared(
    household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, household, **{"from": "1961", "to": "1961", "type": "show"}))
    assert "No unseen title of Ana passes these filters." in page_html(app)
    well(app.button(key="f_clear").click().run())
    assert len(names(app)) == 24
    assert address(app) == {"person": ["1"]}


def test_filters_do_what_they_say(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household))
    well(app.multiselect(key="f_genres").set_value(["Crime"]).run())
    well(app.multiselect(key="f_without").set_value(["<i>Odd</i>"]).run())
    well(app.selectbox(key="f_decade").set_value(1980).run())
    titles = Recommender(household).generation().titles
    cards = [titles.details(row) for row in range(len(titles)) if titles.details(row).title in names(app)]
    assert cards
    for details in cards:
        assert "Crime" in details.genres and "<i>Odd</i>" not in details.genres
        assert details.year is not None and 1980 <= details.year <= 1989
    assert {"genre", "without", "from", "to"} <= set(address(app))


def test_series_alone(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, type="show"))
    assert sorted(names(app)) == ["Series 0", "Series 1", "Series 2", "Series 3"]


def test_more_are_shown_on_demand(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household))
    first = names(app)
    well(app.button(key="c_more").click().run())
    assert len(names(app)) == 48
    assert set(first) <= set(names(app))
    assert address(app)["shown"] == ["48"]


def test_hostile_titles_are_text_in_the_grid(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, person="cleo", shown="96"))
    reader = read(grid(app))
    assert set(reader.tags) <= {"p", "ul", "li", "a", "span", "img", "strong"}
    for title in HOSTILE:
        assert title in reader.words


def test_a_preset_is_saved_used_renamed_made_default_and_deleted(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, own_household))
    app.slider(key="c_people").set_value(2.5).run()
    app.text_input(key="p_name").set_value("  Night **x** ").run()
    well(app.button(key="p_save").click().run())
    assert app.selectbox(key="p_chosen").value == "Night **x**"
    assert [toast.value for toast in app.toast] == ["Saved\\."]

    well(app.button(key="c_reset").click().run())
    assert app.slider(key="c_people").value == default_weights().people
    well(app.button(key="p_use").click().run())
    assert app.slider(key="c_people").value == 2.5

    app.text_input(key="p_name").set_value("Day").run()
    well(app.button(key="p_rename").click().run())
    assert app.selectbox(key="p_chosen").value == "Day"

    well(app.button(key="p_default").click().run())
    assert Household(own_household).weights_of(1).people == 2.5
    assert app.button(key="c_reset").disabled and "rr-move" not in grid(app)
    assert address(app) == {"person": ["1"]}

    well(app.button(key="p_no_default").click().run())
    assert Household(own_household).weights_of(1) == default_weights()
    well(app.button(key="p_delete").click().run())
    with open_store(own_household.db_path, read_only=True) as conn:
        assert presets.list(conn, 1) == ()


def test_a_preset_without_a_name_is_explained(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, own_household))
    well(app.button(key="p_save").click().run())
    assert "1 to 60 characters" in app.toast[0].value.replace("\\", "")


def test_sliders_as_they_are_become_the_default_in_one_step(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, own_household, people="2"))
    well(app.button(key="p_default").click().run())
    assert app.selectbox(key="p_chosen").value == "My default"
    assert Household(own_household).weights_of(1).people == 2.0


def test_a_default_beyond_the_sliders_can_be_shown(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(own_household.db_path) as conn:
        presets.save(conn, 1, "Far", {**FORGOTTEN, "genres": 42.0})
        presets.save(conn, 1, "Near", {**FORGOTTEN, "genres": 2.0})
        presets.set_default(conn, 1, "Far")
    app = well(opened(monkeypatch, own_household))
    assert app.slider(key="c_genres").value == 42.0
    well(app.selectbox(key="p_chosen").set_value("Near").run())
    assert app.slider(key="c_genres").value == 2.0
    with open_store(own_household.db_path) as conn:
        presets.set_default(conn, 1, None)
    well(app.run())
    well(app.selectbox(key="p_chosen").set_value("Far").run())
    assert app.slider(key="c_genres").value == 3.0
