"""Logs to stderr and to a rotating file, with every known secret taken out of the rendered line."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_FILE_BYTES = 2_000_000
KEPT_FILES = 3
REMOVED = "[removed]"

_TOKEN_IN_TEXT = re.compile(r"(?i)(x-plex-token\W{1,6}|accesstoken\W{1,4}|authtoken\W{1,4})([^\s&'\",}>]+)")
_known: set[str] = set()


def register_secret(secret: str | None) -> None:
    """Takes this text out of every line that is logged from now on. Texts under four characters are left alone."""
    if secret and len(secret) >= 4:
        _known.add(secret)


def without_secrets(text: str) -> str:
    """The text with every registered secret, and whatever stands behind a token's name, replaced by `[removed]`."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    return _TOKEN_IN_TEXT.sub(lambda match: match.group(1) + REMOVED, text)


class SecretFreeFormatter(logging.Formatter):
    """Renders a line, traceback included, and removes the secrets last, so that no argument can slip one in."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line; what a message has behind a line break is set in, so that it cannot fake a second entry."""
        return super().formatMessage(record).replace("\n", "\n    ")

    def format(self, record: logging.LogRecord) -> str:
        """The rendered line without secrets."""
        return without_secrets(super().format(record))


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
            file.parent.mkdir(parents=True, exist_ok=True)
            _add(
                root,
                RotatingFileHandler(
                    file, maxBytes=MAX_FILE_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=False
                ),
                formatter,
            )
        except OSError as err:
            root.warning("The log file %s cannot be written (%s); logging to stderr only.", file, err.strerror)


def _is_for_people(record: logging.LogRecord) -> bool:
    """Not urllib3's word about every try that failed: the sentence that follows the last one is for people."""
    return not record.name.startswith("urllib3.") or record.levelno >= logging.ERROR


def _add(root: logging.Logger, handler: logging.Handler, formatter: logging.Formatter) -> None:
    handler.setFormatter(formatter)
    root.addHandler(handler)
