"""Runs one refresh in a process of its own, so that a hang can be ended and its memory is freed."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Literal

from recommenderr import log, progress
from recommenderr.errors import BusyError, RecommenderrError
from recommenderr.plex import address
from recommenderr.settings import Settings

GRACE_S = 2.0
"""How long a refresh that is asked to end may take to clean up."""

PUTS_AWAY_S = 10.0
"""How long a refresh that has sent its result may take to clean up."""

NICENESS = 5
"""The dashboard goes first where the processor is scarce."""

Outcome = Literal["ok", "failed", "busy"]

_log = logging.getLogger(__name__)
_read: set[str] = set()
"""Addresses that a refresh of this process has read, and warned of if there was reason to."""


@dataclass(frozen=True, slots=True)
class RefreshEnd:
    """How a refresh ended, with its summary or the sentence of its failure; `busy` when another one was running."""

    outcome: Outcome
    sentence: str
    seconds: float = 0.0


class RefreshProcess:
    """A refresh under way in a child process."""

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")
        self._timeout_s = settings.refresh_timeout_min * 60
        self._started = time.monotonic()
        self._answer, sender = context.Pipe(duplex=False)
        self._base = settings.plex_base
        self._outcome: tuple[Outcome, str] | None = None
        self._answered: float | None = None
        self._child = context.Process(target=_work, args=(settings, sender, self._base in _read), name="refresh")
        self._child.start()
        sender.close()

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._child.pid or 0

    @property
    def exit_code(self) -> int | None:
        """The child's exit code once it has ended; negative where a signal ended it."""
        return self._child.exitcode

    def result(self) -> RefreshEnd | None:
        """How it ended, or None while it runs. One that has run for REFRESH_TIMEOUT_MIN is ended here."""
        if self._answered is None and self._answer.poll():
            self._listen()
        if not self._child.is_alive():
            return self._gather()
        if self._answered is not None:  # it is cleaning up
            return self._gather() if time.monotonic() - self._answered > PUTS_AWAY_S else None
        if self._seconds() < self._timeout_s:
            return None
        self.end()
        return RefreshEnd(
            "failed",
            f"The refresh hung and was ended after {self._timeout_s / 60:g} minutes. See the log for the phase it was "
            "in; raise REFRESH_TIMEOUT_MIN if it only needs longer.",
            self._seconds(),
        )

    def end(self) -> None:
        """Ends the refresh, within about three seconds, whatever it does."""
        self._child.terminate()
        self._child.join(GRACE_S)
        if self._child.is_alive():
            self._child.kill()
            self._child.join(1)
        self._answer.close()

    def _listen(self) -> None:
        self._answered = time.monotonic()
        with contextlib.suppress(EOFError):  # it ended without a result
            self._outcome = self._answer.recv()

    def _gather(self) -> RefreshEnd:
        seconds = self._seconds()
        if self._answered is None:  # it answered and ended between two looks
            self._listen()
        self.end()
        outcome, sentence = self._outcome or ("failed", _sudden(self.exit_code))
        if outcome == "ok":
            _read.add(self._base)
        return RefreshEnd(outcome, sentence, seconds)

    def _seconds(self) -> float:
        return time.monotonic() - self._started


def _sudden(exit_code: int | None) -> str:
    if exit_code == -signal.SIGKILL:
        return "The refresh was killed, most likely out of memory. Give the machine or the container more."
    return f"The refresh ended without a result (exit code {exit_code}). See the log."


def _work(settings: Settings, answer: Connection, warned: bool) -> None:
    """What the child does: refreshes, and sends how it ended. `warned`: of what is wrong with the server's address."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the sidecar decides
    signal.signal(signal.SIGTERM, _leave)
    os.nice(NICENESS)
    log.setup(settings.log_level, settings.log_file, settings.secrets)
    if warned:
        address.consider_warned(settings.plex_base)
    outcome: Outcome
    try:
        outcome, sentence = "ok", _refresh(settings)
    except BusyError as err:
        outcome, sentence = "busy", str(err)
    except RecommenderrError as err:
        outcome, sentence = "failed", str(err)
    except Exception as err:  # noqa: BLE001 - the scheduler job's edge
        _log.critical("The refresh failed through a fault of the program", exc_info=err)
        outcome, sentence = "failed", f"A fault of the program ({type(err).__name__}); the log has the details."
    answer.send((outcome, sentence))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # nothing is left that an exception could save


def _refresh(settings: Settings) -> str:
    from recommenderr.refresh import run

    with progress.shown() as on_progress:
        result = run.refresh(settings, on_progress=on_progress)
    for warning in result.warnings:
        _log.warning("%s", warning)
    return result.summary


def _leave(signum: int, frame: object) -> None:
    raise SystemExit(128 + signum)
