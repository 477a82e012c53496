"""What the sidecar writes down and reads, over a file that may change under it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from recommenderr.refresh.sidecar_store import CUT_OFF, SidecarStore
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.refresh.conftest import last

NEXT = datetime(2026, 3, 1, 13, 0, tzinfo=UTC)


@pytest.fixture
def rows(settings: Settings) -> Iterator[SidecarStore]:
    rows = SidecarStore(settings)
    yield rows
    rows.close()


def test_a_request_is_taken_once_and_can_be_put_back(rows: SidecarStore) -> None:
    assert not rows.take_request()
    assert rows.put_back_request()
    assert rows.take_request()
    assert not rows.take_request()


def test_the_heartbeat_says_when_the_next_refresh_comes(rows: SidecarStore, settings: Settings) -> None:
    rows.write_heartbeat(NEXT)
    with open_store(settings.db_path, read_only=True) as conn:
        beat = refreshes.heartbeat(conn)
    assert beat is not None
    assert beat[1] == NEXT


def test_a_refresh_that_was_cut_off_is_closed(rows: SidecarStore, settings: Settings) -> None:
    with open_store(settings.db_path) as conn:
        number = refreshes.start(conn, "history")
    assert rows.last_id() == number
    rows.close_abandoned()
    row = last(settings)
    assert row is not None
    assert (row.outcome, row.error) == ("failed", CUT_OFF)


def test_a_failure_is_recorded_once(rows: SidecarStore, settings: Settings) -> None:
    assert rows.last_id() == 0
    assert rows.record_failure("It was ended.", after=0)
    row = last(settings)
    assert row is not None
    assert (row.refresh_id, row.error) == (1, "It was ended.")
    assert rows.record_failure("Something else.", after=0)
    row = last(settings)
    assert row is not None
    assert (row.refresh_id, row.error) == (1, "It was ended.")


def test_a_file_that_was_replaced_is_opened_again(rows: SidecarStore, settings: Settings) -> None:
    rows.put_back_request()
    for file in settings.db_path.parent.glob("store.db*"):
        file.unlink()
    assert not rows.take_request()
    assert rows.put_back_request()
    assert rows.take_request()
