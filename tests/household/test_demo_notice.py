"""Without PLEX_TOKEN, a real household's library is not called the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.household.demo_notice import notice, server_without_token
from recommenderr.household.health import ServerCheck, examine
from recommenderr.household.status import read_status
from recommenderr.records import Server
from recommenderr.settings import DEMO_NOTICE, Settings
from recommenderr.store import meta
from recommenderr.store.connection import open_store


def settings_of(folder: Path, *, demo: bool | None, token: str | None = None) -> Settings:
    """Settings whose database is missing (None), the demo's, or a real server's."""
    settings = Settings(db_path=folder / "store.db", art_dir=folder, plex_token=token)
    if demo is not None:
        with open_store(settings.db_path) as conn:
            meta.put_server(conn, Server("m1", "Attic", "1.43"), demo=demo)
    return settings


@pytest.mark.parametrize("demo", [None, True])
def test_the_demo_is_called_one(tmp_path: Path, demo: bool | None) -> None:
    assert notice(settings_of(tmp_path, demo=demo)) == DEMO_NOTICE


def test_with_a_token_nothing_is_said(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, demo=False, token="secret-token")
    assert notice(settings) is None
    assert server_without_token(settings) is None


def test_a_real_household_without_its_token_is_named(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, demo=False)
    sentence = notice(settings)
    assert sentence is not None
    assert "the server Attic" in sentence and "Set PLEX_TOKEN" in sentence and "demo" not in sentence
    with open_store(settings.db_path, read_only=True) as conn:
        assert not read_status(settings, conn).demo
    finding = ServerCheck(settings).finding("tests")
    assert (finding.ok, finding.sentence) == (False, sentence)


def test_doctor_asks_no_demo_server_for_a_real_household(tmp_path: Path) -> None:
    found = list(examine(settings_of(tmp_path, demo=False)))
    assert not [one for one in found if "demo library" in one.sentence]
    assert ("token", False) in [(one.subject, one.ok) for one in found]
