from __future__ import annotations

from recommenderr.ingest import IngestSummary


def test_the_line_of_a_quiet_run() -> None:
    assert str(IngestSummary()) == (
        "items: 0 new, 0 changed, 0 gone, 0 back; plays: 0 new, 0 of all without a known title."
    )


def test_the_line_names_what_was_left_out_and_what_is_doubtful() -> None:
    summary = IngestSummary(3, 1, 2, 4, 25, 6, ("plex.tv is away.", "A library is missing."), {"track": 5, "clip": 1})
    assert str(summary) == (
        "items: 3 new, 1 changed, 2 gone, 4 back; plays: 25 new, 6 of all without a known title; "
        "history rows left out: 1 clip, 5 track. Warning: plex.tv is away. Warning: A library is missing."
    )
