"""Every page in every state of the household: shut, before the first refresh, during it, after a failed one, demo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from recommenderr.artifacts.generation import FOLDER
from recommenderr.dashboard.components.page import SHUT
from recommenderr.dashboard.navigation import PAGES
from recommenderr.settings import DEMO_NOTICE, Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import HOSTILE, ingest, made, settings_in
from tests.pages.page_objects import alerts, blocks, opened, page_html, well

FILES = [file for file, _, _ in PAGES]
LISTS = ["pages/for_you.py", "pages/title.py"]


@pytest.mark.parametrize("page", FILES)
def test_every_page_stays_shut_when_it_is_opened_cold(
    page: str, household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, replace(household, dashboard_password="sesame"), page)
    assert alerts(app) == [SHUT]
    assert blocks(app) == [] and not app.exception
    assert not (app.selectbox or app.slider or app.button or app.dataframe)


@pytest.mark.parametrize("page", FILES)
def test_every_page_opens_cold(page: str, household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    well(opened(monkeypatch, household, page))


def test_the_entry_opens_the_first_page(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ">For Ana<" in page_html(well(opened(monkeypatch, household)))


@pytest.mark.parametrize("page", LISTS)
def test_before_anything_was_read_it_says_who_must_begin(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_text = page_html(well(opened(monkeypatch, settings_in(tmp_path), page)))
    assert "Nothing here yet" in page_text
    assert "<code>recommenderr serve</code>" in page_text


@pytest.mark.parametrize("page", LISTS)
def test_during_the_first_refresh_it_shows_how_far_that_is(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path)
    with open_store(settings.db_path) as conn:
        refreshes.progress(conn, refreshes.start(conn, "starting"), "metadata", 300, 1200)
    app = well(opened(monkeypatch, settings, page))
    assert "The first refresh is under way" in page_html(app)
    assert "Reading the titles: 300 of 1,200." in page_html(app)


def test_a_first_refresh_that_failed_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    with open_store(settings.db_path) as conn:
        refreshes.finish(conn, refreshes.start(conn, "libraries"), "failed", "Plex refused <the> token. Set another.")
    page_text = page_html(well(opened(monkeypatch, settings)))
    assert "Nothing to show yet" in page_text
    assert "Plex refused &lt;the&gt; token. Set another." in page_text


def test_what_was_read_but_not_built_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    ingest(settings)
    assert "Nothing here yet" in page_html(well(opened(monkeypatch, settings)))


@pytest.mark.parametrize("page", LISTS)
def test_a_dead_server_leaves_the_list_and_says_since_when(
    page: str, own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(own_household.db_path) as conn:
        refreshes.finish(conn, refreshes.start(conn, "libraries"), "failed", "Plex does not answer at http://x.")
    page_text = page_html(well(opened(monkeypatch, own_household, page, item="130")))
    assert "The last refresh failed a moment ago. Plex does not answer at http://x." in page_text
    assert "rr-grid" in page_text


def test_the_demo_says_that_it_is_one_and_how_to_leave_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, made(tmp_path, plex_token=None))
    page_text = page_html(well(app))
    assert DEMO_NOTICE in page_text
    assert "How to connect your own server" in page_text and "PLEX_TOKEN=" in page_text


def test_a_real_household_is_not_called_a_demo(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DEMO_NOTICE not in page_html(opened(monkeypatch, household))


def test_a_wrong_setting_is_one_sentence(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULL_INTERVAL_MIN", "often")
    app = opened(monkeypatch, household)
    assert not app.exception
    assert len(app.error) == 1 and "PULL\\_INTERVAL\\_MIN" in app.error[0].value


def test_generations_that_cannot_be_read_are_one_sentence(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in (own_household.art_dir / FOLDER).rglob("*.npy"):
        file.write_bytes(b"torn")
    with open_store(own_household.db_path) as conn:
        refreshes.progress(conn, refreshes.start(conn, "starting"), "metadata", 300, 1200)
    page_text = page_html(well(opened(monkeypatch, own_household)))
    assert "<h1>Nothing to show now</h1>" in page_text
    assert "<code>recommenderr build</code>" in page_text
    assert "Reading the titles: 300 of 1,200." in page_text


def test_an_error_that_nobody_thought_of_is_a_sentence_and_a_log_entry(
    own_household: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(own_household.db_path) as conn:  # settings that this program never writes
        (account_id,) = conn.execute("SELECT min(account_id) FROM accounts").fetchone()
        row = account_id, "Odd", "odd", "[1]", 1
        conn.execute("INSERT INTO presets (account_id, name, folded, settings, is_default) VALUES (?, ?, ?, ?, ?)", row)
        conn.commit()
    app = opened(monkeypatch, own_household, "pages/title.py", item="130", person=str(account_id))
    assert not app.exception
    assert len(app.error) == 1 and "stands in the log" in app.error[0].value
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("page", FILES)
@pytest.mark.parametrize("person", ["1", "2", "3", "4"])
def test_every_page_holds_for_everybody(
    page: str, person: str, household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, household, page, person=person, item="100"))
    assert not any(title in page_html(app) for title in (HOSTILE[0], HOSTILE[3], "Ben <b>"))
