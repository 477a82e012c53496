"""The values of widgets in the session state: seeded, clamped, forgotten; and a message that is shown once."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def widgets() -> None:
    import streamlit as st

    from recommenderr.dashboard.session import session_state

    session_state.enter_page(st.session_state.get("page", "For you"))
    session_state.seed("c_people", 9.0)
    st.session_state["clamped"] = session_state.clamped("c_people", 0.0, 3.0)
    st.session_state["index"] = session_state.option_index("c_people", [1.0, 9.0])
    st.session_state["missing"] = session_state.option_index("c_people", [1.0])
    session_state.seed("f_genres", ["Drama", "Gone"])
    st.session_state["selected"] = session_state.selected_options("f_genres", ["Comedy", "Drama"])
    session_state.show_notification(st.info)


def test_a_seeded_value_stays_until_it_is_overwritten() -> None:
    app = AppTest.from_function(widgets)
    app.session_state["c_people"] = 2.0
    app.session_state["rr_page"] = "For you"
    assert app.run().session_state["c_people"] == 2.0


def test_another_page_forgets_the_widgets_and_seeds_its_own() -> None:
    app = AppTest.from_function(widgets)
    app.session_state["c_people"] = 2.0
    app.session_state["other"] = 2.0
    app.session_state["rr_page"] = "For you"
    app.session_state["page"] = "Taste"
    app.run()
    assert (app.session_state["c_people"], app.session_state["other"]) == (9.0, 2.0)


def test_values_are_moved_into_what_the_widget_offers() -> None:
    app = AppTest.from_function(widgets).run()
    assert app.session_state["clamped"] == 3.0
    assert (app.session_state["index"], app.session_state["missing"]) == (1, None)
    assert app.session_state["selected"] == ["Drama"]


def test_a_message_is_shown_once() -> None:
    app = AppTest.from_function(widgets)
    app.session_state["rr_notification"] = "The preset was saved."
    assert [info.value for info in app.run().info] == ["The preset was saved."]
    assert not app.run().info
