"""What tests of several packages share: demo servers, a built demo household."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from recommenderr.demo.catalogue import demo_library
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.refresh import run
from recommenderr.settings import Settings
from tests.factories.small_library import NOW, small_library

hypothesis.settings.register_profile("house", deadline=None)  # how long an example takes says nothing on a busy machine
hypothesis.settings.register_profile("quick", deadline=None, max_examples=10)  # make check-fast
hypothesis.settings.load_profile("house")


@pytest.fixture
def plex() -> Iterator[DemoServer]:
    """A server over a small library of the test's own, to change and to break at will."""
    with DemoServer(small_library(), token="token-of-the-owner") as server:
        yield server


@pytest.fixture(scope="session")
def demo_plex() -> Iterator[DemoServer]:
    """A server over the whole demo household as it stands at `NOW`; shared by all tests, so only to be read."""
    with DemoServer(demo_library(NOW), token="token-of-the-demo-owner") as server:
        yield server


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has been read and built (`store.db`, `log`); shared, so only to be read."""
    folder = tmp_path_factory.mktemp("demo")
    run.refresh(Settings(db_path=folder / "store.db", art_dir=folder, log_file=folder / "log"))
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the browser's tests last: their client keeps an event loop, within which no other can be run."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
