"""Takes a person's evidence out of every generation, while readers go on."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from recommenderr.artifacts.generation import FOLDER, MANIFEST
from recommenderr.artifacts.write import HIDDEN
from recommenderr.errors import ArtifactError


def forget_person(art_dir: Path, account_id: int) -> int:
    """Removes what generations keep of this person; how many of them kept something. What serves goes on serving.

    The caller holds the refresh lock, so what lies half written is of a build that was cut off, and goes too.

    Raises:
        ArtifactError: something cannot be removed.
    """
    folder = art_dir / FOLDER
    try:
        entries = sorted(entry for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []
        for entry in entries:
            if entry.name.startswith(HIDDEN):
                shutil.rmtree(entry)
        return sum(_forget(entry, account_id) for entry in entries if entry.is_dir())
    except OSError as err:
        raise ArtifactError(
            f"What {folder} keeps of this person cannot be removed ({err.strerror or err}). "
            "Let this user write there, and run the same again."
        ) from err


def _forget(generation: Path, account_id: int) -> bool:
    """The manifest first: a generation whose manifest names files that are gone would be taken for torn."""
    folder = generation / "people" / str(account_id)
    if not folder.exists():
        return False
    try:
        manifest = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
        start = f"people/{account_id}/"
        manifest["files"] = {name: facts for name, facts in manifest["files"].items() if not name.startswith(start)}
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        pass  # no reader opens this generation anyway
    else:
        _replace(generation / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
    shutil.rmtree(folder)
    return True


def _replace(file: Path, text: str) -> None:
    """Replaces a file in one step: a reader finds the old one or the new one, never half of one."""
    temporary = file.with_name(f".{file.name}")
    with temporary.open("w", encoding="utf-8") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    temporary.replace(file)
