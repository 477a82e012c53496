"""One person's evidence as files of a generation."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from recommenderr.artifacts.arrays import load_array
from recommenderr.errors import ArtifactError
from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.user_profile import Taste


@dataclass(frozen=True, slots=True, eq=False)
class PersonArrays:
    """What a build keeps of one person.

    Attributes:
        stamp: what the store's `watching.version` said when the evidence was made; otherwise it is out of date.
        as_of: epoch seconds from which the ages of the watch events were counted.
        taste, evidence: see `model.taste` and `model.profile`.
    """

    stamp: str
    as_of: int
    taste: Taste
    evidence: Evidence


def person_files(person: PersonArrays) -> dict[str, np.ndarray]:
    """The arrays of one person by file name."""
    arrays = {f"{f.name}.npy": getattr(person.taste, f.name) for f in fields(Taste)}
    return arrays | {"columns.npy": person.evidence.columns, "closest.npy": person.evidence.closest}


def person_note(person: PersonArrays) -> str:
    """The small text file beside the arrays."""
    return json.dumps({"stamp": person.stamp, "as_of": person.as_of})


def load_person(folder: Path, n_items: int) -> PersonArrays:
    """The kept evidence of one person, memory-mapped.

    Raises:
        ArtifactError: a file is missing or torn, or belongs to a library of another size.
    """
    try:
        note = json.loads((folder / "person.json").read_text(encoding="utf-8"))
        stamp, as_of = str(note["stamp"]), int(note["as_of"])
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise ArtifactError(f"{folder} does not hold a person's evidence. Run `recommenderr build`.") from err
    taste = Taste(**{f.name: load_array(folder / f"{f.name}.npy") for f in fields(Taste)})
    evidence = Evidence(load_array(folder / "columns.npy"), load_array(folder / "closest.npy"))
    if evidence.columns.shape != (len(COLUMNS), n_items):
        raise ArtifactError(f"{folder} was made for another library. Run `recommenderr build`.")
    return PersonArrays(stamp, as_of, taste, evidence)
