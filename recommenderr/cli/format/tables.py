"""Lays out text for people: tables whose columns line up, and lines cut to the terminal's width."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

GAP = "  "


def print_json(document: Any) -> None:
    """Prints one JSON document and nothing else."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def table(head: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int] = ()) -> str:
    """The rows under their head, columns aligned; those numbered in `right` to the right.

    Lines are cut to the terminal's width, and left whole where the text goes into a file or a pipe.
    """
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]
    return "\n".join(_cut(_line(row, widths, right)) for row in cells)


def width(text: str) -> int:
    """How many columns of a terminal the text takes: two for East Asian wide letters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    padded = []
    for column, (cell, wanted) in enumerate(zip(row, widths, strict=True)):
        space = " " * (wanted - width(cell))
        padded.append(space + cell if column in right else cell + space)
    return GAP.join(padded).rstrip()


def _cut(line: str) -> str:
    if not sys.stdout.isatty():
        return line
    room = shutil.get_terminal_size().columns
    if width(line) <= room:
        return line
    shortened = line
    while width(shortened) > room - 1:
        shortened = shortened[:-1]
    return f"{shortened}…"
