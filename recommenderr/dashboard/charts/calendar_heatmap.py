"""What was watched when: a square a day, a column a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from recommenderr.dashboard.charts.palette import BESIDE, OTHER
from recommenderr.insights.watch_calendar import Day

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROW_PX = 18


@lru_cache(maxsize=1)
def calendar_spec() -> dict[str, Any]:
    """Squares that are the stronger the more was watched; empty days are faint."""
    busy = {"test": "datum.plays > 0"}
    return {
        "mark": {"type": "rect", "cornerRadius": 2, "stroke": None, "aria": False},
        "height": {"step": ROW_PX},
        "config": {
            "axis": {"labelFontSize": 12, "grid": False, "domain": False, "ticks": False},
            "scale": {"bandPaddingInner": 0.16, "bandPaddingOuter": 0},
            "view": {"stroke": None},
        },
        "encoding": {
            "x": {
                "field": "week",
                "type": "ordinal",
                "title": None,
                "axis": {"labelAngle": 0, "labelAlign": "left", "labelExpr": "utcFormat(toDate(datum.value), '%b')"}
                | {"labelOverlap": True, "orient": "top"},
            },
            "y": {"field": "weekday", "type": "ordinal", "title": None, "sort": list(WEEKDAYS)}
            | {"axis": {"values": ["Mon", "Wed", "Fri", "Sun"]}},
            "color": {"condition": busy | {"value": BESIDE[0]}, "value": OTHER},
            "opacity": {
                "condition": busy
                | {
                    "field": "plays",
                    "type": "quantitative",
                    "scale": {"type": "sqrt", "domainMin": 0, "range": [0.25, 1]},
                    "legend": None,
                },
                "value": 0.16,
            },
            "tooltip": [
                {"field": "day", "title": "Day"},
                {"field": "plays", "title": "Playbacks"},
                {"field": "titles", "title": "Titles"},
            ],
        },
    }


def calendar_chart(days: Sequence[Day]) -> dict[str, Any]:
    """The squares of these days, ready to be drawn."""
    rows = [
        {
            "week": _week(day.day),
            "weekday": WEEKDAYS[day.day.weekday()],
            "day": f"{day.day:%A, %-d %B %Y}",
            "plays": day.plays,
            "titles": day.text or ("not named" if day.plays else "nothing"),
        }
        for day in days
    ]
    spec = calendar_spec()
    x = spec["encoding"]["x"]
    axis = x["axis"] | {"values": _first_weeks(days)}
    return spec | {"encoding": spec["encoding"] | {"x": x | {"axis": axis}}, "data": {"values": rows}}


def _first_weeks(days: Sequence[Day]) -> list[str]:
    """The first week of each month, where its name stands; a month of which only a few days are shown has none."""
    weeks = [_week(day.day) for day in days if day.day.day <= 7 and day.day.weekday() == 0]
    return list(dict.fromkeys(weeks))


def _week(day: date) -> str:
    """The Monday that a week begins with."""
    return (day - timedelta(days=day.weekday())).isoformat()


def in_words(days: Sequence[Day]) -> str:
    """The calendar for who does not see it."""
    busy = [day for day in days if day.plays]
    if not busy:
        return "Nothing was watched."
    most = max(busy, key=lambda day: day.plays)
    total = sum(day.plays for day in busy)
    plays = f"{total:,} playback{'' if total == 1 else 's'}"
    names = f" ({most.text})" if most.text else ""
    most_on = f"most on {most.day:%-d %B %Y}: {most.plays}{names}"
    return f"{plays} on {len(busy):,} of {len(days):,} days, {most_on}."
