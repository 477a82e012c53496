"""The dashboard is measured in a browser, here over a library too small to say anything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from benchmarks import dashboard
from benchmarks.report import Options, Report
from benchmarks.visitor import BROWSERS, chromium, visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not any(map(shutil.which, BROWSERS)), reason="no Chromium is here (apt-get install chromium)"),
]

HOUSE = "http://house.test/"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="30"/>'
PAGE = f"""<style>img {{ width: 20px; height: 30px }}</style>
<div data-testid="stApp" data-test-script-state="notRunning" class="st-key-c_value"><div>
<div data-rac style="position: absolute; width: 20px; height: 20px">
<input type="range" min="0" max="3" value="1" style="position: absolute; width: 20px"></div></div></div>
<div class="wall"><img src="{HOUSE}old.svg"></div>
<script>addEventListener('pointerup', async () => {{
  window.released = performance.now();
  await fetch('{HOUSE}answer');
  document.querySelector('.wall').innerHTML = '<img src="{HOUSE}old.svg"><img src="{HOUSE}new.svg">';
}});</script>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_both_pages_are_measured_in_the_same_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MOVES", 3), ("VISITS", 1), ("WARM_UP", 1)):
        monkeypatch.setattr(dashboard, name, value)
    report = Report("Dashboard")
    dashboard.run(report, Options(sizes=(300,), homes=tmp_path, budget_s=0.1, data=None, json_file=None))
    found = {figure.what: figure for figure in report.figures}
    assert len(found) == len(report.figures) == 7
    assert all(figure.value > 0 for figure in report.figures if figure.what != dashboard.ADDED)
    assert found["slider released to new posters painted"].repeats == 3
    targets = {figure.target for figure in report.figures}
    assert targets == {None, 150.0, 2.0, 30.0}
    assert len(list(tmp_path.glob("*/posters/*.poster"))) == 300
    assert any("of 12 in sight" in note for note in report.notes)


STILL_WATCHED = """async () => {
  for (const wait of [requestAnimationFrame, requestAnimationFrame, setTimeout]) await new Promise(done => wait(done));
  return Promise.race([window.seen.then(() => false), new Promise(done => setTimeout(done, 0, true))]);
}"""
"""Whether nothing was told yet, two frames after now."""


def test_the_watch_runs_from_the_release_until_the_last_new_picture_is_there(browser: Browser) -> None:
    asked: list[str] = []
    watched: list[bool] = []

    def serve(route: Route) -> None:
        asked.append(route.request.url.removeprefix(HOUSE))
        picture = asked[-1].endswith("svg")
        if asked[-1] == "new.svg":
            watched.append(somebody.page.evaluate(STILL_WATCHED))
        route.fulfill(body=PICTURE if picture else PAGE, content_type="image/svg+xml" if picture else "text/html")

    with visitor(browser, ".wall") as somebody:
        somebody.page.route("**/*", serve)
        first = somebody.open(HOUSE)
        assert (first.pictures, first.fresh) == (1, 1)
        moved = somebody.drag("c_value")
        since_release_ms = somebody.page.evaluate("performance.now() - window.released")
    assert asked == ["", "old.svg", "answer", "new.svg"]
    assert watched == [True]
    assert (moved.pictures, moved.fresh, moved.server_s) == (2, 1, None)
    assert 0 < moved.painted_s * 1e3 < since_release_ms
