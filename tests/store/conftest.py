from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommenderr.store.connection import open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    with open_store(path) as connection:
        yield connection
