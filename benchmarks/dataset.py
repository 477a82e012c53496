"""Which real titles real people watched: `catalogue.csv.gz` and `events.csv.gz` of a folder, ready to be evaluated.

The catalogue has the columns that `benchmarks.library` reads, and `votes` or `imdb_votes`. The events have `user_id,
item_id, ts` (epoch seconds) and `rating` (0.5 to 5, may be empty).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.library import real_title
from recommenderr.evaluation.splits import Interactions
from recommenderr.model.feature_block import Block
from recommenderr.model.features import build_blocks
from recommenderr.model.ranking import order_of_rows
from recommenderr.model.rating_prior import acclaim
from recommenderr.model.unique_rows import UniqueRows, find_unique_rows
from recommenderr.records import Item

CATALOGUE, EVENTS = "catalogue.csv.gz", "events.csv.gz"
IMDB_VOTES_PER_TMDB_VOTE = 12.0


@dataclass(frozen=True, eq=False)
class Dataset:
    """Titles and what people watched of them.

    Attributes:
        items: in the order that a build gives them.
        votes: float64, shape (n_items,): how many people rated each title anywhere, as of today.
        logs: the events of each person, by a number that is given here.
    """

    items: Sequence[Item]
    votes: NDArray[np.float64]
    logs: dict[int, Interactions]

    @cached_property
    def blocks(self) -> dict[str, Block]:
        """The features of the titles."""
        return build_blocks(self.items)

    @cached_property
    def unique_rows(self) -> dict[str, UniqueRows]:
        """Titles that are the same to a group."""
        return find_unique_rows(self.blocks)

    @cached_property
    def acclaim(self) -> NDArray[np.float32]:
        """How the titles are rated."""
        return acclaim(self.items)

    def without_ratings(self) -> dict[int, Interactions]:
        """The same events, as if no one had rated anything."""
        return {person: replace(log, rating=np.full(len(log.rows), np.nan)) for person, log in self.logs.items()}


def has_files(folder: Path) -> bool:
    """Whether a folder has both files."""
    return (folder / CATALOGUE).is_file() and (folder / EVENTS).is_file()


def read_dataset(folder: Path, *, whole_catalogue: bool = False, users: int | None = None, seed: int = 0) -> Dataset:
    """Reads both files.

    Args:
        folder: the folder that contains them.
        whole_catalogue: take every title; otherwise only those that occur in the events of anyone.
        users: take only the first so many people of the file.
        seed: decides the order of events of the same second, because a file sorts those by title.
    """
    events, titles = read_events(folder / EVENTS), read_titles(folder / CATALOGUE)
    if not whole_catalogue:
        titles = titles[titles["item_id"].isin(events["item_id"])]
    items = [real_title(row) for row in titles.to_dict("records")]
    order = order_of_rows(acclaim(items).tolist(), [item.title for item in items], [item.item_id for item in items])
    ranked = [items[position] for position in order]
    return Dataset(ranked, _votes(titles)[order], _logs(events, ranked, users, seed))


def read_titles(file: Path) -> pd.DataFrame:
    """The catalogue, every column as text; what is missing is empty."""
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def read_events(file: Path) -> pd.DataFrame:
    """The events: `user_id` and `item_id` as text, `ts` in epoch seconds, `rating` or NaN."""
    types = {"user_id": str, "item_id": str, "ts": np.int64, "rating": np.float64}
    return pd.read_csv(file, dtype=types, keep_default_na=False, na_values={"rating": [""]})


def _votes(titles: pd.DataFrame) -> NDArray[np.float64]:
    """Votes as TMDB counts them; those of IMDb, of which there are more, where only they are known."""
    votes = titles.reindex(columns=["votes", "imdb_votes"]).apply(pd.to_numeric)
    known = votes["votes"].fillna(votes["imdb_votes"] / IMDB_VOTES_PER_TMDB_VOTE)
    return np.asarray(known.fillna(0.0), dtype=np.float64)


def _logs(events: pd.DataFrame, items: Sequence[Item], users: int | None, seed: int) -> dict[int, Interactions]:
    """What each person watched, in the order of time, by the number of the person."""
    rows = {item.item_id: row for row, item in enumerate(items)}
    runtimes = np.array([np.nan if item.runtime_min is None else item.runtime_min for item in items])
    shuffled = events.assign(row=events["item_id"].map(rows), order=np.random.default_rng(seed).random(len(events)))
    known = shuffled.dropna(subset="row").sort_values(["ts", "order"])
    people = pd.Index(events["user_id"].unique()[:users])
    by_person = dict.fromkeys(people, known.iloc[:0]) | dict(iter(known.groupby("user_id")))
    return {number: _log(by_person[person], runtimes) for number, person in enumerate(people)}


def _log(events: pd.DataFrame, runtimes: NDArray[np.float64]) -> Interactions:
    rows = events["row"].to_numpy(np.int32)
    return Interactions(
        rows, events["ts"].to_numpy(np.int64), runtimes[rows], 2.0 * events["rating"].to_numpy(np.float64)
    )
