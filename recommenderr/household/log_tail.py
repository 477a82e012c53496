"""The last lines of the log, without secrets."""

from __future__ import annotations

from recommenderr import log
from recommenderr.settings import Settings

READ_BYTES = 65_536


def log_tail(settings: Settings, lines: int = 100) -> tuple[str, ...]:
    """The last lines of the log file, the oldest first; none where there is no file, or it cannot be read."""
    for secret in settings.secrets:
        log.register_secret(secret)
    try:
        with settings.log_file.open("rb") as file:
            start = max(file.seek(0, 2) - READ_BYTES, 0)
            file.seek(start)
            text = file.read(READ_BYTES).decode("utf-8", "replace")
    except OSError:
        return ()
    found = text.splitlines()[1 if start else 0 :]  # the first one may be torn
    return tuple(log.without_secrets(line) for line in found[-lines:])
