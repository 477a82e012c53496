"""Status: what it says in every state, and that it stands where no other page can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.dashboard.components import status_tables
from recommenderr.dashboard.pages.status import ASKED
from recommenderr.dashboard.session import caches
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import settings_in
from tests.pages.page_objects import opened, page_html, well, words


@pytest.fixture(autouse=True)
def answers_are_not_kept() -> Iterator[None]:
    yield
    caches.server_check.cache_clear()


def looked_at(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> AppTest:
    return well(opened(monkeypatch, settings, "pages/status.py"))


def test_before_anything_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(looked_at(monkeypatch, settings_in(tmp_path, plex_token=None)))
    assert "has never run with this database" in text
    assert "Nothing has been built yet." in text
    assert "There is no log at" in text


def test_where_no_generation_can_be_read(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for manifest in own_household.art_dir.rglob("manifest.json"):
        manifest.write_text("{")
    text = words(looked_at(monkeypatch, own_household))
    assert "Model needs attention:" in text
    assert "cannot be read. Run recommenderr build" in text
    assert " cannot serve 0 0 0.0 MB" in text


def test_no_secret_stands_in_the_page(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    token = str(own_household.plex_token)
    own_household.log_file.write_text(f"asked <b>with</b> {token}\n")
    app = looked_at(monkeypatch, own_household)
    assert token not in page_html(app)
    assert "asked <b>with</b> [removed]" in words(app)
    assert "PLEX_TOKEN set environment variable" in words(app)


def test_without_a_password_everybody_is_warned(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(looked_at(monkeypatch, household))
    assert "anybody on this network who knows the address sees everybody's history" in text
    assert "Sign out" not in text


def test_the_button_leaves_word_and_says_that_nobody_listens(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = looked_at(monkeypatch, own_household)
    app = well(app.button(key="t_refresh").click().run())
    with open_store(own_household.db_path, read_only=True) as conn:
        assert refreshes.requested(conn)
    assert "has no recent heartbeat" in words(app)
    assert app.button(key="t_refresh").disabled


def test_a_sidecar_that_lives_is_reported_with_its_next_turn(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(own_household.db_path) as conn:
        refreshes.write_heartbeat(conn, datetime.now(UTC) + timedelta(minutes=30, seconds=20))
        refreshes.request(conn)
    text = words(looked_at(monkeypatch, own_household))
    assert "Next refresh" in text and "in 30 minutes" in text
    assert ASKED in text


def test_while_a_refresh_runs_the_next_one_is_not_spoken_of(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(own_household.db_path) as conn:
        refreshes.write_heartbeat(conn, datetime.now(UTC))
        refreshes.start(conn, "libraries")
    text = words(looked_at(monkeypatch, own_household))
    assert "Looking at the libraries" in text
    assert "Next refresh" not in text


def test_a_refresh_under_way_shows_how_far_it_is(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(own_household.db_path) as conn:
        refreshes.progress(conn, refreshes.start(conn, "starting"), "metadata", 30, 120)
    app = looked_at(monkeypatch, own_household)
    assert "Reading the titles: 30 of 120." in words(app)
    assert '<progress value="0.25"' in page_html(app)
    assert app.button(key="t_refresh").disabled


def test_a_failed_refresh_says_what_to_do(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(own_household.db_path) as conn:
        refreshes.finish(conn, refreshes.start(conn, "starting"), "failed", "The disk <is> full. Make room.")
    app = looked_at(monkeypatch, own_household)
    assert "Refresh needs attention: The last one failed a moment ago. The disk <is> full. Make room." in words(app)


def test_who_is_known_from_playbacks_alone(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(looked_at(monkeypatch, household))
    assert f"Ana owner something {status_tables.COMPLETE}" in text
    assert f"Cleo managed nothing yet {status_tables.PARTIAL}" in text
    assert "Of Ben <b>, Cleo, Zoe only playbacks are known" in text


def test_libraries_generations_and_numbers(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(looked_at(monkeypatch, household))
    assert "Films films 60" in text and "Series series 4" in text
    assert "serves 64 3" in text
    assert "titles on the server 64" in text


def test_a_server_that_does_not_answer(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Server needs attention:" in words(looked_at(monkeypatch, household))
