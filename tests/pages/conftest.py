from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from recommenderr.settings import Settings
from tests.factories.hostile_household import made


@pytest.fixture(scope="session")
def household(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A household with hostile titles that nobody changes."""
    return made(tmp_path_factory.mktemp("household"))


@pytest.fixture
def own_household(household: Settings, tmp_path: Path) -> Settings:
    """A household of the test's own: a copy of the other one."""
    folder = shutil.copytree(household.db_path.parent, tmp_path / "household")
    return replace(household, db_path=folder / "store.db", art_dir=folder / "art", log_file=folder / "log")
