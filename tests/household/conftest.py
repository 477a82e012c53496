from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from recommenderr.demo.catalogue import DemoLibrary
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.refresh import run
from recommenderr.settings import Settings
from tests.factories.small_library import HOME, small_library


@pytest.fixture(scope="session")
def kept_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small household as a refresh leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("kept") / "home"
    with DemoServer(named(small_library()), token="token-of-the-owner") as server:
        run.refresh(settings_for(server, folder))
    return folder


@pytest.fixture
def settings(plex: DemoServer, kept_home: Path, tmp_path: Path) -> Settings:
    """A small household of the test's own, read and built: Ana (1), Quillon (101), Mila (102), Jonas (103).

    The second one has a name that is nowhere else in the library.
    """
    named(plex.library)
    return settings_for(plex, shutil.copytree(kept_home, tmp_path / "home"))


def named(library: DemoLibrary) -> DemoLibrary:
    library.accounts[HOME] = replace(library.accounts[HOME], name="Quillon", username="quill")
    return library


def settings_for(server: DemoServer, folder: Path) -> Settings:
    return Settings(
        plex_base=server.base,
        plex_tv_base=server.base,
        plex_token=server.token,
        db_path=folder / "store.db",
        art_dir=folder,
        log_file=folder / "log",
    )
