"""What real people watched of real titles: `catalogue.csv.gz` and `events.csv.gz` of a folder, ready to be evaluated.

The catalogue has the columns that `benchmarks.library` reads, and `votes` or `imdb_votes`. The events have `user_id,
item_id, ts` (epoch seconds) and `rating` (0.5 to 5, may be empty).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.library import real_title
from recommenderr.evaluation.splits import Log
from recommenderr.model.feature_block import Block
from recommenderr.model.features import build_blocks
from recommenderr.model.ranking import order_of_rows
from recommenderr.model.rating_prior import acclaim
from recommenderr.model.unique_rows import Kinds, find_kinds
from recommenderr.records import Item

CATALOGUE, EVENTS = "catalogue.csv.gz", "events.csv.gz"
IMDB_VOTES_PER_TMDB_VOTE = 12.0


@dataclass(frozen=True, eq=False)
class Dataset:
    """Titles and what people watched of them.

    Attributes:
        items: in the order that a build gives them.
        votes: float64, shape (n_items,): how many people rated each title anywhere, as of today.
        logs: everybody's events, by a number that they get here.
    """

    items: Sequence[Item]
    votes: NDArray[np.float64]
    logs: dict[int, Log]

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The features of the titles."""
        return build_blocks(self.items)

    @cached_property
    def kinds(self) -> dict[str, Kinds]:
        """Titles that are the same to a group."""
        return find_kinds(self.blocks)

    @cached_property
    def acclaim(self) -> NDArray[np.float32]:
        """How the titles are rated."""
        return acclaim(self.items)

    def without_ratings(self) -> dict[int, Log]:
        """The same events, as if nobody had said how they liked anything."""
        return {person: replace(log, rating=np.full(len(log.rows), np.nan)) for person, log in self.logs.items()}


def has_files(folder: Path) -> bool:
    """Whether a folder has both files."""
    return (folder / CATALOGUE).is_file() and (folder / EVENTS).is_file()


def read_dataset(folder: Path, *, whole_catalogue: bool = False, users: int | None = None, seed: int = 0) -> Dataset:
    """Reads both files.

    Args:
        folder: where they lie.
        whole_catalogue: take every title; else those that occur in the events of anybody.
        users: take the first so many people of the file alone.
        seed: of the order of events of the same second, which a file gives by title.
    """
    events = list(_rows(folder / EVENTS))
    used = {row["item_id"] for row in events}
    rows = [row for row in _rows(folder / CATALOGUE) if whole_catalogue or row["item_id"] in used]
    items = [real_title(row) for row in rows]
    order = order_of_rows(acclaim(items).tolist(), [item.title for item in items], [item.item_id for item in items])
    items = [items[place] for place in order]
    votes = np.array([_votes(rows[place]) for place in order])
    return Dataset(items, votes, _logs(events, items, users, seed))


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _votes(row: dict[str, str]) -> float:
    if row.get("votes"):
        return float(row["votes"])
    return float(row.get("imdb_votes") or 0.0) / IMDB_VOTES_PER_TMDB_VOTE


def _logs(events: Sequence[dict[str, str]], items: Sequence[Item], users: int | None, seed: int) -> dict[int, Log]:
    row_of = {item.item_id: row for row, item in enumerate(items)}
    names = list(dict.fromkeys(event["user_id"] for event in events))[:users]
    mine: dict[str, list[tuple[int, float, int, float]]] = {name: [] for name in names}
    shuffled = np.random.default_rng(seed).random(len(events)).tolist()
    for event, place in zip(events, shuffled, strict=True):
        row = row_of.get(event["item_id"])
        if row is not None and event["user_id"] in mine:
            stars = float(event["rating"]) if event.get("rating") else float("nan")
            mine[event["user_id"]].append((int(event["ts"]), place, row, 2.0 * stars))
    runtimes = np.array([np.nan if item.runtime_min is None else item.runtime_min for item in items])
    return {number: _log(sorted(mine[name]), runtimes) for number, name in enumerate(names)}


def _log(events: Sequence[tuple[int, float, int, float]], runtimes: NDArray[np.float64]) -> Log:
    rows = np.array([row for _, _, row, _ in events], dtype=np.int32)
    at = np.array([at for at, _, _, _ in events], dtype=np.int64)
    return Log(rows, at, runtimes[rows], np.array([rating for _, _, _, rating in events], dtype=np.float64))
