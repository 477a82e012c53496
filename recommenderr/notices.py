"""Sentences that the commands and the pages say in the same words."""

from __future__ import annotations

DEMO = (
    "This is the built-in demo library, with made-up people. "
    "Set PLEX_BASE and PLEX_TOKEN to see your own (README.md tells how to get a token)."
)
