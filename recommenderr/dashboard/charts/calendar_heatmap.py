"""What was watched when: a square a day, a column a week."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import pandas as pd
import streamlit as st

from recommenderr.dashboard.charts.palette import COMPARED, NEUTRAL
from recommenderr.dashboard.charts.vega import BARE_AXIS, Spec, to_spec

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROW_PX = 18


def draw(days: pd.DataFrame, words: str) -> None:
    """Draws the days of `insights.watch_calendar` on the page; `words` is what a screen reader says."""
    st.vega_lite_chart(frame(days), spec(first_weeks(days)), alt=words)


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
    dates = pd.DatetimeIndex(days.index)
    unnamed = days["plays"].gt(0).map({True: "not named", False: "nothing"})
    return pd.DataFrame(
        {
            "week": _weeks(dates),
            "weekday": [WEEKDAYS[number] for number in dates.day_of_week],
            "day": dates.strftime("%A, %-d %B %Y"),
            "plays": days["plays"].to_numpy(),
            "titles": days["titles"].where(days["titles"] != "", unnamed).to_numpy(),
        }
    )


def first_weeks(days: pd.DataFrame) -> tuple[str, ...]:
    """The first whole week of each month: its name stands above it. A month with only its last days here has none."""
    dates = pd.DatetimeIndex(days.index)
    return tuple(_weeks(dates[(dates.day <= 7) & (dates.day_of_week == 0)]))


def _weeks(dates: pd.DatetimeIndex) -> list[str]:
    """The Monday that each day's week begins with: `2026-01-05`."""
    return list((dates - pd.to_timedelta(dates.day_of_week, unit="D")).strftime("%Y-%m-%d"))


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
