"""What was watched when: a square a day, a column a week."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from recommenderr.dashboard.charts.palette import COMPARED, NEUTRAL
from recommenderr.dashboard.charts.vega import BARE_AXIS, Chart, Spec, to_spec

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROW_PX = 18


def chart(days: pd.DataFrame) -> Chart:
    """The chart of the days of `insights.watch_calendar`."""
    return Chart(frame(days), spec(first_weeks(days)), in_words(days))


@lru_cache(maxsize=16)
def spec(labelled_weeks: tuple[str, ...]) -> Spec:
    """The more was watched, the stronger the square; empty days are faint. The month is named above some weeks."""
    busy = alt.when("datum.plays > 0")
    strength = alt.Scale(type="sqrt", domainMin=0, range=[0.25, 1])
    return to_spec(
        alt.Chart(height=alt.Step(ROW_PX))
        .mark_rect(cornerRadius=2, stroke=None, aria=False)
        .encode(
            x=alt.X("week:O", title=None).axis(
                labelAngle=0,
                labelAlign="left",
                labelExpr="utcFormat(toDate(datum.value), '%b')",
                labelOverlap=True,
                orient="top",
                values=list(labelled_weeks),
            ),
            y=alt.Y("weekday:O", title=None, sort=list(WEEKDAYS)).axis(values=["Mon", "Wed", "Fri", "Sun"]),
            color=busy.then(alt.value(COMPARED[0])).otherwise(alt.value(NEUTRAL)),
            opacity=busy.then(alt.Opacity("plays:Q", scale=strength, legend=None)).otherwise(alt.value(0.16)),
            tooltip=[
                alt.Tooltip("day:N", title="Day"),
                alt.Tooltip("plays:N", title="Playbacks"),
                alt.Tooltip("titles:N", title="Titles"),
            ],
        )
        .configure_axis(labelFontSize=12, **BARE_AXIS)
        .configure_scale(bandPaddingInner=0.16, bandPaddingOuter=0)
        .configure_view(stroke=None)
    )


def frame(days: pd.DataFrame) -> pd.DataFrame:
    """One row a day: `week` (its Monday), `weekday`, `day` in words, `plays`, `titles`."""
    squares, plays = _squares(*_period(days)), days["plays"].to_numpy()
    unnamed = np.where(plays > 0, "not named", "nothing")
    titles = days["titles"].to_numpy(dtype=object)
    return squares.assign(plays=plays, titles=np.where(titles == "", unnamed, titles))


def first_weeks(days: pd.DataFrame) -> tuple[str, ...]:
    """The first whole week of each month: its name stands above it. A month with only its last days here has none."""
    dates = pd.DatetimeIndex(days.index)
    mondays = dates[(dates.day <= 7) & (dates.day_of_week == 0)]
    return tuple(f"{monday:%Y-%m-%d}" for monday in mondays)


def _period(days: pd.DataFrame) -> tuple[date | None, int]:
    """The first day, and how many there are."""
    return (days.index[0].date() if len(days) else None), len(days)


@lru_cache(maxsize=16)
def _squares(first: date | None, n_days: int) -> pd.DataFrame:
    """Where each day stands, and its name: the same for everyone, and slow to spell."""
    days = [first + timedelta(days=number) for number in range(n_days)] if first else []
    return pd.DataFrame(
        {
            "week": [(day - timedelta(days=day.weekday())).isoformat() for day in days],
            "weekday": [WEEKDAYS[day.weekday()] for day in days],
            "day": [f"{day:%A, %-d %B %Y}" for day in days],
        }
    )


def in_words(days: pd.DataFrame) -> str:
    """The calendar as text."""
    busy = days[days["plays"] > 0]
    if busy.empty:
        return "Nothing was watched."
    day, total = busy["plays"].idxmax(), busy["plays"].sum()
    plays, titles = busy.loc[day, ["plays", "titles"]]
    names = f" ({titles})" if titles else ""
    return (
        f"{total:,} playback{'' if total == 1 else 's'} on {len(busy):,} of {len(days):,} days, "
        f"most on {day:%-d %B %Y}: {plays}{names}."
    )
