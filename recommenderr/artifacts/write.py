"""Writes a generation whole: into a hidden folder, flushed to disk, renamed, and only then pointed at."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.arrays import Texts
from recommenderr.artifacts.generation import (
    FOLDER,
    FORMAT,
    MANIFEST,
    MAP,
    POINTER,
    TITLE_COLUMNS,
    Generation,
    file_checksum,
)
from recommenderr.artifacts.titles import TitleTable
from recommenderr.artifacts.users import UserArrays, user_files, user_note
from recommenderr.errors import ArtifactError
from recommenderr.model.titles.feature_block import Block

KEPT = 2
HIDDEN = ".writing-"


class GenerationWriter:
    """Collects one generation. Nothing is visible to readers before `publish`; leaving without it leaves no trace."""

    def __init__(self, art_dir: Path, now: datetime) -> None:
        self.art_dir = art_dir
        self.now = now
        self.name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        self.folder = art_dir / FOLDER / f"{HIDDEN}{self.name}"
        self.files: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        with self._explained():
            self.folder.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def titles(self, table: TitleTable) -> None:
        """Adds the table of titles."""
        for name in TITLE_COLUMNS:
            self._array(f"titles/{name}.npy", getattr(table, name))
        self._texts("titles/item_ids", table.item_ids)
        self._texts("titles/records", table.records)

    def map(self, points: NDArray[np.float32]) -> None:
        """Adds where each title lies on the map of the library."""
        self._array(MAP, points)

    def block(self, block: Block) -> None:
        """Adds one feature group."""
        for name in ("indptr", "indices", "data"):
            self._array(f"blocks/{block.group}/{name}.npy", getattr(block, name))
        self._texts(
            f"blocks/{block.group}/names", block.names if isinstance(block.names, Texts) else Texts.of(block.names)
        )

    def user(self, account_id: int, person: UserArrays) -> None:
        """Adds one person's evidence."""
        for name, array in user_files(person).items():
            self._array(f"people/{account_id}/{name}", array)
        self._text(f"people/{account_id}/person.json", user_note(person))

    def reuse(self, source: Generation, prefix: str) -> None:
        """Takes the files below a folder over from another generation, by hard link where the file system can."""
        for name, (size, checksum) in source.manifest["files"].items():
            if name.startswith(prefix):
                with self._explained():
                    self._link(source.path / name, self.folder / name)
                self.files[name] = (size, checksum)

    def publish(self, manifest: Mapping[str, Any]) -> str:
        """Makes this generation the one that serves, and returns its name."""
        content = {
            "format": FORMAT,
            "built_at": self.now.isoformat(timespec="seconds"),
            **manifest,
            "files": self.files,
        }
        with self._explained():
            (self.folder / MANIFEST).write_bytes(json.dumps(content, indent=1, ensure_ascii=False).encode())
            for path in self.folder.rglob("*"):  # all at the end, when most of it is on disk already
                (_sync_folder if path.is_dir() else _sync_file)(path)
            _sync_folder(self.folder)
            self.folder.rename(self.art_dir / FOLDER / self.name)
            _sync_folder(self.art_dir / FOLDER)
            point_at(self.art_dir, self.name)
        return self.name

    def _array(self, name: str, array: NDArray[Any]) -> None:
        path = self.folder / name
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("wb") as file:
                np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        self._listed(name)

    def _texts(self, name: str, texts: Texts) -> None:
        self._array(f"{name}.letters.npy", texts.letters)
        self._array(f"{name}.offsets.npy", texts.offsets)

    def _text(self, name: str, text: str) -> None:
        with self._explained():
            (self.folder / name).write_bytes(text.encode())
        self._listed(name)

    def _listed(self, name: str) -> None:
        path = self.folder / name
        self.files[name] = (path.stat().st_size, file_checksum(path))

    def _link(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            target.hardlink_to(source)
        except OSError:  # a file system without hard links
            shutil.copyfile(source, target)

    @contextlib.contextmanager
    def _explained(self) -> Any:
        try:
            yield
        except OSError as err:
            if isinstance(err, ArtifactError):
                raise
            raise ArtifactError(_sentence(self.art_dir, err)) from err


def point_at(art_dir: Path, name: str) -> None:
    """Switches the readers to another generation in one step."""
    temporary = art_dir / f".{POINTER}-{secrets.token_hex(3)}"
    temporary.write_bytes(f"{name}\n".encode())
    _sync_file(temporary)
    temporary.replace(art_dir / POINTER)
    _sync_folder(art_dir)


def prune(art_dir: Path, serving: str, n_kept: int = KEPT) -> None:
    """Removes all generations but the one that serves and the newest before it, and what a crash left half written."""
    folder = art_dir / FOLDER
    entries = sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.name)
    whole = [entry for entry in entries if not entry.name.startswith(".") and entry.name != serving]
    left_over = [entry for entry in entries if entry.name.startswith(HIDDEN)]
    for entry in whole[: max(0, len(whole) - (n_kept - 1))] + left_over:
        shutil.rmtree(entry, ignore_errors=True)
    for switch in art_dir.glob(f".{POINTER}-*"):
        switch.unlink(missing_ok=True)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename is on disk only when its folder is; some network file systems cannot, and say EINVAL."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as err:
        if err.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)


def _sentence(art_dir: Path, err: OSError) -> str:
    if err.errno == errno.ENOSPC:
        return f"The disk of {art_dir} is full; the generation before goes on serving. Make room, then build again."
    if err.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{art_dir} cannot be written ({err.strerror}). Let this user write there, or set ART_DIR."
    return f"Writing artifacts to {art_dir} failed ({err.strerror or err}). Check that disk, then build again."
