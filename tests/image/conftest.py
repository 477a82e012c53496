from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from tests.factories.small_library import small_library
from tests.image.containers import build, container, lacking


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("image")


@pytest.fixture(scope="session", autouse=True)
def needs_buildah() -> None:
    """Skips these tests where no image can be built and run."""
    if reason := lacking():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def image() -> float:
    """The image, built once; the seconds that took."""
    return build()


@pytest.fixture
def box(image: float) -> Iterator[str]:
    """A new container of the image, not yet running."""
    with container() as name:
        yield name


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder for /data as a container engine makes it: root's."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def plex() -> Iterator[DemoServer]:
    """A server of the test's own, which containers reach because they share this machine's network."""
    with DemoServer(small_library(), token="token-of-the-owner") as server:
        yield server


@pytest.fixture
def environ(plex: DemoServer) -> dict[str, str]:
    """What a household would set."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        "PLEX_BASE": plex.base,
        "PLEX_TV_BASE": plex.base,
        "PLEX_TOKEN": plex.token,
        "LISTEN": "127.0.0.1",
        "PORT": str(port),
        "PUID": "1234",
        "PGID": "1235",
    }
