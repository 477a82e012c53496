"""What tests of several parts share: a running demo server over a small library, and over the whole demo household."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from recommenderr.demo.catalogue import SECTIONS, DemoAccount, DemoLibrary, demo_library, read_titles
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.demo.titles import hex_id
from recommenderr.refresh import run
from recommenderr.settings import Settings

hypothesis.settings.register_profile("house", deadline=None)  # how long an example takes says nothing on a busy machine
hypothesis.settings.load_profile("house")

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OWNER, HOME, CHILD, FRIEND = 1, 101, 102, 103


def small_library() -> DemoLibrary:
    """51 films and 10 series; the owner saw every second of them, Bruno every fifth (of a series three episodes)."""
    people = (
        DemoAccount(OWNER, "Ana", "ana", "owner", 9001, token="token-of-ana"),
        DemoAccount(HOME, "Bruno", "bruno", "home", 101, token="token-of-bruno"),
        DemoAccount(CHILD, "Mila", "", "managed", 102, token="token-of-mila", restriction="little_kid"),
        DemoAccount(FRIEND, "Jonas", "jonas", "friend", 103, token="token-of-jonas", sections=frozenset({"1"})),
    )
    sections = SECTIONS["films"], SECTIONS["series"], SECTIONS["home"]
    library = DemoLibrary("Small", sections, people, machine_id=hex_id("small", length=40))
    at = int(NOW.timestamp()) - 500 * 86_400
    written = read_titles()
    chosen = [t for t in written if t["type"] == "movie"][::7][:51] + [t for t in written if t["type"] == "show"][::9]
    for facts in chosen[:61]:
        known = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
        known["guid"] = f"plex://{facts['type']}/{hex_id(facts['type'], facts['title'], facts['year'])}"
        library.add("1" if facts["type"] == "movie" else "2", **known, added_at=at, updated_at=at)
    rng = random.Random(0)
    for number, title in enumerate(list(library.titles.values())):
        at += rng.randrange(3600, 6 * 86_400)
        keys = [title.rating_key] if title.type == "movie" else [str(e.rating_key) for e in list(title.episodes())[:3]]
        for part, key in enumerate(keys):
            if number % 2 == 0:
                library.play(OWNER, key, at + 2000 * part)
            if number % 5 == 0:
                library.play(HOME, key, at + 500 + 2000 * part)
    return library


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
