"""Opens a generation: checks that it is whole and of this format, and maps its arrays as they are asked for."""

from __future__ import annotations

import json
import logging
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.arrays import Texts, load_array
from recommenderr.artifacts.titles import TYPES, UNKNOWN_YEAR, TitleTable, placements_from_json
from recommenderr.artifacts.users import UserArrays, load_user
from recommenderr.errors import ArtifactError, NoGenerationError
from recommenderr.model.titles.feature_block import Block, UniqueRows, find_unique_rows
from recommenderr.model.titles.title_facts import TitleFacts
from recommenderr.model.weights import COUNTRIES, GROUPS

FORMAT = 3
MANIFEST = "manifest.json"
POINTER = "current"
MAP = "titles/map.npy"
FOLDER = "generations"
TITLE_COLUMNS = (
    *("by_id", "type", "year", "runtime_min", "added_at", "gone", "library"),
    *("content_rating", "content_rating_age", "placement"),
    *("acclaim", "rating", "renown", "renown_rank", "certificate_age", "released"),
)

log = logging.getLogger(__name__)
_torn: set[Path] = set()
"""The generations that this process has found to differ from what was written."""


@dataclass(frozen=True, eq=False)
class Generation:
    """One build of the model, read-only. Arrays are memory maps, opened at first use and kept."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The folder's name, which starts with the UTC time of the build."""
        return self.path.name

    @property
    def built_at(self) -> str:
        """When the build ended, ISO 8601 UTC."""
        return str(self.manifest["built_at"])

    @property
    def titles_version(self) -> str:
        """What the store's titles and the feature settings were when the blocks were made."""
        return str(self.manifest["titles_stamp"])

    @cached_property
    def titles(self) -> TitleTable:
        """The table of titles."""
        folder = self.path / "titles"
        columns = {name: load_array(folder / f"{name}.npy") for name in TITLE_COLUMNS}
        return TitleTable(
            item_ids=_texts(folder, "item_ids"),
            records=_texts(folder, "records"),
            libraries=tuple(self.manifest["libraries"]),
            content_ratings=tuple(self.manifest["content_ratings"]),
            placements=placements_from_json(self.manifest["placements"]),
            **columns,
        )

    @cached_property
    def map(self) -> NDArray[np.float32] | None:
        """Where each title lies on the map of the library, shape (n_titles, 2), 0 to 1; None where none was drawn."""
        return load_array(self.path / MAP) if MAP in self.manifest.get("files", ()) else None

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The feature blocks, by group."""
        return {group: _block(self.path / "blocks" / group, group) for group in GROUPS}

    @cached_property
    def countries(self) -> Block:
        """The countries of the titles."""
        return _block(self.path / "blocks" / COUNTRIES, COUNTRIES)

    @cached_property
    def facts(self) -> TitleFacts:
        """What is known of the titles besides their features."""
        titles = self.titles
        return TitleFacts(
            genres=self.blocks["genres"],
            countries=self.countries,
            show=titles.type == TYPES.index("show"),
            year=np.where(titles.year == UNKNOWN_YEAR, np.nan, titles.year.astype(np.float64)),
            released=titles.released,
            acclaim=titles.acclaim,
            rating=titles.rating,
            renown=titles.renown,
            renown_rank=titles.renown_rank,
            runtime_min=titles.runtime_min,
            certificate_age=titles.certificate_age,
        )

    @cached_property
    def unique_rows(self) -> dict[str, UniqueRows]:
        """Which titles are the same to a feature group, worked out when it is first asked for."""
        return find_unique_rows(self.blocks)

    def has_user(self, account_id: int) -> bool:
        """Whether evidence of this person is kept here."""
        return (self.path / "people" / str(account_id) / "person.json").is_file()

    def user(self, account_id: int) -> UserArrays:
        """The kept evidence of one person, mapped again at each call."""
        return load_user(self.path / "people" / str(account_id), int(self.manifest["n_titles"]))

    def user_ids(self) -> list[int]:
        """Account ids of everyone whose evidence is stored here."""
        folder = self.path / "people"
        return sorted(int(entry.name) for entry in folder.iterdir()) if folder.is_dir() else []

    def verify(self) -> None:
        """Reads every file and compares its checksum.

        Raises:
            ArtifactError: a file differs from what was written.
        """
        for name, (_, checksum) in self.manifest["files"].items():
            try:
                intact = file_checksum(self.path / name) == checksum
            except OSError:
                intact = False
            if not intact:
                raise ArtifactError(f"{self.path / name} is not what was written. Run `recommenderr build`.")


def open_current(art_dir: Path) -> Generation:
    """The generation that serves: the one `current` names, or the newest whole one where that cannot be read.

    Raises:
        NoGenerationError: nothing has been built yet.
        ArtifactError: there are generations, and none of them can be read.
    """
    names = generation_names(art_dir)
    pointed = _pointer(art_dir)
    order = ([pointed] if pointed in names else []) + [name for name in reversed(names) if name != pointed]
    if not order:
        raise NoGenerationError("Nothing has been built yet. Run `recommenderr refresh` first.")
    first: ArtifactError | None = None
    for name in order:
        try:
            return open_generation(art_dir, name)
        except ArtifactError as err:
            log.warning("Generation %s is passed over: %s", name, err)
            first = first or err
    raise first or NoGenerationError("Nothing has been built yet. Run `recommenderr refresh` first.")


def pass_over_torn(art_dir: Path) -> bool:
    """Looks closely at the generation that serves, after reading it failed.

    Returns whether a file of it is not what was written. This process then passes it over for the one before.
    """
    try:
        generation = open_current(art_dir)
    except ArtifactError:
        return False
    try:
        generation.verify()
    except ArtifactError as err:
        log.warning("Generation %s is passed over: %s", generation.name, err)
        _torn.add(generation.path)
        return True
    return False


def is_torn(generation: Generation) -> bool:
    """Whether this process has found that the generation is not what was written."""
    return generation.path in _torn


def open_generation(art_dir: Path, name: str) -> Generation:
    """One generation by name.

    Raises:
        ArtifactError: it is missing, torn, or of another format; the sentence says which.
    """
    path = art_dir / FOLDER / name
    if path in _torn:
        raise ArtifactError(f"{path} is not what was written. Run `recommenderr build` to make a new generation.")
    manifest = _manifest(path)
    if manifest.get("format") != FORMAT:
        raise ArtifactError(
            f"{path} was built by another version of this program: it has format {manifest.get('format')}, "
            f"this version reads {FORMAT}. The next refresh rebuilds it; `recommenderr build` does so at once."
        )
    for file, (size, _) in manifest["files"].items():
        try:
            actual = (path / file).stat().st_size
        except OSError:
            actual = -1
        if actual != size:
            raise ArtifactError(f"{path / file} is missing or torn. Run `recommenderr build` to make a new generation.")
    return Generation(path, manifest)


def generation_names(art_dir: Path) -> list[str]:
    """The names of all generations on disk, oldest first; a hidden folder is one that is still being written."""
    folder = art_dir / FOLDER
    try:
        visible = [entry for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []
    return sorted(entry.name for entry in visible if (entry / MANIFEST).is_file())


def current_name(art_dir: Path) -> str | None:
    """The name in the pointer file, cheap enough to look at on every rerun; None before the first build."""
    return _pointer(art_dir)


def file_checksum(path: Path) -> int:
    """CRC-32 of a file's bytes."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _pointer(art_dir: Path) -> str | None:
    try:
        return (art_dir / POINTER).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise ArtifactError(f"{path / MANIFEST} cannot be read. Run `recommenderr build` to make a new one.") from err
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ArtifactError(f"{path / MANIFEST} is not a manifest of this program. Move that folder away.")
    return manifest


def _texts(folder: Path, name: str) -> Texts:
    return Texts(load_array(folder / f"{name}.letters.npy"), load_array(folder / f"{name}.offsets.npy"))


def _block(folder: Path, group: str) -> Block:
    indptr, indices, data = (load_array(folder / f"{name}.npy") for name in ("indptr", "indices", "data"))
    return Block(group, indptr, indices, data, _texts(folder, "names"))
