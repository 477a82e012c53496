from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommenderr.records import Refresh
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        db_path=tmp_path / "store.db",
        art_dir=tmp_path / "art",
        log_file=tmp_path / "log",
        pull_interval_min=60,
        refresh_timeout_min=30,
    )


@pytest.fixture
def hanging_server() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def last(settings: Settings) -> Refresh | None:
    """The latest refresh that the store knows of."""
    with open_store(settings.db_path, read_only=True) as conn:
        return refreshes.last(conn)
