from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recommenderr.household import health
from recommenderr.household.health import backup, disk, findings, sidecar
from recommenderr.household.status import Status, empty_status
from recommenderr.records import Refresh
from recommenderr.settings import Settings

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def status(tmp_path: Path) -> Status:
    """Everything is well."""
    began = NOW - timedelta(minutes=12)
    last = Refresh(1, began, began + timedelta(minutes=1), "ok", "switching", 1, 1, None, "done")
    empty = empty_status(Settings(db_path=tmp_path / "store.db", art_dir=tmp_path), "")
    return replace(
        empty,
        generation="2026",
        generation_error=None,
        last_refresh=last,
        heartbeat_at=NOW - timedelta(seconds=4),
        backed_up_at=NOW - timedelta(hours=9),
    )


def test_where_everything_is_well_nothing_is_to_be_done(status: Status, tmp_path: Path) -> None:
    found = findings(status, tmp_path, NOW)
    assert [(one.subject, one.ok) for one in found] == [
        ("Sidecar", True),
        ("Refresh", True),
        ("Model", True),
        ("Disk", True),
        ("Backup", True),
    ]
    assert found[0].sentence == "It is running; its last heartbeat came a moment ago."
    assert found[1].sentence == "The last one ended well 11 minutes ago."
    assert found[4].sentence == "The newest one was made 9 hours ago."


def test_a_silent_sidecar_is_reported_with_its_remedy(status: Status) -> None:
    old = sidecar(replace(status, heartbeat_at=NOW - timedelta(hours=3)), NOW)
    assert not old.ok
    assert "came 3 hours ago" in old.sentence and "heartbeat" in old.sentence
    assert "`recommenderr serve`" in old.sentence
    never = sidecar(replace(status, heartbeat_at=None), NOW)
    assert (never.ok, never.sentence) == (False, health.NEVER_RAN)


def test_a_failed_refresh_says_why(status: Status, tmp_path: Path) -> None:
    assert status.last_refresh is not None
    failed = replace(status.last_refresh, outcome="failed", error="The server does not answer. Start it.")
    found = findings(replace(status, last_refresh=failed), tmp_path, NOW)[1]
    assert (found.ok, found.sentence) == (
        False,
        "The last one failed 11 minutes ago. The server does not answer. Start it.",
    )


def test_before_the_first_refresh(status: Status, tmp_path: Path) -> None:
    nothing = replace(status, last_refresh=None, generation=None, generation_error="Nothing has been built yet.")
    assert [one.ok for one in findings(nothing, tmp_path, NOW)] == [True, False, False, True, True]


def test_a_backup_that_is_late_needs_attention(status: Status) -> None:
    late = backup(replace(status, backed_up_at=NOW - timedelta(days=3)), NOW)
    assert (late.ok, late.sentence.split(". ")[0]) == (
        False,
        "The newest one was made 3 days ago, and should be a day old at most",
    )
    assert status.last_refresh is not None
    last = replace(status.last_refresh, started_at=NOW - timedelta(hours=4))
    assert not backup(replace(status, backed_up_at=None, last_refresh=last), NOW).ok
    assert backup(replace(status, backed_up_at=None), NOW).ok, "the first refresh has just ended"


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disk(tmp_path / "not" / "yet").ok
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**70)
    found = disk(tmp_path)
    assert not found.ok
    assert "Make room" in found.sentence
