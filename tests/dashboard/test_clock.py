from __future__ import annotations

from datetime import UTC, datetime, timedelta

from recommenderr.dashboard import clock
from recommenderr.text import ahead


def test_times_by_the_clock_of_the_viewer() -> None:
    moment = datetime(2026, 3, 1, 21, 5, tzinfo=UTC)
    assert clock.when(moment, UTC) == "1 Mar 2026, 21:05"
    assert clock.when(None, UTC, "never") == "never"
    assert ahead(moment + timedelta(minutes=61), moment) == "in 1 hour"
    assert ahead(moment + timedelta(seconds=20), moment) == "in less than a minute"
    assert ahead(moment - timedelta(minutes=3), moment) == "any moment now"
