"""Finds titles by name, typing errors forgiven, watched and gone ones too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from recommenderr.artifacts import Generation
from recommenderr.text import normalize_name

CUTOFF = 62.0
"""Below this likeness (0 to 100) a name is another name."""

MEANT = 80.0
"""From this likeness of whole names on, one may have been meant by the other."""

_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class TitleIndex:
    """Every title's name as it is compared; place `i` is matrix row `i`."""

    names: tuple[str, ...]

    def search(self, text: str, limit: int = 12) -> list[int]:
        """The rows whose names are most like the text, the likest first; among equals the better rated one."""
        wanted = comparable(text)
        if not wanted:
            return []
        pool = process.extract(wanted, self.names, scorer=fuzz.WRatio, score_cutoff=CUTOFF, limit=limit * 4)
        ranked = sorted((-_closeness(wanted, name, score), row) for name, score, row in pool)
        return [row for _, row in ranked[:limit]]


def title_index(generation: Generation) -> TitleIndex:
    """The index of one generation; reads every title once."""
    titles = generation.titles
    return TitleIndex(tuple(comparable(titles.details(row).title) for row in range(len(titles))))


def index_of(names: Sequence[str]) -> TitleIndex:
    """The index of these names, in this order."""
    return TitleIndex(tuple(comparable(name) for name in names))


def meant(generation: Generation, text: str, limit: int = 3) -> list[str]:
    """Names that the text may be a misspelling of: those that differ in a letter or two."""
    index, wanted = title_index(generation), comparable(text)
    rows = [row for row in index.search(text) if fuzz.ratio(wanted, index.names[row]) >= MEANT]
    return list(dict.fromkeys(generation.titles.details(row).title for row in rows))[:limit]


def comparable(text: str) -> str:
    """A normalized name without punctuation: `Amélie!` becomes `amelie`; a name without a letter stays as it is."""
    name = normalize_name(text)
    return _NO_WORD.sub(" ", name).strip() or name


def _closeness(wanted: str, name: str, score: float) -> float:
    """The fuzzy score, with whole names and beginnings of names before parts of names."""
    if name == wanted:
        return score + 100
    if name.startswith(wanted):
        return score + 50
    if f" {wanted}" in f" {name}":
        return score + 25
    return score + fuzz.ratio(wanted, name) / 10
