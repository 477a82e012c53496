"""One person's evidence on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recommenderr.artifacts.users import UserArrays, load_user, user_files, user_note
from recommenderr.errors import ArtifactError
from tests.factories.generations import person_of


def write(folder: Path, person: UserArrays) -> None:
    for name, array in user_files(person).items():
        np.save(folder / name, array, allow_pickle=False)
    (folder / "person.json").write_text(user_note(person), encoding="utf-8")


def test_what_is_written_is_loaded(tmp_path: Path) -> None:
    person = person_of(5)
    write(tmp_path, person)
    loaded = load_user(tmp_path, 5)
    assert loaded.as_of == person.as_of
    assert user_note(loaded) == user_note(person)
    for name, array in user_files(person).items():
        np.testing.assert_array_equal(user_files(loaded)[name], array)


def test_evidence_of_another_library_is_refused(tmp_path: Path) -> None:
    write(tmp_path, person_of(5))
    with pytest.raises(ArtifactError, match="another library"):
        load_user(tmp_path, 6)


@pytest.mark.parametrize("note", ["", "{}", "[1]", '{"as_of": "soon"}'])
def test_a_note_that_is_none_is_one_sentence(tmp_path: Path, note: str) -> None:
    write(tmp_path, person_of(5))
    (tmp_path / "person.json").write_text(note)
    with pytest.raises(ArtifactError, match="recommenderr build"):
        load_user(tmp_path, 5)
