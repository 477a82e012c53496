from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.settings import Settings
from tests.factories.hostile_household import made


@pytest.fixture(scope="session")
def household(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A household with nasty titles that nobody changes."""
    return made(tmp_path_factory.mktemp("household"))


@pytest.fixture
def own_household(tmp_path: Path) -> Settings:
    """A household of the test's own."""
    return made(tmp_path)
