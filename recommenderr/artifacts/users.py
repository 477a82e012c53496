"""One person's evidence as files of a generation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommenderr.artifacts.arrays import load_array
from recommenderr.errors import ArtifactError
from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.user_profile import UserProfile

PROFILE_FILES = {
    "rows": "rows",
    "preference": "preference",
    "profile_weight": "pull",
    "neighbour_weight": "liking",
    "fresh_preference": "fresh_preference",
    "recent_weight": "recent_weight",
    "newness_weight": "newness_weight",
    "watched_at": "watched_at",
}
"""The file of each array of a profile; part of the format of a generation."""


@dataclass(frozen=True, slots=True, eq=False)
class UserArrays:
    """What a build keeps of one person.

    Attributes:
        stamp: what the store's `watching.version` said when the evidence was made; otherwise it is out of date.
        as_of: epoch seconds from which the ages of the watch events were counted.
        profile, evidence: see `model.profile` and `model.profile`.
    """

    version: str
    as_of: int
    profile: UserProfile
    evidence: Evidence


def user_files(person: UserArrays) -> dict[str, np.ndarray]:
    """The arrays of one person by file name."""
    arrays = {f"{file}.npy": getattr(person.profile, name) for name, file in PROFILE_FILES.items()}
    return arrays | {"columns.npy": person.evidence.columns, "closest.npy": person.evidence.closest}


def user_note(person: UserArrays) -> str:
    """The small text file next to the arrays."""
    return json.dumps({"stamp": person.version, "as_of": person.as_of})


def load_user(folder: Path, n_items: int) -> UserArrays:
    """The kept evidence of one person, memory-mapped.

    Raises:
        ArtifactError: a file is missing or torn, or belongs to a library of another size.
    """
    try:
        note = json.loads((folder / "person.json").read_text(encoding="utf-8"))
        stamp, as_of = str(note["stamp"]), int(note["as_of"])
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise ArtifactError(f"{folder} does not hold a person's evidence. Run `recommenderr build`.") from err
    arrays = {name: load_array(folder / f"{file}.npy") for name, file in PROFILE_FILES.items()}
    profile = UserProfile(**arrays, time=float(as_of))
    evidence = Evidence(load_array(folder / "columns.npy"), load_array(folder / "closest.npy"))
    if evidence.columns.shape != (len(COLUMNS), n_items):
        raise ArtifactError(f"{folder} was made for another library. Run `recommenderr build`.")
    return UserArrays(stamp, as_of, profile, evidence)
