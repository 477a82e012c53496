"""Arrays and lists of text as files that are opened by memory map: nothing is parsed, nothing is copied."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from tokenize import TokenError
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from recommenderr.errors import ArtifactError

_READING_ERRORS = (
    *(ValueError, OSError, EOFError, TypeError, ArithmeticError, MemoryError, LookupError),
    *(SyntaxError, TokenError),  # numpy parses the header as Python
)
"""What numpy raises for a file whose header is not one."""


def load_array(path: Path) -> NDArray[Any]:
    """The array of a `.npy` file, memory-mapped and read-only.

    A plain view of the map: numpy works through several layers of Python for each slice of its own `memmap`.

    Raises:
        ArtifactError: the file is missing, shorter than it says, or not an array.
    """
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError as err:
        raise ArtifactError(
            f"The artifact {path} is missing. Run `recommenderr build` to make a new generation."
        ) from err
    except _READING_ERRORS as err:
        if _is_empty(path):
            return np.asarray(np.load(path, allow_pickle=False))
        raise ArtifactError(
            f"The artifact {path} is torn ({err}). Run `recommenderr build` to make a new one."
        ) from err
    return array.view(np.ndarray)


def _is_empty(path: Path) -> bool:
    """An array without elements cannot be mapped, but is no fault."""
    try:
        return bool(np.load(path, allow_pickle=False).size == 0)
    except _READING_ERRORS:
        return False


class Texts(Sequence[str]):
    """A list of texts in two arrays: their UTF-8 bytes end to end, and where each one starts.

    Opening a million names costs what opening one costs, and only those that are shown are decoded.
    """

    def __init__(self, letters: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        if len(offsets) == 0 or offsets[-1] != len(letters):
            raise ArtifactError("A list of names does not fit its offsets. Run `recommenderr build` to make a new one.")
        self.letters = letters
        self.offsets = offsets

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """Packs texts."""
        letters, offsets = bytearray(), array("q", [0])
        for text in texts:
            letters += text.encode("utf-8", "replace")
            offsets.append(len(letters))
        return cls(np.frombuffer(letters, dtype=np.uint8), np.frombuffer(offsets, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        return self.letters[self.offsets[index] : self.offsets[index + 1]].tobytes().decode("utf-8")

    def __iter__(self) -> Iterator[str]:
        data = self.letters.tobytes()
        offsets = self.offsets.tolist()
        return (data[start:stop].decode("utf-8") for start, stop in pairwise(offsets))
