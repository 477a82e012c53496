from __future__ import annotations

from datetime import UTC, date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.charts import calendar_heatmap
from recommenderr.insights.watch_calendar import watch_days
from recommenderr.records import WatchEvent
from tests.dashboard.charts.sending import LABELS, assert_fits, sent

DAY_S = 86_400


def calendar(first: date, days: int, **watched: int) -> pd.DataFrame:
    """So many days from the first on; `watched` gives the plays of each title, all on the fifth day."""
    fifth = (first + timedelta(days=min(days, 5) - 1) - date(1970, 1, 1)).days * DAY_S
    events = [WatchEvent(None, name.strip("_"), fifth) for name, plays in watched.items() for _ in range(plays)]
    return watch_days(events, UTC, first, first + timedelta(days=days - 1))


def test_a_calendar_has_a_column_a_week_and_names_each_month_once() -> None:
    days = calendar(date(2026, 1, 1), 40, Heat=1)  # from a Thursday on
    rows = sent(calendar_heatmap.frame(days))
    assert (rows[0]["week"], rows[0]["weekday"]) == ("2025-12-29", "Thu")
    assert rows[4] == {
        "week": "2026-01-05",
        "weekday": "Mon",
        "day": "Monday, 5 January 2026",
        "plays": 1,
        "titles": "Heat",
    }
    assert calendar_heatmap.first_weeks(days) == ("2026-01-05", "2026-02-02")
    spec = calendar_heatmap.spec(calendar_heatmap.first_weeks(days))
    assert spec["encoding"]["x"]["axis"]["values"] == ["2026-01-05", "2026-02-02"]
    assert calendar_heatmap.in_words(days) == "1 playback on 1 of 40 days, most on 5 January 2026: 1 (Heat)."
    assert calendar_heatmap.in_words(days[:3]) == "Nothing was watched."


def test_playbacks_without_a_name_are_not_named() -> None:
    unnamed = calendar(date(2026, 1, 5), 1, _=2)
    assert calendar_heatmap.in_words(unnamed) == "2 playbacks on 1 of 1 days, most on 5 January 2026: 2."
    assert sent(calendar_heatmap.frame(unnamed))[0]["titles"] == "not named"
    assert sent(calendar_heatmap.frame(calendar(date(2026, 1, 5), 1)))[0]["titles"] == "nothing"


@given(st.dates(date(1999, 12, 25), date(2030, 1, 1)), st.integers(0, 9), LABELS)
def test_any_days_and_any_name_arrive(first: date, n_days: int, name: str) -> None:
    at = (first - date(1970, 1, 1)).days * DAY_S
    days = watch_days([WatchEvent(None, name, at)], UTC, first, first + timedelta(days=n_days - 1))
    frame = calendar_heatmap.frame(days)
    assert_fits(calendar_heatmap.spec(calendar_heatmap.first_weeks(days)), frame)
    rows = sent(frame)
    assert [row["plays"] for row in rows] == [1, *[0] * 8][:n_days]
    assert [row["titles"] for row in rows] == [name or "not named", *["nothing"] * 8][:n_days]
    for row, number in zip(rows, range(n_days), strict=True):
        monday = date.fromisoformat(row["week"])
        assert monday.weekday() == 0
        assert monday + timedelta(days=calendar_heatmap.WEEKDAYS.index(row["weekday"])) == first + timedelta(number)
