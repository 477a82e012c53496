from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from recommenderr.insights.watch_calendar import Day, watch_days, year_before, years_of
from recommenderr.store.watching import WatchEvent


def event(name: str, *moment: int) -> WatchEvent:
    return WatchEvent("1", name, int(datetime(*moment).replace(tzinfo=UTC).timestamp()))  # type: ignore[arg-type]


EVENTS = [event("Heat", 2024, 12, 31, 23, 30), event("Ran", 2026, 1, 2, 3, 0), event("Ran", 2026, 1, 2, 4, 0)]
NEW_YORK = ZoneInfo("America/New_York")


def test_every_day_also_the_empty_ones() -> None:
    assert watch_days(EVENTS, UTC, date(2026, 1, 1), date(2026, 1, 2)) == (
        Day(date(2026, 1, 1), 0, ()),
        Day(date(2026, 1, 2), 2, ("Ran",)),
    )


def test_days_are_those_of_the_viewers_clock() -> None:
    assert [day.plays for day in watch_days(EVENTS, NEW_YORK, date(2026, 1, 1), date(2026, 1, 2))] == [2, 0]
    assert years_of(EVENTS, UTC) == (2026, 2025, 2024)
    assert years_of(EVENTS[:1], ZoneInfo("Asia/Tokyo")) == (2025,)
    assert years_of([], UTC) == ()


def test_a_playback_without_a_name_counts_all_the_same() -> None:
    events = [WatchEvent(None, "", 0), WatchEvent("1", "Ran", 60)]
    assert watch_days(events, UTC, date(1970, 1, 1), date(1970, 1, 1)) == (Day(date(1970, 1, 1), 2, ("Ran",)),)


def test_the_year_before_begins_on_a_monday() -> None:
    first, last = year_before(date(2026, 3, 11))  # a Wednesday
    assert (first, last, first.weekday()) == (date(2025, 3, 10), date(2026, 3, 11), 0)


def test_a_day_names_some_titles_and_counts_the_others() -> None:
    assert Day(date(2026, 1, 1), 2, ("A", "B")).text == "A, B"
    assert Day(date(2026, 1, 1), 9, ("A", "B", "C", "D", "E", "F")).text == "A, B, C, D and 2 more"
