from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.refresh.run import refresh
from recommenderr.settings import Settings
from tests.browser.page_objects import Witness, dashboard
from tests.factories.hostile_household import settings_in
from tests.factories.small_library import hostile_library

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TOKEN = "token-of-the-owner-7f3a"
WAIT_MS = 30_000
expect.set_options(timeout=WAIT_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium is here (apt-get install chromium)"))


@pytest.fixture(scope="package")
def plex() -> Iterator[DemoServer]:
    """A server whose titles try to be more than text."""
    with DemoServer(hostile_library(), token=TOKEN) as server:
        yield server


@pytest.fixture(scope="package")
def settings(plex: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A household that was read from it."""
    folder = tmp_path_factory.mktemp("browser")
    found = settings_in(folder, plex_base=plex.base, plex_tv_base=plex.base, plex_token=plex.token)
    refresh(found)
    return found


@pytest.fixture(scope="package")
def open_house(settings: Settings) -> Iterator[str]:
    """The address of a dashboard without a password."""
    with dashboard(settings) as address:
        yield address


@pytest.fixture(scope="package")
def shut_house(settings: Settings) -> Iterator[str]:
    """The address of a dashboard with a password, below a path of its own."""
    with dashboard(replace(settings, dashboard_password="sesame"), base_path="films") as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whom nobody knows."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(WAIT_MS)
        yield context


@pytest.fixture
def witness() -> Witness:
    """Sees every request, answer, message and error of the pages that it is shown."""
    return Witness()


@pytest.fixture
def page(context: BrowserContext, witness: Witness) -> Iterator[Page]:
    """A page under watch: no error, no other machine, and no token, whatever a test does."""
    page = context.new_page()
    witness.watch(page)
    yield page
    witness.swears(TOKEN)
