"""The charts and tables of Experiments, Taste, History and Status: their numbers, their words, and what they escape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from recommenderr.dashboard import clock
from recommenderr.dashboard.charts import calendar_heatmap, grouped_bar, library_map, palette, preference_heatmap, slope
from recommenderr.dashboard.components import status_parts, table
from recommenderr.dashboard.components.history_parts import percent
from recommenderr.dashboard.session import weight_pair
from recommenderr.dashboard.session.view_url import View
from recommenderr.household.health import Finding
from recommenderr.household.shown_settings import ShownSetting
from recommenderr.insights.distributions import Pair
from recommenderr.insights.library_map import Landmark, Point
from recommenderr.insights.list_comparison import compare
from recommenderr.insights.watch_calendar import Day
from recommenderr.model.weights import GROUPS, Weights, default_weights
from tests.factories.hostile_household import HOSTILE

NASTY = HOSTILE[3]


def test_things_beside_each_other_have_colours_of_their_own() -> None:
    colours = (*palette.BESIDE, palette.OTHER)
    assert not set(colours) & set(palette.GROUP_COLOURS.values())
    for colour in colours:
        assert palette.contrast(colour, palette.LIGHT_BACKGROUND) >= 3
        assert palette.contrast(colour, palette.DARK_BACKGROUND) >= 3


def test_two_mixes_as_bars() -> None:
    pairs = [Pair("Drama", 0.5, 0.25)]
    chart = grouped_bar.pair_chart(pairs, "Watched", "Recommended")
    assert chart["data"]["values"] == [
        {"name": "Drama", "series": "Watched", "share": 0.5},
        {"name": "Drama", "series": "Recommended", "share": 0.25},
    ]
    assert chart["encoding"]["color"]["scale"]["range"] == list(palette.BESIDE)
    assert grouped_bar.in_words(pairs, "Watched", "Recommended") == "Drama: watched 50%, recommended 25%"


def test_a_line_runs_between_two_ranks_and_not_from_one_list_alone() -> None:
    slopes = compare([7, 3], [3, 5]).slopes
    chart = slope.slope_chart(slopes, ["Heat", "Ran", "Alien"], ["Heat (1995)", "Ran (1985)", "Alien (1979)"], 2)
    rows = chart["data"]["values"]
    assert [(row["row"], row["list"], row["rank"], row["both"]) for row in rows] == [
        (7, "A", 1, False),
        (3, "A", 2, True),
        (3, "B", 1, True),
        (5, "B", 2, False),
    ]
    assert rows[1]["label"] == "2. Ran"
    assert slope.in_words(slopes[:2], ["Heat (1995)", "Ran (1985)"]) == (
        "Heat (1995): in A rank 1, in B not on the list. Ran (1985): in A rank 2, in B rank 1"
    )


def test_a_calendar_has_a_column_a_week_and_names_each_month_once() -> None:
    first = date(2026, 1, 1)  # a Thursday
    days = [Day(first + timedelta(days=n), int(n == 4), ("Heat",) if n == 4 else ()) for n in range(40)]
    chart = calendar_heatmap.calendar_chart(days)
    rows = chart["data"]["values"]
    assert (rows[0]["week"], rows[0]["weekday"]) == ("2025-12-29", "Thu")
    assert rows[4] == {
        "week": "2026-01-05",
        "weekday": "Mon",
        "day": "Monday, 5 January 2026",
        "plays": 1,
        "titles": "Heat",
    }
    assert chart["encoding"]["x"]["axis"]["values"] == ["2026-01-05", "2026-02-02"]
    assert calendar_heatmap.in_words(days) == "1 playback on 1 of 40 days, most on 5 January 2026: 1 (Heat)."
    assert calendar_heatmap.in_words(days[:3]) == "Nothing was watched."
    unnamed = Day(date(2026, 1, 5), 2, ())
    assert calendar_heatmap.in_words([unnamed]) == "2 playbacks on 1 of 1 days, most on 5 January 2026: 2."
    assert calendar_heatmap.calendar_chart([unnamed])["data"]["values"][0]["titles"] == "not named"


@pytest.mark.parametrize("group", GROUPS)
def test_changes_are_drawn_in_the_colour_of_their_group(group: str) -> None:
    chart = preference_heatmap.months_chart(group, ["Drama"], ["Jan 2026", "Feb 2026"], np.array([[0.25, -0.1]]))
    assert chart["encoding"]["color"]["value"] == palette.GROUP_COLOURS[group]
    assert [(row["strength"], row["size"]) for row in chart["data"]["values"]] == [(25.0, 25.0), (-10.0, 10.0)]
    words = preference_heatmap.in_words(["Drama"], ["Jan 2026", "Feb 2026"], np.array([[0.25, -0.1]]))
    assert words == "Drama: 25.0 at the end of Jan 2026, -10.0 now"


def test_points_name_their_titles() -> None:
    points = [Point(0, 0.12345, 0.5, "other"), Point(1, 1.0, 0.0, "recommended")]
    chart = library_map.map_chart(points, ["Heat", "Ran"], [Landmark("Crime", 0.5, 0.5)])
    assert chart["data"]["values"] == [
        {"title": "Heat", "kind": "In the library", "x": 0.123, "y": 0.5},
        {"title": "Ran", "kind": "Recommended", "x": 1.0, "y": 0.0},
    ]
    assert chart["layer"][-1]["data"]["values"] == [{"name": "Crime", "x": 0.5, "y": 0.5}]
    assert library_map.in_words(points, 9).startswith("2 of the library's 9 titles as points")


TABLES: tuple[Callable[[str], str], ...] = (
    lambda text: table.table(text, [text], [[text]], [text]),
    lambda text: status_parts.findings([Finding(text, False, text)]),
    lambda text: status_parts.settings([ShownSetting(text, text, text, text)]),
    lambda text: status_parts.log_lines([text]),
    lambda text: status_parts.tiles({text: text}),
    lambda text: status_parts.notice(text),
)


@pytest.mark.parametrize("made", TABLES)
@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_it_is_written(made: Callable[[str], str], text: str) -> None:
    markup = made(text)
    assert "<script" not in markup and "<img" not in markup
    assert 'data-label=""' not in markup


def test_a_table_says_its_columns_to_who_sees_only_one_cell() -> None:
    markup = table.table("People", ("Name", "Plays"), [("Ana", "3")], ("Plays",))
    assert '<caption class="rr-hidden">People</caption>' in markup
    assert '<td data-label="Name">Ana</td><td data-label="Plays" class="rr-number">3</td>' in markup


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.1234, "12.3 %"),
        (-0.05, "-5.0 %"),
        (0.0, "0.0 %"),
        (0.0004, "< 0.1 %"),
        (-0.0004, "> -0.1 %"),
        (1.0, "100.0 %"),
    ],
)
def test_shares_in_words(share: float, text: str) -> None:
    assert percent(share) == text


def test_times_by_the_clock_of_the_viewer() -> None:
    moment = datetime(2026, 3, 1, 21, 5, tzinfo=UTC)
    assert clock.when(moment, UTC) == "1 Mar 2026, 21:05"
    assert clock.when(None, UTC, "never") == "never"
    assert clock.ahead(moment + timedelta(minutes=61), moment) == "in 1 hour"
    assert clock.ahead(moment + timedelta(seconds=20), moment) == "in less than a minute"
    assert clock.ahead(moment - timedelta(minutes=3), moment) == "any moment now"


def test_an_address_names_both_sides_or_leaves_them_as_they_begin() -> None:
    default = default_weights("evidence")
    view = View(1, default.changed({"genres": 2.0}))
    begun = weight_pair.read_pair({}, view, default)
    assert (begun.a, begun.b) == (view.weights, default_weights("classic"))
    pair = replace(begun, b=Weights(text=0.35, scoring="evidence"))
    assert weight_pair.read_pair(weight_pair.pair_params(pair), View(1, default), default) == pair
