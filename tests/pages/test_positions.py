"""Every control is sent its position in every run: a browser may see the second run of a page as its first."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.settings import Settings
from tests.pages.page_objects import opened, well

WEIGHTS = {
    "collections": "0.5",
    "genres": "1.5",
    "people": "2",
    "text": "0.25",
    "year": "0.75",
    "breadth": "0.3",
    "diversity": "0.2",
    "scoring": "classic",
}
MOVED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "for_you": (
        {
            **WEIGHTS,
            "type": "movie",
            "genre": "Drama",
            "without": "Crime",
            "from": "1970",
            "to": "1999",
            "runtime": "100",
            "added": "365",
        },
        {
            "f_type": [1],
            "f_genres": [2],
            "f_without": [1],
            "f_years": [1970.0, 1999.0],
            "f_runtime": 4,
            "f_added": 3,
            "f_age": None,
        },
    ),
    "title": ({**WEIGHTS, "item": "130"}, {"t_search": ""}),
    "experiments": (
        {f"{side}_{name}": value for side in "ab" for name, value in WEIGHTS.items()},
        {"t_a_genres": [1.5], "t_b_people": [2.0], "t_b_scoring": [1], "t_a_breadth": [0.3]},
    ),
    "taste": ({**WEIGHTS, "group": "people"}, {"t_group": [2], "t_period": 0}),
    "history": (
        {"show": "titles", "kind": "movie", "words": "Film"},
        {"t_show": [1], "t_kind": [1], "t_words": "Film"},
    ),
}
"""By page, the address and what some of its controls must begin with, places among the options counted from 0."""

SIDE = {"c_genres": [1.5], "c_people": [2.0], "c_breadth": [0.3], "c_scoring": [1], "p_chosen": None, "p_name": ""}


def defaults_of(app: AppTest) -> dict[str, Any]:
    """What each control of a page is sent, by its key."""
    defaults: dict[str, Any] = {}
    for kind in ("slider", "multiselect", "button_group"):
        defaults |= {_key(control): list(control.proto.default) for control in app.get(kind)}
    for control in app.get("selectbox"):
        defaults[_key(control)] = control.proto.default if control.proto.HasField("default") else None
    return defaults | {_key(control): control.proto.default for control in app.get("text_input")}


def _key(control: Any) -> str:
    key: str = control.proto.id.rsplit("-", 1)[1]
    return key


@pytest.mark.parametrize("page", MOVED)
def test_a_control_begins_where_it_stands_in_the_second_run_as_in_the_first(
    page: str, household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, places = MOVED[page]
    if page not in {"experiments", "history"}:
        places = {**places, **SIDE}
    app = well(opened(monkeypatch, household, f"pages/{page}.py", person="2", **address))
    first = defaults_of(app)
    second = defaults_of(well(app.run()))
    assert second == first
    assert {name: second[name] for name in places} == places
    assert second["c_person"] == 1
