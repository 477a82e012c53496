from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recommenderr import pipeline
from recommenderr.demo.server import DemoServer
from recommenderr.settings import Settings
from tests.conftest import HOME


@pytest.fixture
def settings(plex: DemoServer, tmp_path: Path) -> Settings:
    """A small household of the test's own, read and built: Ana (1), Quillon (101), Mila (102), Jonas (103).

    The second one has a name that is nowhere else in the library.
    """
    plex.library.accounts[HOME] = replace(plex.library.accounts[HOME], name="Quillon", username="quill")
    kept = Settings(
        plex_base=plex.base,
        plex_tv_base=plex.base,
        plex_token=plex.token,
        db_path=tmp_path / "home" / "store.db",
        art_dir=tmp_path / "home",
        log_file=tmp_path / "home" / "log",
    )
    pipeline.refresh(kept)
    return kept
