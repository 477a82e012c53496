from __future__ import annotations

import io
import logging
import sys

import pytest

from recommenderr import progress
from recommenderr.text import duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_terminal_shows_a_bar_that_is_gone_in_the_end() -> None:
    terminal, clock = Terminal(), Clock()
    with progress.shown(terminal, clock) as report:
        report("metadata", 0, 200)
        clock.now = 10
        report("metadata", 50, 200)
        report("metadata", 51, 200)
        report("metadata", 200, 200)
    drawn = terminal.getvalue().split(progress.CLEAR_LINE)
    assert drawn == [
        "",
        f"[{'.' * 24}] metadata  0 of 200",
        f"[{'#' * 6}{'.' * 18}] metadata  50 of 200, about 30 s left",
        f"[{'#' * 24}] metadata  200 of 200",
        "",
    ]


def test_without_a_total_the_count_alone_is_shown() -> None:
    terminal = Terminal()
    with progress.shown(terminal, Clock()) as report:
        report("history", 1200, 0)
    assert f"[{'.' * 24}] history  1,200" in terminal.getvalue()


def test_a_log_line_does_not_run_into_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    handler = logging.StreamHandler(terminal)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with progress.shown(terminal, Clock()) as report:
            report("history", 1, 2)
            logging.getLogger("test").warning("careful")
        logging.getLogger("test").warning("after")
    finally:
        root.removeHandler(handler)
    assert f"history  1 of 2{progress.CLEAR_LINE}careful\n" in terminal.getvalue()
    assert terminal.getvalue().endswith("careful\nafter\n")
    assert handler.filters == []


def test_elsewhere_long_phases_leave_a_line_now_and_then(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    with progress.shown(io.StringIO(), clock) as report:
        for second in range(61):
            clock.now = second
            report("metadata", second, 100)
    assert [record.getMessage() for record in caplog.records] == [
        "metadata  15 of 100, about 1 min left",
        "metadata  30 of 100, about 1 min left",
        "metadata  45 of 100, about 55 s left",
        "metadata  60 of 100, about 40 s left",
    ]


def test_a_command_may_have_the_lines_itself(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    clock, told = Clock(), list[str]()
    with progress.shown(io.StringIO(), clock, told.append) as report:
        for second in range(20):
            clock.now = second
            report("ranking", second, 20)
    assert told == ["ranking  15 of 20, about 5 s left"]
    assert caplog.records == []


def test_nothing_is_drawn_into_a_pipe() -> None:
    stream = io.StringIO()
    with progress.shown(stream) as report:
        report("history", 1, 2)
    assert stream.getvalue() == ""
    assert sys.stderr.isatty() in (True, False)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59, "59 s"), (59.6, "1 min"), (100, "2 min"), (3600, "1 h 0 min"), (4900, "1 h 22 min")],
)
def test_durations_in_words(seconds: float, text: str) -> None:
    assert duration(seconds) == text
