"""Files of a generation that the disk has changed: the generation before serves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.artifacts import generation, open_current, open_generation, pass_over_torn
from recommenderr.artifacts.arrays import load_array
from recommenderr.artifacts.generation import FOLDER
from recommenderr.errors import ArtifactError
from tests.factories.generations import write_generation


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str, str]:
    monkeypatch.setattr(generation, "_torn", set())
    return tmp_path, write_generation(tmp_path, 1), write_generation(tmp_path, 2)


def flip(path: Path, place: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.unlink()  # the other generation may share the file
    path.write_bytes(content)


@pytest.mark.parametrize("file", ["titles/records.letters.npy", "blocks/text/indices.npy", "people/7/person.json"])
def test_a_changed_file_is_passed_over(two: tuple[Path, str, str], file: str) -> None:
    art_dir, first, second = two
    assert open_current(art_dir).name == second
    assert not pass_over_torn(art_dir)
    flip(art_dir / FOLDER / second / file)
    assert open_current(art_dir).name == second  # looking closely takes time, so that is done where reading fails
    assert pass_over_torn(art_dir)
    assert open_current(art_dir).name == first
    with pytest.raises(ArtifactError, match=r"is not what was written\. Run `recommenderr build`"):
        open_generation(art_dir, second)


def test_when_all_are_torn_the_sentence_says_what_to_do(two: tuple[Path, str, str]) -> None:
    art_dir, *names = two
    for name in names:
        flip(art_dir / FOLDER / name / "titles/year.npy")
    assert [pass_over_torn(art_dir) for _ in range(3)] == [True, True, False]
    with pytest.raises(ArtifactError, match="Run `recommenderr build`"):
        open_current(art_dir)


def test_without_a_generation_there_is_nothing_to_pass_over(tmp_path: Path) -> None:
    assert not pass_over_torn(tmp_path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    return folder / FOLDER / write_generation(folder, 1) / "titles/year.npy"


@given(place=st.integers(0, 127), value=st.integers(0, 255))
def test_a_header_with_any_changed_byte_is_one_sentence(year: Path, place: int, value: int) -> None:
    copy = year.with_name("copy.npy")
    shutil.copy(year, copy)
    content = bytearray(copy.read_bytes())
    content[place] = value
    copy.write_bytes(content)
    try:
        load_array(copy)
    except ArtifactError as err:
        assert "Run `recommenderr build`" in str(err)  # noqa: PT017 - many changes are harmless


def test_the_manifest_itself_is_json(two: tuple[Path, str, str]) -> None:
    art_dir, first, second = two
    manifest = art_dir / FOLDER / second / "manifest.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_bytes(json.dumps(facts).encode().replace(b"{", b"\xff", 1))
    assert open_current(art_dir).name == first
