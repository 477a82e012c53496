"""A URL shows the same view again, and an invalid one still shows a view."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.session.view_url import (
    ADDED_DAYS,
    MIN_SLIDER_MAX,
    STEP,
    View,
    account_from_params,
    list_params,
    read_view,
    relative_url,
    slider_max,
    title_links,
    title_params,
    within_sliders,
)
from recommenderr.model.weights import SHOWN_GROUPS, Weights, default_weights
from recommenderr.recommender.filters import FilterOptions, Filters

OFFERED = FilterOptions(("Drama", "Sci-Fi & Fantasy", "<i>Odd</i>"), (1931, 2024), 200, (0, 8, 13), ("1", "2"))
DEFAULT = default_weights()

steps = st.integers(0, round(MIN_SLIDER_MAX / STEP)).map(lambda step: round(step * STEP, 2))
shares = st.integers(0, round(1 / STEP)).map(lambda step: round(step * STEP, 2))
weights = st.builds(Weights, *[steps] * len(SHOWN_GROUPS), shares, shares, st.sampled_from(["evidence", "classic"]))
genres = st.lists(st.sampled_from(OFFERED.genres), unique=True).map(tuple)
filters = st.builds(
    Filters,
    type=st.sampled_from([None, "movie", "show"]),
    genres=genres,
    without_genres=genres,
    year_from=st.sampled_from([None, 1950, 1980]),
    year_to=st.sampled_from([None, 1989, 2020]),
    runtime_max_min=st.sampled_from([None, 90.0, 120.0]),
    age_max=st.sampled_from([None, *OFFERED.ages]),
    library_ids=st.lists(st.sampled_from(OFFERED.library_ids), unique=True).map(tuple),
)


def params_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def read(address: str, default: Weights = DEFAULT) -> View:
    return read_view(params_of(address), 1, default, OFFERED)


@given(weights, filters, st.sampled_from([None, *ADDED_DAYS]), st.sampled_from([24, 48, 240]))
def test_the_url_of_a_list_shows_the_same_list(
    moved: Weights, chosen: Filters, added_days: int | None, shown: int
) -> None:
    view = View(1, moved, chosen, added_days, shown)
    assert read(relative_url("", list_params(view, DEFAULT))) == view


@given(weights, st.text("0123456789abc/&", min_size=1, max_size=12))
def test_the_url_of_a_title_shows_the_same_title(moved: Weights, item_id: str) -> None:
    view = View(1, moved, item_id=item_id)
    assert read(relative_url("title", title_params(view, DEFAULT))) == view
    assert title_links(View(1, moved, item_id="other"), DEFAULT)(item_id) == relative_url(
        "title", title_params(view, DEFAULT)
    )


def test_the_url_of_default_weights_is_short() -> None:
    assert relative_url("", list_params(View(7, DEFAULT), DEFAULT)) == "./?person=7"


def test_one_changed_weight_writes_all_so_that_a_new_default_keeps_the_link() -> None:
    params = list_params(View(7, DEFAULT.changed({"genres": 2.0})), DEFAULT)
    assert set(params) == {"person", *DEFAULT.as_values()}


@given(st.dictionaries(st.sampled_from([*DEFAULT.as_values(), "type", "from", "to", "age", "shown", "added", "genre",
                                        "without", "runtime", "library", "item"]),
                       st.lists(st.text(max_size=12), max_size=3)))  # fmt: skip
def test_no_url_is_an_error(params: dict[str, list[str]]) -> None:
    view = read_view(params, 1, DEFAULT, OFFERED)
    assert all(0 <= view.weights.of(group) <= MIN_SLIDER_MAX for group in ("genres", "people", "text"))
    assert view.shown % 24 == 0 and 24 <= view.shown <= 240


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("genres=0.37", "genres", 0.35),
        ("genres=0.38", "genres", 0.4),
        ("genres=much", "genres", DEFAULT.genres),
        ("genres=-1", "genres", DEFAULT.genres),
        ("genres=99", "genres", DEFAULT.genres),
        ("genres=nan", "genres", DEFAULT.genres),
        ("genres=1e999", "genres", DEFAULT.genres),
        ("breadth=1.05", "breadth", DEFAULT.breadth),
        ("scoring=magic", "scoring", "evidence"),
        ("scoring=classic", "scoring", "classic"),
    ],
)
def test_a_weight_between_steps_is_rounded_and_an_invalid_one_ignored(query: str, name: str, value: object) -> None:
    assert getattr(read(f"?{query}").weights, name) == value


def test_a_default_between_two_steps_is_kept() -> None:
    default = DEFAULT.changed({"genres": 0.123})
    assert read("?genres=0.123&people=2", default).weights == default.changed({"people": 2.0})


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("genre=drama&genre=Western", Filters(genres=("Drama",))),
        ("genre=%20DRÁMA", Filters(genres=("Drama",))),
        ("from=1800", Filters()),
        ("from=1931&to=2024", Filters()),
        ("from=1990&to=1980", Filters()),
        ("type=song", Filters()),
        ("age=9", Filters()),
        ("runtime=0", Filters()),
        ("runtime=500", Filters()),
        ("library=2&library=9", Filters(library_ids=("2",))),
    ],
)
def test_an_unknown_filter_is_ignored(query: str, wanted: Filters) -> None:
    assert read(f"?{query}").filters == wanted


@pytest.mark.parametrize(("query", "shown"), [("shown=25", 24), ("shown=1000000", 240), ("shown=0", 24), ("", 24)])
def test_the_number_shown_is_a_whole_number_of_pages(query: str, shown: int) -> None:
    assert read(f"?{query}").shown == shown


def test_an_unknown_person_falls_back() -> None:
    people = {"ana": 1, "ben": 2}
    assert account_from_params({"person": ["ben"]}, people.get, 1) == 2
    assert account_from_params({"person": ["nobody"]}, people.get, 1) == 1
    assert account_from_params({}, people.get, 1) == 1


def test_a_default_above_the_maximum_raises_it() -> None:
    far = DEFAULT.changed({"genres": 7.5})
    assert slider_max(far) == 8.0
    assert within_sliders(far, DEFAULT).genres == MIN_SLIDER_MAX
    assert within_sliders(far, far) == far
