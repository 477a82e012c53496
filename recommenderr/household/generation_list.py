"""The generations on disk, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recommenderr.artifacts import generation_names, open_generation
from recommenderr.artifacts.generation import current_name
from recommenderr.errors import ArtifactError


@dataclass(frozen=True, slots=True)
class ListedGeneration:
    """One generation; where it cannot be read, `error` is the sentence that says why, and the numbers are 0."""

    name: str
    serves: bool
    titles: int
    people: int
    size_bytes: int
    error: str | None


def generation_list(art_dir: Path) -> tuple[ListedGeneration, ...]:
    """Every generation on disk, the newest first."""
    serving = current_name(art_dir)
    return tuple(_listed(art_dir, name, name == serving) for name in reversed(generation_names(art_dir)))


def _listed(art_dir: Path, name: str, serves: bool) -> ListedGeneration:
    try:
        found = open_generation(art_dir, name)
    except ArtifactError as err:
        return ListedGeneration(name, serves, 0, 0, 0, str(err))
    size = sum(int(size) for size, _ in found.manifest["files"].values())
    return ListedGeneration(name, serves, int(found.manifest["n_titles"]), len(found.people()), size, None)
