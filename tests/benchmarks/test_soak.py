"""The soak runs, in the small, on the real processes with a real browser; its parts do what they say."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import faults
from benchmarks.changing_library import Life
from benchmarks.processes import Files, Sample, tracebacks
from benchmarks.report import Report
from benchmarks.soak_report import Course, report_course
from benchmarks.store_diff import differences
from benchmarks.trend import Trend, fit_trend
from benchmarks.visitors import CHROMIUM
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.refresh import run
from recommenderr.settings import Settings
from tests.factories.small_library import small_library

ROOT = Path(__file__).parents[2]
FLAT = Sample(100.0, 80.0, 60, 12, 0)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is here (apt-get install chromium)")
def test_a_few_refreshes_while_two_people_click(tmp_path: Path) -> None:
    words = ["--refreshes", "3", "--sessions", "2", "--seed", "1", "--json", str(tmp_path / "figures.json")]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = {
        figure["what"].strip(): figure["value"]
        for figure in json.loads((tmp_path / "figures.json").read_text())["figures"]
    }
    assert found["refreshes asked for"] >= 3
    assert found["sessions"] >= 2
    assert found["dashboard: memory of its own"] > 30


def course(grows_mib: float = 0.0) -> Course:
    """Hundred refreshes as they should be, but for memory that grows with each."""
    samples = [Sample(100 + grows_mib * number, 80.0, 60, 12, 0) for number in range(100)]
    return Course(
        dashboard=samples, sidecar=[FLAT] * 100, files=[Files(2, 88, 50, 7, 1.5)] * 100, seconds=[3.0], n_requested=100
    )


@pytest.mark.parametrize("lost", ["lost", "wrong", "tracebacks"])
def test_a_broken_promise_is_reported(lost: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not report_course(Report("Soak"), course(), 400, 60)
    assert not report_course(Report("Soak"), course(grows_mib=0.05), 400, 60)
    assert report_course(Report("Soak"), course(grows_mib=0.5), 400, 60)
    assert "MISSES 10" in capsys.readouterr().out
    broken = course()
    getattr(broken, lost).append("Number 7")
    assert report_course(Report("Soak"), broken, 400, 60)
    assert "! Number 7" in capsys.readouterr().out


def test_each_traceback_is_told_by_what_it_ends_with() -> None:
    printed = (
        "Traceback (most recent call last):\n  File x\nKeyError: 1\n\nCRITICAL it broke\nfine\nTraceback\n  File y"
    )
    assert tracebacks(printed) == ["KeyError: 1", "CRITICAL it broke", "a traceback without an end"]
    assert tracebacks("INFO all is well") == []


def test_a_slope_comes_with_its_interval() -> None:
    rng = random.Random(0)
    found = fit_trend([0.2 * number + rng.gauss(0, 1) for number in range(200)], 100)
    assert found is not None
    assert found.low < 20 < found.high
    assert found.high - found.low < 10
    assert fit_trend([1.0] * 40, 100) is None
    assert fit_trend([1.0] * 60, 100) == Trend(0.0, 0.0, 0.0)


def test_a_library_that_lives_is_read_the_same_by_an_old_store_and_a_new_one(tmp_path: Path) -> None:
    library = small_library()
    life = Life(library, random.Random(5))
    with DemoServer(library) as server:

        def settings(name: str) -> Settings:
            folder = tmp_path / name
            return Settings(
                plex_base=server.base,
                plex_tv_base=server.base,
                plex_token=server.token,
                db_path=folder / "s.db",
                art_dir=folder,
                log_file=folder / "log",
            )

        for _ in range(6):
            for _ in range(4):
                life.go_on()
            run.refresh(settings("old"), build=False)
        run.refresh(settings("new"), build=False)
        assert differences(settings("old").db_path, settings("new").db_path) == {}
        title = next(iter(library.titles.values()))
        library.alter(title.rating_key, genres=("Another",))
        run.refresh(settings("new"), build=False)
        assert set(differences(settings("old").db_path, settings("new").db_path)) == {"items", "tags"}
    assert {"play", "add", "alter", "remove", "bring_back", "rate"} <= set(life.happened)
    assert abs(len(library.titles) - life.size) < 8


def test_faults_are_as_frequent_as_said_and_all_occur() -> None:
    rng = random.Random(0)
    drawn = [faults.draw_fault(rng) for _ in range(600)]
    assert 250 < sum(one is faults.NO_FAULT for one in drawn) < 350
    assert {one.name for one in drawn} == {one.name for one in (faults.NO_FAULT, *faults.FAULTS)}
