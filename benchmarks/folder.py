"""Settings that keep everything in one folder; loads nothing that a dashboard would not load."""

from __future__ import annotations

from pathlib import Path

from recommenderr.settings import Settings


def settings_of(folder: Path) -> Settings:
    """Settings that keep everything in one folder."""
    return Settings(
        db_path=folder / "recommendations.db",
        art_dir=folder,
        log_file=folder / "recommenderr.log",
        plex_token="none",  # not the demo library; nothing here asks a server
    )
