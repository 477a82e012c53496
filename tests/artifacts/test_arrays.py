from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommenderr.artifacts.arrays import Texts, load_array
from recommenderr.errors import ArtifactError

AWKWARD = [
    "",
    "👩‍👩‍👧 Familie",
    "שלום עולם",
    "مرحبا",
    "e\u0301",
    "\u202eevil",
    "a\x00b",
    "line\nbreak",
    "",
    "\ufeff",
    "𝄞",
]


@given(st.lists(st.text()))
@example(AWKWARD)
@example([])
@example([""])
def test_packed_and_taken_out_again_texts_are_the_same(texts: list[str]) -> None:
    packed = Texts.of(texts)
    assert len(packed) == len(texts)
    assert list(packed) == texts
    assert [packed[place] for place in range(len(texts))] == texts
    assert packed[::2] == texts[::2]
    if texts:
        assert packed[-1] == texts[-1]


@pytest.mark.parametrize("place", [2, -3, 100])
def test_there_is_nothing_beyond_the_ends(place: int) -> None:
    with pytest.raises(IndexError):
        Texts.of(["a", "b"])[place]


def test_half_a_character_from_a_broken_server_does_not_stop_a_build() -> None:
    assert list(Texts.of(["a\ud800b"])) == ["a?b"]


def test_offsets_that_do_not_fit_are_refused() -> None:
    letters = np.frombuffer(b"abc", dtype=np.uint8)
    for offsets in ([0, 4], [], [0, 2]):
        with pytest.raises(ArtifactError, match="does not fit its offsets"):
            Texts(letters, np.array(offsets, dtype=np.int64))


ARRAYS = [
    np.arange(6, dtype=np.float32).reshape(2, 3),
    np.array([1.5, np.nan, -np.inf]),
    np.zeros(0, dtype=np.int32),
    np.zeros((3, 0), dtype=np.float32),
    np.array([True, False]),
    np.array([2**62], dtype=np.int64),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_an_array_on_disk_is_the_same_and_cannot_be_written_to(array: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", array)
    loaded = load_array(tmp_path / "a.npy")
    assert loaded.dtype == array.dtype
    assert np.array_equal(loaded, array, equal_nan=array.dtype.kind == "f")
    if array.size:
        assert isinstance(loaded.base, np.memmap)
        with pytest.raises(ValueError, match="read-only"):
            loaded[0] = 0


def test_a_missing_array_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"a\.npy is missing\. Run `recommenderr build`"):
        load_array(tmp_path / "a.npy")


@pytest.mark.parametrize("kept_bytes", [0, 1, 8, 64, 200])
def test_a_torn_array_is_named(kept_bytes: int, tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.arange(100))
    path.write_bytes(path.read_bytes()[:kept_bytes])
    with pytest.raises(ArtifactError, match=r"a\.npy is torn .* Run `recommenderr build`"):
        load_array(path)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ArtifactError, match="is torn"):
        load_array(tmp_path / "a.npy")
