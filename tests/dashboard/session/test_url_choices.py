"""A page's own choices: read from the URL on arrival, and written without their defaults."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.dashboard.session import url_choices


def page() -> None:
    import streamlit as st

    from recommenderr.dashboard.session import session_state, url_choices

    arrived = session_state.is_arrival()
    st.radio("Period", ["year", "all"], key=url_choices.choice_key("period", ["year", "all"], arrived))
    st.text_input("Words", key=url_choices.text_key("words", arrived, max_length=5))
    session_state.set_view(None)  # type: ignore[arg-type] # from here on the session has begun


def opened(**params: str) -> AppTest:
    app = AppTest.from_function(page)
    app.query_params.update(params)
    return app.run()


@pytest.mark.parametrize(("param", "value"), [("all", "all"), ("year", "year"), ("never", "year"), ("", "year")])
def test_an_invalid_choice_falls_back_to_the_first_option(param: str, value: str) -> None:
    assert opened(period=param).radio[0].value == value


def test_a_text_is_cut_to_its_maximum_length() -> None:
    assert opened(words="long enough").text_input[0].value == "long "


def test_after_arrival_the_widget_decides() -> None:
    app = opened(period="all")
    assert app.radio[0].set_value("year").run().radio[0].value == "year"
    app.query_params["period"] = "all"
    assert app.run().radio[0].value == "year"


def test_the_url_leaves_defaults_out() -> None:
    assert url_choices.changed_params(period=("all", "year"), page=(0, 0)) == {"period": ["all"]}
