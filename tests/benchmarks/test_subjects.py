"""Every benchmark runs, on a library too small to say anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import memory, page, ranking
from benchmarks.report import Figure, Options, Report, cells, number, timed
from benchmarks.timing import Timing, measure, timing_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Options:
    homes = tmp_path_factory.mktemp("homes")
    return Options(sizes=(900,), homes=homes, budget_s=0.01, data=None, json_file=homes / "figures.json")


@pytest.mark.slow
@pytest.mark.parametrize("run", [ranking.run, memory.run], ids=["ranking", "memory"])
def test_a_subject_runs_and_keeps_its_figures(
    run: Callable[[Report, Options], None], asked: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    report = Report("Subject")
    run(report, asked)
    report.write(asked.json_file)
    assert asked.json_file is not None
    kept = json.loads(asked.json_file.read_text())
    assert len(kept["figures"]) == len(report.figures) > 3
    assert all(figure["value"] >= 0 for figure in kept["figures"])
    if run is ranking.run:
        assert "900 titles: (a) and the classic live step agree on 24 of the best 24." in kept["notes"]


def test_a_timing_is_the_median_with_its_spread() -> None:
    assert timing_of([3.0, 1.0, 2.0, 1.0, 3.0]) == Timing(2.0, 1.0, 3.0, 5)
    assert measure(lambda number: None, budget_s=0.0, least=7).repeats == 7


def test_a_figure_says_whether_it_reaches_its_target() -> None:
    taken = Timing(0.0004, 0.0003, 0.0005, 9)
    assert cells(timed("step", 10_000, taken, target=0.5)) == (
        *("step", "10,000", "0.4 ms", "0.3 to 0.5", "9"),
        *("within 0.5", ""),
    )
    assert cells(timed("step", 10, taken, target=0.1, base=Timing(0.0002, 0, 0, 1)))[-2:] == ("MISSES 0.1", "x 2")


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (0.0123456, "0.0123"), (12.345, "12.3"), (12345.6, "12,346")])
def test_numbers_have_three_digits_that_count(value: float, text: str) -> None:
    assert number(value) == text


def test_a_table_has_a_column_for_each_size() -> None:
    figures = [
        Figure("step", 1000, 0.5, "ms", 0.4, 0.6, 9, 1.0),
        Figure("step", 10_000, 2.0, "ms", target=1.0, ratio=4),
    ]
    lines = page.table({"figures": [vars_of(figure) for figure in figures]}).splitlines()
    assert lines[0] == "| | 1,000 titles | 10,000 titles | target |"
    assert lines[2] == "| step | 0.5 ms<br>0.4 to 0.6 | **2 ms**<br>× 4 | 1 ms |"


def test_the_page_is_filled_and_filled_again() -> None:
    machine = {"measured": "today", "load": 1, "processor": "p", "memory": "m", "system": "s", "libraries": "l"}
    figures = [vars_of(Figure("step", 1000, 0.5, "ms"))]
    found = {"ranking": {"machine": machine, "notes": [], "figures": figures}}
    empty = "on <!-- machine --><!-- end -->\n<!-- plot -->\n<!-- end -->\n<!-- figures: ranking -->\n<!-- end -->\n"
    filled = page.fill(empty, found)
    assert "on <!-- machine -->p; m; s; l.<!-- end -->\n<!-- plot -->\n![How" in filled
    assert "| step | 0.5 ms |" in filled
    assert page.fill(filled, found) == filled


def test_one_subject_fills_its_own_table_and_no_other() -> None:
    machine = {"measured": "today", "load": "0.1 before the start", "processor": "a slow one"}
    found = {"figures": [vars_of(Figure("step", 10, 2.0, "ms"))], "notes": ["Said."], "machine": machine}
    text = "".join(f"<!-- figures: {name} -->\nold\n<!-- end -->\n" for name in ("other", "mine", "last"))
    filled = page.fill_one(text, "mine", found, ", on a slow one")
    before, _, rest = filled.partition("<!-- figures: mine -->\n")
    made, _, after = rest.partition("<!-- end -->\n")
    assert made == (
        "| | 10 titles | target |\n| --- | ---: | --- |\n| step | 2 ms |  |\n\n"
        "Measured today, load 0.1 before the start, on a slow one.\nSaid.\n"
    )
    assert before + after == text.replace("<!-- figures: mine -->\nold\n<!-- end -->\n", "")
    with pytest.raises(SystemExit, match="no table for 'nowhere'"):
        page.fill_one(text, "nowhere", found)


def test_a_subject_is_filled_in_where_its_table_stands() -> None:
    assert page.page_of("soak").name == "operations.md"
    assert page.page_of("ranking") == page.page_of("nowhere") == page.PAGE


def vars_of(figure: Figure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in figure.__dataclass_fields__}
