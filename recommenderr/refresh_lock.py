"""The lock that keeps refreshes, backups and erasures apart, also between processes."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from recommenderr.errors import ArtifactError, BusyError

LOCK = "refresh.lock"
HOLDER = "refresh.holder"


@contextlib.contextmanager
def locked(art_dir: Path) -> Iterator[None]:
    """Holds the lock that keeps refreshes apart; the operating system lets go of it however this process ends.

    Raises:
        BusyError: another process holds it; the sentence says which, and since when.
    """
    lock = FileLock(art_dir / LOCK, timeout=0)
    try:
        art_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        since = f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        (art_dir / HOLDER).write_text(since, encoding="utf-8")
    except Timeout as err:
        raise BusyError(f"A refresh is running already ({_holder(art_dir)}). Wait until it has ended.") from err
    except OSError as err:
        lock.release(force=True)
        remedy = "Make room on its disk" if err.errno == errno.ENOSPC else "Let this user write there"
        raise ArtifactError(f"{art_dir} cannot be written ({err.strerror or err}). {remedy}, and try again.") from err
    try:
        yield
    finally:
        lock.release()


def _holder(art_dir: Path) -> str:
    try:
        return (art_dir / HOLDER).read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
