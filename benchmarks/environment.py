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


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables that make a program start with such settings."""
    return {
        "DB_PATH": str(settings.db_path),
        "ART_DIR": str(settings.art_dir),
        "LOG_FILE": str(settings.log_file),
        "PLEX_TOKEN": "none",
    }
