"""A person's evidence leaves every generation, and what is left still opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.artifacts import open_current
from recommenderr.artifacts.erasure import forget_person
from recommenderr.artifacts.generation import FOLDER, MANIFEST
from recommenderr.artifacts.write import HIDDEN
from tests.factories.generations import write_generation


def test_the_person_is_in_no_generation_afterwards(tmp_path: Path) -> None:
    for number in (1, 2):
        write_generation(tmp_path, number)
    assert list(open_current(tmp_path).user_ids()) == [7]
    assert forget_person(tmp_path, 7) == 2
    assert forget_person(tmp_path, 7) == 0
    generation = open_current(tmp_path)
    generation.verify()
    assert list(generation.user_ids()) == []
    assert not list(tmp_path.rglob("people/7"))


def test_somebody_else_stays(tmp_path: Path) -> None:
    write_generation(tmp_path, 1)
    assert forget_person(tmp_path, 8) == 0
    assert list(open_current(tmp_path).user_ids()) == [7]


def test_what_lies_half_written_goes_too(tmp_path: Path) -> None:
    write_generation(tmp_path, 1)
    half = tmp_path / FOLDER / f"{HIDDEN}half"
    half.mkdir()
    forget_person(tmp_path, 8)
    assert not half.exists()


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"files": 7}'])
def test_a_torn_generation_lets_go_of_the_person_too(tmp_path: Path, manifest: str | None) -> None:
    name = write_generation(tmp_path, 1)
    file = tmp_path / FOLDER / name / MANIFEST
    file.unlink()
    if manifest is not None:
        file.write_text(manifest)
    assert forget_person(tmp_path, 7) == 1
    assert not list(tmp_path.rglob("people/7"))


def test_nothing_built_is_nothing_to_forget(tmp_path: Path) -> None:
    assert forget_person(tmp_path, 7) == 0
