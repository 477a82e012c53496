"""Sentences that commands and pages share."""

from __future__ import annotations

from recommenderr import notices


def test_the_demos_sentence_says_what_to_set() -> None:
    assert "PLEX_BASE" in notices.DEMO
    assert "PLEX_TOKEN" in notices.DEMO
