from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recommenderr.cli.format.status import status_text
from recommenderr.household.status import Status
from recommenderr.records import Refresh, Server
from recommenderr.store.meta import Counts

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
REFRESH = Refresh(7, NOW - timedelta(minutes=30), NOW - timedelta(minutes=28), "ok", "done", 0, 0, None, "3 new titles")
STATUS = Status(
    plex_base="http://plex:32400",
    demo=False,
    server=Server("abc", "Attic", "1.41"),
    counts=Counts(4, 12_345, 12_000, 98_765, 21),
    generation="20260301T113200Z-aa",
    built_at="2026-03-01T11:32:00+00:00",
    generation_error=None,
    last_refresh=REFRESH,
    requested=False,
    heartbeat_at=NOW,
    next_refresh_at=NOW + timedelta(minutes=32),
)


def test_the_whole_status_reads_like_this() -> None:
    assert status_text(STATUS, NOW).splitlines() == [
        "server      Attic at http://plex:32400",
        "people      4",
        "titles      12,000 (12,345 with every copy)",
        "plays       98,765 (21 of titles that are not known)",
        "generation  20260301T113200Z-aa",
        "refresh     done 28 min ago: 3 new titles",
        "next        in 32 min",
    ]


def test_who_is_known_from_playbacks_alone_is_named() -> None:
    text = status_text(replace(STATUS, on_history_alone=("Bruno", "Mila, the younger")), NOW)
    assert "people      4 (known from their playbacks alone: Bruno, Mila, the younger)" in text.splitlines()


RUNNING = replace(REFRESH, finished_at=None, outcome="running", phase="metadata", done=300, total=1200)
FAILED = replace(REFRESH, outcome="failed", error="Nothing answers at http://plex:32400.")


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (replace(STATUS, demo=True), "server      the demo library"),
        (replace(STATUS, server=None), "server      http://plex:32400"),
        (replace(STATUS, last_refresh=None), "refresh     none yet"),
        (replace(STATUS, last_refresh=RUNNING), "refresh     running for 30 min: metadata 300 of 1,200"),
        (
            replace(STATUS, last_refresh=FAILED),
            "refresh     failed 28 min ago: Nothing answers at http://plex:32400.",
        ),
        (
            replace(STATUS, generation=None, generation_error="Nothing has been built yet."),
            "generation  Nothing has been built yet.",
        ),
        (replace(STATUS, requested=True), "next        as soon as the sidecar looks; it was asked for"),
        (replace(STATUS, next_refresh_at=None), "next        not planned; no sidecar has run (recommenderr serve)"),
        (
            replace(STATUS, next_refresh_at=NOW - timedelta(hours=3)),
            "next        overdue; is the sidecar running? (recommenderr serve)",
        ),
    ],
)
def test_what_is_out_of_the_ordinary_is_reported(status: Status, line: str) -> None:
    assert line in status_text(status, NOW).splitlines()
