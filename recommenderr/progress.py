"""Shows how far a refresh is: a bar on a terminal, a log line now and then anywhere else."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from recommenderr.text import duration

Progress = Callable[[str, int, int], None]
"""Called with the phase, how many are done, and how many there are (0 where that is not known)."""

BAR_WIDTH = 24
DRAW_EVERY_S = 0.1
LOG_EVERY_S = 15.0
CLEAR_LINE = "\r\x1b[K"

_log = logging.getLogger(__name__)


@contextmanager
def shown(
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
    tell: Callable[[str], None] | None = None,
) -> Iterator[Progress]:
    """A function `(phase, done, total)` whose calls are seen while the context lasts; `total` 0 means not known.

    Where there is no terminal, `tell` gets the lines instead of the log.
    """
    stream = sys.stderr if stream is None else stream
    if not stream.isatty():
        yield _Lines(clock, tell)
        return
    bar = _Bar(stream, clock)
    handlers = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    for handler in handlers:
        handler.addFilter(bar.make_room)
    try:
        yield bar
    finally:
        bar.clear()
        for handler in handlers:
            handler.removeFilter(bar.make_room)


def describe(phase: str, done: int, total: int, elapsed_s: float) -> str:
    """`history  1,200 of 3,400, about 12 s left`; the time only once it can be told from what is done."""
    if total <= 0:
        return f"{phase}  {done:,}" if done else phase
    text = f"{phase}  {done:,} of {total:,}"
    if elapsed_s >= 2 and 0 < done < total:
        text += f", about {duration(elapsed_s / done * (total - done))} left"
    return text


@dataclass(slots=True)
class _Phase:
    """Which phase runs, and since when."""

    clock: Callable[[], float]
    name: str = ""
    since: float = 0.0
    told_at: float = field(default=float("-inf"))

    def due(self, phase: str, every_s: float, last: bool) -> bool:
        """Whether to tell: a new phase, its end, or long enough after the last time."""
        now = self.clock()
        if phase != self.name:
            self.name, self.since, self.told_at = phase, now, float("-inf")
        if not last and now - self.told_at < every_s:
            return False
        self.told_at = now
        return True

    def elapsed_s(self) -> float:
        return self.clock() - self.since


class _Bar:
    """Draws on one line of a terminal, over what it drew before."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream, self._phase, self._on_screen = stream, _Phase(clock), False

    def __call__(self, phase: str, done: int, total: int) -> None:
        if not self._phase.due(phase, DRAW_EVERY_S, last=0 < total <= done):
            return
        filled = min(BAR_WIDTH, round(BAR_WIDTH * done / total)) if total > 0 else 0
        text = describe(phase, done, total, self._phase.elapsed_s())
        self._stream.write(f"{CLEAR_LINE}[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {text}")
        self._stream.flush()
        self._on_screen = True

    def clear(self) -> None:
        if self._on_screen:
            self._stream.write(CLEAR_LINE)
            self._stream.flush()
            self._on_screen = False

    def make_room(self, record: logging.LogRecord) -> bool:
        """A log filter that lets every line through, onto a line of its own."""
        self.clear()
        return True


class _Lines:
    """Logs every quarter of a minute how far a phase is; the start is a detail, because most last no longer."""

    def __init__(self, clock: Callable[[], float], tell: Callable[[str], None] | None = None) -> None:
        self._phase, self._tell = _Phase(clock), tell

    def __call__(self, phase: str, done: int, total: int) -> None:
        begins = phase != self._phase.name
        if not self._phase.due(phase, LOG_EVERY_S, last=False):
            return
        text = describe(phase, done, total, self._phase.elapsed_s())
        if self._tell is None:
            _log.log(logging.DEBUG if begins else logging.INFO, "%s", text)
        elif not begins:
            self._tell(text)
