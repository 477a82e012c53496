from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommenderr.artifacts import generation_names, open_current, open_generation
from recommenderr.artifacts.generation import FOLDER, FORMAT, MANIFEST, POINTER, current_name
from recommenderr.errors import ArtifactError, NoGenerationError
from recommenderr.model.evidence import COLUMNS
from recommenderr.model.weights import GROUPS
from tests.factories.generations import person_of, same_tables, table_of, whole, write_generation


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, str, str]:
    """A folder with two generations, of which the second serves."""
    return tmp_path, write_generation(tmp_path, 1), write_generation(tmp_path, 2)


def folder_of(art_dir: Path, name: str) -> Path:
    return art_dir / FOLDER / name


def change_manifest(art_dir: Path, name: str, **facts: Any) -> None:
    path = folder_of(art_dir, name) / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


def test_nothing_has_been_built(tmp_path: Path) -> None:
    assert generation_names(tmp_path) == []
    assert current_name(tmp_path) is None
    with pytest.raises(NoGenerationError, match=r"^Nothing has been built yet\. Run `recommenderr refresh` first\.$"):
        open_current(tmp_path)


def test_the_last_one_written_serves(two: tuple[Path, str, str]) -> None:
    art_dir, first, second = two
    assert generation_names(art_dir) == [first, second]
    assert open_current(art_dir).name == current_name(art_dir) == second
    assert whole(open_current(art_dir)) == 2
    assert whole(open_generation(art_dir, first)) == 1


def test_saved_and_opened_again_it_is_the_same(tmp_path: Path) -> None:
    generation = open_generation(tmp_path, write_generation(tmp_path, 5, n_titles=4))
    assert same_tables(generation.titles, table_of(4, 2005))
    assert set(generation.blocks) == set(GROUPS)
    assert [list(generation.blocks[group].names) for group in GROUPS] == [[group] for group in GROUPS]
    assert generation.user_ids() == [7]
    assert generation.has_user(7)
    assert not generation.has_user(8)
    assert generation.built_at == "2026-03-01T13:00:00+00:00"
    assert generation.titles_version == "stamp"
    kept, written = generation.user(7), person_of(4)
    assert (kept.version, kept.as_of) == (written.version, written.as_of)
    assert np.array_equal(kept.evidence.columns, written.evidence.columns)
    assert np.array_equal(kept.evidence.closest, written.evidence.closest)
    assert kept.profile.profile_weight.tolist() == [1.0]


def test_arrays_are_memory_maps_that_nobody_can_write_to(tmp_path: Path) -> None:
    generation = open_generation(tmp_path, write_generation(tmp_path, 1))
    for array in (generation.titles.year, generation.blocks["genres"].data, generation.user(7).evidence.columns):
        assert isinstance(array.base, np.memmap)
        assert not array.flags.writeable


FILES = ["titles/year.npy", "blocks/text/data.npy", "people/7/columns.npy", "titles/records.letters.npy"]


@pytest.mark.parametrize("file", FILES)
def test_the_one_before_goes_on_serving_when_a_file_is_torn(
    file: str, two: tuple[Path, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    art_dir, first, second = two
    path = folder_of(art_dir, second) / file
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtifactError, match=rf"{path} is missing or torn\. Run `recommenderr build`"):
        open_generation(art_dir, second)
    with caplog.at_level(logging.WARNING):
        assert open_current(art_dir).name == first
    assert second in caplog.text
    assert "missing or torn" in caplog.text


@pytest.mark.parametrize("file", FILES)
def test_the_one_before_goes_on_serving_when_a_file_is_missing(file: str, two: tuple[Path, str, str]) -> None:
    art_dir, first, second = two
    (folder_of(art_dir, second) / file).unlink()
    assert whole(open_current(art_dir)) == 1
    assert open_current(art_dir).name == first


@pytest.mark.parametrize("format_number", [FORMAT - 1, FORMAT + 1, None, "x"])
def test_another_format_is_refused_and_the_one_before_serves(format_number: Any, two: tuple[Path, str, str]) -> None:
    art_dir, first, second = two
    change_manifest(art_dir, second, format=format_number)
    with pytest.raises(
        ArtifactError, match=rf"has format {format_number}, this version reads {FORMAT}\. The next refresh"
    ):
        open_generation(art_dir, second)
    assert open_current(art_dir).name == first


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("\udcff", "cannot be read"),
        ("[]", "is not a manifest of this program"),
        ("3", "is not a manifest of this program"),
        ('{"name": "somebody else\'s"}', "is not a manifest of this program"),
        ('{"format": 1, "files": ["a"]}', "is not a manifest of this program"),
    ],
)
def test_a_foreign_manifest_is_refused_and_the_one_before_serves(
    content: str, sentence: str, two: tuple[Path, str, str]
) -> None:
    art_dir, first, second = two
    (folder_of(art_dir, second) / MANIFEST).write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ArtifactError, match=sentence):
        open_generation(art_dir, second)
    assert open_current(art_dir).name == first


def test_when_none_can_be_read_the_newest_ones_fault_is_reported(two: tuple[Path, str, str]) -> None:
    art_dir, first, second = two
    for name in (first, second):
        (folder_of(art_dir, name) / "titles/year.npy").unlink()
    with pytest.raises(ArtifactError, match=second):
        open_current(art_dir)


@pytest.mark.parametrize("pointer", ["", "\n", "no-such-generation\n", "../..\n"])
def test_a_pointer_to_nothing_leads_to_the_newest(pointer: str, two: tuple[Path, str, str]) -> None:
    art_dir, _, second = two
    (art_dir / POINTER).write_text(pointer)
    assert open_current(art_dir).name == second


def test_a_pointer_that_is_no_text_leads_to_the_newest(two: tuple[Path, str, str]) -> None:
    art_dir, _, second = two
    (art_dir / POINTER).write_bytes(b"\xff\xfe")
    assert open_current(art_dir).name == second


def test_without_a_pointer_a_whole_generation_serves(two: tuple[Path, str, str]) -> None:
    art_dir, _, second = two
    (art_dir / POINTER).unlink()
    assert open_current(art_dir).name == second


def test_the_pointer_may_lead_back(two: tuple[Path, str, str]) -> None:
    art_dir, first, _ = two
    (art_dir / POINTER).write_text(first)
    assert open_current(art_dir).name == first


def test_a_changed_byte_is_found_by_looking_closely(two: tuple[Path, str, str]) -> None:
    art_dir, _, second = two
    path = folder_of(art_dir, second) / "blocks/text/data.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    generation = open_generation(art_dir, second)
    with pytest.raises(ArtifactError, match=rf"{path} is not what was written\. Run `recommenderr build`"):
        generation.verify()


def test_a_folder_that_is_still_being_written_is_no_generation(two: tuple[Path, str, str]) -> None:
    """Also when its manifest is there already, and nothing else can serve."""
    art_dir, first, second = two
    folder_of(art_dir, first).rename(art_dir / FOLDER / f".writing-{first}")
    folder_of(art_dir, second).rename(art_dir / FOLDER / f".writing-{second}")
    assert generation_names(art_dir) == []
    with pytest.raises(NoGenerationError):
        open_current(art_dir)


@pytest.mark.parametrize("note", [None, "", "{}", '{"stamp": "a"}', '{"stamp": "a", "as_of": "soon"}', "[]"])
def test_a_person_without_a_readable_note_is_refused(note: str | None, tmp_path: Path) -> None:
    generation = open_generation(tmp_path, write_generation(tmp_path, 1))
    path = generation.path / "people/7/person.json"
    if note is None:
        path.unlink()
    else:
        path.write_text(note)
    with pytest.raises(ArtifactError, match=r"does not hold a person's evidence\. Run `recommenderr build`\."):
        generation.user(7)


def test_evidence_of_another_library_is_refused(tmp_path: Path) -> None:
    generation = open_generation(tmp_path, write_generation(tmp_path, 1, n_titles=3))
    np.save(generation.path / "people/7/columns.npy", np.zeros((len(COLUMNS), 4), dtype=np.float32))
    with pytest.raises(ArtifactError, match="was made for another library"):
        generation.user(7)


def test_a_library_without_titles(tmp_path: Path) -> None:
    generation = open_generation(tmp_path, write_generation(tmp_path, 1, n_titles=0))
    generation.verify()
    assert len(generation.titles) == 0
    assert generation.titles.row_of("100") is None
    assert generation.blocks["genres"].n_items == 0
