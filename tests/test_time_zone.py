"""The household's time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from recommenderr.time_zone import household_zone, zone_problem


@pytest.mark.parametrize("name", ["Europe/Berlin", ":Europe/Berlin", " Europe/Berlin "])
def test_tz_names_the_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    assert household_zone("Asia/Tokyo") == ZoneInfo("Europe/Berlin")
    assert zone_problem() is None


@pytest.mark.parametrize("name", ["Europe/Atlantis", "Europe", "../etc", "CET-1CEST,M3.5.0", "a b"])
def test_a_name_that_no_zone_has_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    assert household_zone() is UTC
    assert household_zone("Asia/Tokyo") == ZoneInfo("Asia/Tokyo")
    assert repr(name) in (zone_problem() or "")


def test_without_tz_it_is_the_browsers_or_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    assert household_zone("Asia/Tokyo") == ZoneInfo("Asia/Tokyo")
    assert household_zone(None) is UTC
    assert datetime(2026, 1, 1, tzinfo=household_zone("")).utcoffset() == datetime(2026, 1, 1, tzinfo=UTC).utcoffset()
    assert zone_problem() is None
