"""Whether the file system of a folder has what SQLite and the memory maps need: locks and shared memory."""

from __future__ import annotations

import fcntl
import mmap
import re
import tempfile
from pathlib import Path

from recommenderr.errors import StoreError

MOUNTS = Path("/proc/mounts")
_NETWORK = re.compile(r"nfs4?|cifs|smb(3|fs)?|9p|afs|ceph|glusterfs|lustre|davfs2?|ncpfs|fuse(blk|\..+)?|vboxsf|drvfs")
_ESCAPE = re.compile(r"\\([0-7]{3})")
PAGE_BYTES = 4096


def check(folder: Path, setting: str, mounts: str | None = None) -> str:
    """Names the file system of the folder that `setting` leads to.

    Args:
        folder: an existing folder.
        setting: the name of the setting, for the sentence.
        mounts: the text of /proc/mounts; None reads it.

    Raises:
        StoreError: it is a network or FUSE file system, or has no locks or no shared memory.
    """
    kind, point = mounted(folder, _mounts() if mounts is None else mounts)
    remedy = f"Let {setting} name a folder on a disk of this machine, such as a Docker volume."
    if _NETWORK.fullmatch(kind):
        raise StoreError(
            f"{folder} is on {kind} (mounted at {point}). The database and the artifacts need locks and shared memory, "
            f"which network and FUSE file systems do not keep reliably: the database can be damaged. {remedy}"
        )
    if missing := _missing(folder):
        raise StoreError(f"The file system of {folder} ({kind}) has no {missing}, which the database needs. {remedy}")
    return f"{folder} is on {kind}, which has locks and shared memory."


def mounted(folder: Path, mounts: str) -> tuple[str, str]:
    """The type and the mount point of the file system that holds a folder; `unknown` where nothing names it."""
    place = folder.resolve()
    found = ("unknown", "/")
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_ESCAPE.sub(lambda match: chr(int(match.group(1), 8)), fields[1]))
        if place.is_relative_to(point) and len(point.parts) >= len(Path(found[1]).parts):
            found = (fields[2], str(point))  # of two mounts on the same point the later one is seen
    return found


def _mounts() -> str:
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # not a Linux


def _missing(folder: Path) -> str | None:
    """Tries both in a file of its own; None also where the folder cannot be written, which another check says."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.truncate(PAGE_BYTES)
            return _first_missing(file.fileno())
    except OSError:
        return None


def _first_missing(descriptor: int) -> str | None:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.lockf(descriptor, fcntl.LOCK_UN)
    except OSError:
        return "locks"
    try:
        mmap.mmap(descriptor, PAGE_BYTES, mmap.MAP_SHARED).close()
    except (OSError, ValueError):
        return "shared memory"
    return None
