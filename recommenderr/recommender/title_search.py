"""Finds titles by name, typing errors forgiven, watched and gone ones too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from recommenderr.artifacts import Generation
from recommenderr.recommender.visibility import Visibility
from recommenderr.text import search_key

CUTOFF = 62.0
"""Below this likeness (0 to 100) a name is another name."""

MEANT = 80.0
"""From this likeness of whole names on, one may have been meant by the other."""


@dataclass(frozen=True, slots=True)
class TitleIndex:
    """Every name of every title as it is compared: its own, the original one and the one it is sorted by.

    Attributes:
        names: names as `search_key` makes them.
        rows: the matrix row of each name.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]

    def search(self, text: str, visible: Visibility, limit: int = 12) -> list[int]:
        """The visible rows whose names are most like the text, the likest first; among equals the better rated one."""
        wanted = search_key(text)
        if not wanted:
            return []
        seen = np.flatnonzero(visible.rows[np.array(self.rows, dtype=np.intp)])
        names = {index: self.names[index] for index in seen.tolist()}
        pool = process.extract(wanted, names, scorer=fuzz.WRatio, score_cutoff=CUTOFF, limit=limit * 8)
        ranked = sorted((-_closeness(wanted, name, score), self.rows[index]) for name, score, index in pool)
        return list(dict.fromkeys(row for _, row in ranked))[:limit]


def title_index(generation: Generation) -> TitleIndex:
    """The index of one generation; reads every title once."""
    titles = generation.titles
    return _index(
        (details.title, details.original_title, details.sort_title)
        for details in map(titles.details, range(len(titles)))
    )


def index_of(names: Sequence[str]) -> TitleIndex:
    """The index of these names, in this order."""
    return _index((name,) for name in names)


def _index(names_by_row: Iterable[Sequence[str]]) -> TitleIndex:
    names: list[str] = []
    rows: list[int] = []
    for row, spelled in enumerate(names_by_row):
        keys = dict.fromkeys(search_key(name) for name in dict.fromkeys(spelled) if name) or {"": None}
        names += keys
        rows += [row] * len(keys)
    return TitleIndex(tuple(names), tuple(rows))


def meant(generation: Generation, text: str, visible: Visibility, limit: int = 3) -> list[str]:
    """Visible names that the text may be a misspelling of: those that differ in a letter or two."""
    index, wanted = title_index(generation), search_key(text)
    alike = {row for name, row in zip(index.names, index.rows, strict=True) if fuzz.ratio(wanted, name) >= MEANT}
    rows = [row for row in index.search(text, visible) if row in alike]
    return list(dict.fromkeys(generation.titles.details(row).title for row in rows))[:limit]


def _closeness(wanted: str, name: str, score: float) -> float:
    """The fuzzy score, with whole names and beginnings of names before parts of names."""
    if name == wanted:
        return score + 100
    if name.startswith(wanted):
        return score + 50
    if f" {wanted}" in f" {name}":
        return score + 25
    return score + fuzz.ratio(wanted, name) / 10
