"""Reading Plex is measured on a real server in a process of its own, here a very small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import ingest
from benchmarks.report import Options, Report

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_both_ways_of_reading_are_measured_on_the_same_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name, value in (("DELAY_MS", 0), ("PLAYS", 400), ("SAMPLE", 10)):
        monkeypatch.setattr(ingest, name, value)
    report = Report("Reading Plex")
    ingest.run(report, Options(sizes=(80, 200_000), homes=tmp_path, budget_s=0.1, data=None, json_file=None))
    found = {figure.what: figure.value for figure in report.figures}
    first, second = (found[f"{name} refresh: requests"] for name in ("first", "second"))
    assert 0 < second < first < 90  # about seven a person, whatever the library holds
    assert 80 < found["one title at a time: requests"] < 100
    assert 30 < found["first refresh: most memory until then"] <= found["first refresh: most memory of the process"]
    assert all(figure.value > 0 for figure in report.figures)
    assert "200,000 titles are left out: the demo server that is read would not fit." in report.notes
