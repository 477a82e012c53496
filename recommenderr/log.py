"""Logs to stderr and to a rotating file, with every known secret removed from the rendered line."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import stat
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

MAX_FILE_BYTES = 2_000_000
KEPT_FILES = 3
REMOVED = "[removed]"

_TOKEN_IN_TEXT = re.compile(r"(?i)(x-plex-token\W{1,6}|accesstoken\W{1,4}|authtoken\W{1,4})([^\s&'\",}>]+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
"""Characters that end a line for some reader, or that a terminal obeys."""
_known: set[str] = set()

FAULT_EVERY_S = 60.0
MAX_FAULTS = 256
"""How many places of faults are remembered."""


def register_secret(secret: str | None) -> None:
    """Removes this text from every line that is logged from now on. Texts under four characters are ignored."""
    if secret and len(secret) >= 4:
        _known.add(secret)


def without_secrets(text: str) -> str:
    """The text with every registered secret, and every value that follows a token's name, replaced by `[removed]`."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    return _TOKEN_IN_TEXT.sub(lambda match: match.group(1) + REMOVED, text)


class SecretFreeFormatter(logging.Formatter):
    """Renders a line, traceback included, and removes the secrets last, so that no argument can slip one in."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line; a message's further lines are indented, so that they cannot fake a second entry."""
        return _harmless(super().formatMessage(record))

    def formatException(  # noqa: N802 - logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The traceback, indented for the same reason."""
        return "    " + _harmless(super().formatException(ei))

    def format(self, record: logging.LogRecord) -> str:
        """The rendered line without secrets."""
        return without_secrets(super().format(record))


def _harmless(text: str) -> str:
    return _CONTROL.sub(lambda match: match.group().encode("unicode_escape").decode(), text).replace("\n", "\n    ")


class FaultLimit(logging.Filter):
    """Lets a fault of the same place through once a minute, so that no one can fill the log with tracebacks."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged_at: OrderedDict[tuple[object, ...], float] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record has no traceback, or the first of its place in this minute."""
        if not isinstance(record.exc_info, tuple) or record.exc_info[0] is None:
            return True
        place, now = _place(record), self._clock()
        if now - self._logged_at.get(place, -FAULT_EVERY_S) < FAULT_EVERY_S:
            return False
        self._logged_at[place] = now
        self._logged_at.move_to_end(place)
        while len(self._logged_at) > MAX_FAULTS:
            self._logged_at.popitem(last=False)
        return True


def _place(record: logging.LogRecord) -> tuple[object, ...]:
    """Who logged a fault, of what kind it is, and the last line of the program that it went through."""
    assert isinstance(record.exc_info, tuple)
    kind, _, trace = record.exc_info
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else ("", 0)
    return (record.name, kind, *line)


class LogFile(RotatingFileHandler):
    """A log file that several processes append to, and that rotates.

    When another process has rotated it, this one continues in the new file. A full disk loses lines; it is reported
    once.
    """

    _cause: OSError | None = None

    def _open(self) -> TextIOWrapper:
        """Opens the file, and makes it readable for its owner alone."""
        stream = super()._open()
        with contextlib.suppress(OSError):  # another user's file
            if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):  # not /dev/full
                os.fchmod(stream.fileno(), 0o600)
        return stream

    def shouldRollover(self, record: logging.LogRecord) -> int:  # noqa: N802 - the name is the library's
        """Whether the line would make the file too large; first reopens a file that was rotated elsewhere."""
        if self.stream is not None and not self._is_the_file(self.stream.fileno()):
            old, self.stream = self.stream, self._open()
            old.close()
        return int(super().shouldRollover(record))

    def _is_the_file(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.stat(self.baseFilename), os.fstat(descriptor))  # noqa: PTH116
        except FileNotFoundError:
            return False

    def emit(self, record: logging.LogRecord) -> None:
        """Writes the line; the first failure is reported on stderr."""
        before, self._cause = self._cause, None
        super().emit(record)
        if self._cause and not before:
            sys.stderr.write(f"The log file {self.baseFilename} cannot be written ({self._cause.strerror}).\n")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the library's
        """Notes a full or read-only disk; any other error is a fault of the program, and shown."""
        cause = sys.exc_info()[1]
        if isinstance(cause, OSError):
            self._cause = cause
        else:
            super().handleError(record)

    def close(self) -> None:
        """Closes the file; lines that a full disk did not take are lost."""
        with contextlib.suppress(OSError):
            super().close()


def setup(
    level: str = "INFO", file: Path | None = None, secrets: Iterable[str | None] = (), *, stderr: bool = True
) -> None:
    """Sends all logs of the process to stderr and, where it can be written, to a rotating file."""
    for secret in secrets:
        register_secret(secret)
    formatter = SecretFreeFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    if stderr:
        handler = logging.StreamHandler(sys.stderr)
        if level != "DEBUG":
            handler.addFilter(_is_for_people)
        _add(root, handler, formatter)
    if file is not None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _add(
                root,
                LogFile(file, maxBytes=MAX_FILE_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=False),
                formatter,
            )
        except OSError as err:
            root.warning("The log file %s cannot be written (%s); logging to stderr only.", file, err.strerror)


def _is_for_people(record: logging.LogRecord) -> bool:
    """Drops urllib3's line about each failed attempt: our own sentence follows the last one."""
    return not record.name.startswith("urllib3.") or record.levelno >= logging.ERROR


def _add(root: logging.Logger, handler: logging.Handler, formatter: logging.Formatter) -> None:
    handler.setFormatter(formatter)
    handler.addFilter(FaultLimit())
    root.addHandler(handler)


TAIL_BYTES = 65_536
"""How much of the end of a log file is read to find its last lines."""


def tail(log_file: Path, secrets: Iterable[str | None], lines: int = 100) -> tuple[str, ...]:
    """The last lines of the log file without secrets, the oldest first; none if the file cannot be read."""
    for secret in secrets:
        register_secret(secret)
    try:
        with log_file.open("rb") as file:
            start = max(file.seek(0, 2) - TAIL_BYTES, 0)
            file.seek(start)
            text = file.read(TAIL_BYTES).decode("utf-8", "replace")
    except OSError:
        return ()
    complete = text.removesuffix("\n").split("\n")[1 if start else 0 :]  # the first line may be cut off
    return tuple(without_secrets(line) for line in complete[-lines:])
