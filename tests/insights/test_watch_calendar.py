from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.insights.watch_calendar import watch_days, year_before, years_of
from recommenderr.records import WatchEvent


def event(name: str, *moment: int) -> WatchEvent:
    return WatchEvent("1", name, int(datetime(*moment).replace(tzinfo=UTC).timestamp()))  # type: ignore[arg-type]


EVENTS = [event("Heat", 2024, 12, 31, 23, 30), event("Ran", 2026, 1, 2, 3, 0), event("Ran", 2026, 1, 2, 4, 0)]
NEW_YORK = ZoneInfo("America/New_York")


def rows(days: pd.DataFrame) -> list[tuple[date, int, str]]:
    return [(day.date(), plays, titles) for day, plays, titles in days.itertuples()]


def test_every_day_also_the_empty_ones() -> None:
    assert rows(watch_days(EVENTS, UTC, date(2026, 1, 1), date(2026, 1, 2))) == [
        (date(2026, 1, 1), 0, ""),
        (date(2026, 1, 2), 2, "Ran"),
    ]
    assert rows(watch_days([], UTC, date(2026, 1, 1), date(2026, 1, 1))) == [(date(2026, 1, 1), 0, "")]


def test_days_are_those_of_the_viewers_clock() -> None:
    assert watch_days(EVENTS, NEW_YORK, date(2026, 1, 1), date(2026, 1, 2))["plays"].tolist() == [2, 0]
    assert years_of(EVENTS, UTC) == (2026, 2025, 2024)
    assert years_of(EVENTS[:1], ZoneInfo("Asia/Tokyo")) == (2025,)
    assert years_of([], UTC) == ()


def test_a_playback_without_a_name_counts_all_the_same() -> None:
    events = [WatchEvent(None, "", 0), WatchEvent("1", "Ran", 60)]
    day = date(1970, 1, 1)
    assert rows(watch_days(events, UTC, day, day)) == [(day, 2, "Ran")]


def test_the_year_before_begins_on_a_monday() -> None:
    first, last = year_before(date(2026, 3, 11))  # a Wednesday
    assert (first, last, first.weekday()) == (date(2025, 3, 10), date(2026, 3, 11), 0)


def test_a_day_names_some_titles_and_counts_the_others() -> None:
    day = date(1970, 1, 1)

    def titles(names: str) -> str:
        events = [WatchEvent(None, name, second) for second, name in enumerate(names)]
        return str(watch_days(events, UTC, day, day)["titles"].item())

    assert titles("AB") == "A, B"
    assert titles("ABABA") == "A, B"
    assert titles("ABCDEF") == "A, B, C, D and 2 more"


@given(st.lists(st.tuples(st.integers(0, 5 * 86_400), st.sampled_from(["", "Ran", "Heat", "nan"])), max_size=30))
def test_every_playback_is_on_the_day_that_the_clock_showed(plays: list[tuple[int, str]]) -> None:
    events = [WatchEvent(None, name, at) for at, name in sorted(plays)]
    days = watch_days(events, NEW_YORK, date(1969, 12, 31), date(1970, 1, 6))
    shown = {event: datetime.fromtimestamp(event.viewed_at, NEW_YORK).date() for event in events}
    for day, count, titles in rows(days):
        that_day = [event for event in events if shown[event] == day]
        assert count == len(that_day)
        assert titles == ", ".join(dict.fromkeys(event.name for event in that_day if event.name))
