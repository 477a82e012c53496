from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recommenderr.cli import main
from recommenderr.demo.plex_server.server import DemoServer


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for the program's files, where nothing of the environment or of a .env file counts."""
    from recommenderr.settings import specs

    for spec in specs():
        monkeypatch.delenv(spec.name.upper(), raising=False)
        monkeypatch.delenv(f"{spec.name.upper()}_FILE", raising=False)
    _use(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def demo_place(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place where the demo has been read and built; shared by the tests of commands, which may keep presets there."""
    return shutil.copytree(built_demo, tmp_path_factory.mktemp("commands") / "demo")


@pytest.fixture
def demo(place: Path, demo_place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The commands look at the built demo."""
    _use(monkeypatch, demo_place)
    return demo_place


@pytest.fixture
def server(place: Path, plex: DemoServer, monkeypatch: pytest.MonkeyPatch) -> DemoServer:
    """The commands look at a real server: a small one of the test's own, nothing read from it yet."""
    monkeypatch.setenv("PLEX_BASE", plex.base)
    monkeypatch.setenv("PLEX_TV_BASE", plex.base)
    monkeypatch.setenv("PLEX_TOKEN", plex.token)
    return plex


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in this process and leaves its logging as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def go(*words: str) -> Ran:
        capsys.readouterr()
        status = main(words)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    yield go
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers = handlers
    root.setLevel(level)


def _use(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DB_PATH", str(folder / "store.db"))
    monkeypatch.setenv("ART_DIR", str(folder))
    monkeypatch.setenv("LOG_FILE", str(folder / "log"))
