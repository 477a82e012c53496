"""How far the data is, in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recommenderr.household.refresh_state import PHASES, refresh_state
from recommenderr.household.snapshot import EMPTY
from recommenderr.records import Refresh
from recommenderr.text import ago

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=12)
RUN = Refresh(1, EARLIER, None, "running", "history", 1200, 3400, None)


def test_before_the_first_refresh_it_says_who_must_begin() -> None:
    assert "recommenderr serve" in refresh_state(EMPTY, NOW).sentence
    alive = replace(EMPTY, heartbeat_at=NOW - timedelta(seconds=20))
    assert refresh_state(alive, NOW).sentence.startswith("The first refresh starts in a moment.")
    silent = replace(EMPTY, heartbeat_at=NOW - timedelta(minutes=5))
    assert "is not running" in refresh_state(silent, NOW).sentence


def test_a_run_says_how_far_it_is() -> None:
    now = refresh_state(replace(EMPTY, last_refresh=RUN), NOW)
    assert (now.kind, now.sentence) == ("running", "Reading what was watched: 1,200 of 3,400.")
    assert now.share == pytest.approx(1200 / 3400)


@pytest.mark.parametrize(
    ("done", "total", "words", "share"),
    [
        (0, 0, "Reading what was watched.", None),
        (70, 0, "Reading what was watched: 70 so far.", None),
        (0, 1, "Reading what was watched.", 0.0),
        (9, 5, "Reading what was watched: 9 of 5.", 1.0),
    ],
)
def test_a_run_of_unknown_length_says_what_it_knows(done: int, total: int, words: str, share: float | None) -> None:
    now = refresh_state(replace(EMPTY, last_refresh=replace(RUN, done=done, total=total)), NOW)
    assert (now.sentence, now.share) == (words, share)


def test_a_phase_that_nobody_named_is_a_refresh() -> None:
    run = replace(RUN, phase="something new")
    assert refresh_state(replace(EMPTY, last_refresh=run), NOW).sentence == "Refreshing: 1,200 of 3,400."


def test_a_failure_gives_its_sentence() -> None:
    failed = replace(RUN, outcome="failed", finished_at=EARLIER, error="Plex does not answer at http://x.")
    now = refresh_state(replace(EMPTY, last_refresh=failed), NOW)
    assert now.sentence == "The last refresh failed 12 minutes ago. Plex does not answer at http://x."


def test_an_end_says_when_and_whether_another_is_asked_for() -> None:
    done = replace(EMPTY, last_refresh=replace(RUN, outcome="ok", finished_at=EARLIER))
    assert refresh_state(done, NOW).sentence == "Up to date as of 12 minutes ago."
    assert refresh_state(replace(done, requested=True), NOW).sentence.endswith("Another refresh is asked for.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "a moment ago"), (59, "a moment ago"), (60, "1 minute ago"), (7200, "2 hours ago"), (90_000, "1 day ago")],
)
def test_times_in_words(seconds: int, words: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == words


def test_the_phases_have_words() -> None:
    assert all(words and words[0].isupper() for words in PHASES.values())
