"""Every page of the image in a browser: nothing that was taken out of the packages is missed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Response, expect, sync_playwright

from recommenderr.dashboard.navigation import PAGES
from tests.image.containers import Running, configuration, started, until
from tests.image.test_life import START_S, answers, refreshed

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT_MS = 60_000
DRAWN = ".stVegaLiteChart svg, .stVegaLiteChart canvas"
CHARTS = {"taste": 3}  # at least so many are waited for; a page may come before its charts

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is here (apt-get install chromium)")


@pytest.fixture
def running(box: str, data: Path, log: Path, environ: dict[str, str]) -> Iterator[Running]:
    """A container whose first refresh is done."""
    told = configuration()
    with started(box, log, [*told["Entrypoint"], *told["Cmd"]], data, environ) as running:
        until(lambda: refreshed(data) and answers(environ), START_S, running)
        yield running


def _missing(answer: Response) -> bool:
    return answer.status >= 400 and ("/static/" in answer.url or "/posters/" in answer.url)


def test_every_page_and_every_chart_is_drawn(
    running: Running, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    faults: list[str] = []
    charts = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        # Streamlit looks for its server along the page's path, so that some of its questions are not answered.
        page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if _missing(got) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        for _, _, path in PAGES:
            page.goto(f"http://127.0.0.1:{environ['PORT']}/{path}", timeout=WAIT_MS)
            app = page.locator("[data-testid=stApp]")
            expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT_MS)
            expect(page.locator("h1").first).to_be_visible(timeout=WAIT_MS)
            if path in CHARTS:
                expect(page.locator(DRAWN).nth(CHARTS[path] - 1)).to_be_visible(timeout=WAIT_MS)
            charts += page.locator(DRAWN).count()
            assert page.locator("[data-testid=stException]").count() == 0, path
        browser.close()
    assert faults == []
    with capsys.disabled():
        print(f"\n[image] pages: {len(PAGES)}, charts: {charts}", end="")
    assert "Traceback" not in running.output
