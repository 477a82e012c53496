"""Which real titles real people watched: `catalogue.csv.gz` and `events.csv.gz` of a folder, ready to be evaluated.

The catalogue needs `item_id`. It may have `type` (movie or show), `title`, `year`, `runtime_min`, `rating`, `summary`,
`content_rating`, `imdb_id`, `tmdb_id`, and `genres`, `cast`, `directors`, `collections` and `countries`, split by `|`.

The events need `user_id`, `item_id` and `ts`: epoch seconds, epoch milliseconds or ISO 8601. They may have `rating`,
0.5 to 5 or up to 10. Other columns are ignored, and a value that cannot be read counts as missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.library import real_title
from recommenderr.evaluation.splits import Interactions
from recommenderr.model.ranking import order_of_rows
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.titles.features import build_blocks, country_block
from recommenderr.model.titles.rating_prior import acclaim
from recommenderr.model.titles.renown import external_numbers
from recommenderr.model.titles.title_facts import TitleFacts, title_facts
from recommenderr.records import Item

CATALOGUE, EVENTS = "catalogue.csv.gz", "events.csv.gz"
TITLE_COLUMNS = (
    *("item_id", "type", "title", "year", "runtime_min", "genres", "cast", "directors", "collections", "countries"),
    *("content_rating", "summary", "imdb_id", "tmdb_id", "rating"),
)
SERIES_TYPES = frozenset({"show", "series", "tv", "tvshow", "tv show", "tvseries"})
DAY_S = 86_400
MILLISECONDS_FROM = 1e11
"""A time this large is in milliseconds: as seconds it would lie in the year 5138."""
FEW_A_DAY, VIEWING_SHARE = 5, 0.5
IMDB_NUMBER = re.compile(r"tt(\d{5,15})")


class DatasetError(Exception):
    """A folder cannot be evaluated; the message says what is wrong with which file."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Titles and what people watched of them.

    Attributes:
        name: what tables call it.
        items: in the order that a build gives them.
        logs: the events of each person, by a number that is given here, in the order of the file.
        dropped: how many events could not be used: no such title, or no time.
    """

    name: str
    items: Sequence[Item]
    logs: dict[int, Interactions]
    dropped: int = 0

    @cached_property
    def blocks(self) -> Mapping[str, Block]:
        """The features of the titles."""
        return build_blocks(self.items)

    @cached_property
    def facts(self) -> TitleFacts:
        """What is known of the titles besides their features."""
        return title_facts(self.items, self.blocks["genres"], country_block(self.items))

    @cached_property
    def external_numbers(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The numbers of the titles at TMDB and at IMDb, nan where unknown."""
        return external_numbers(self.items, "tmdb"), external_numbers(self.items, "imdb")

    @cached_property
    def years(self) -> NDArray[np.float64]:
        """The year of each title, nan where unknown."""
        return np.array([np.nan if item.year is None else item.year for item in self.items], dtype=np.float64)

    @cached_property
    def watched(self) -> NDArray[np.bool_]:
        """Which titles anyone watched."""
        watched = np.zeros(len(self.items), dtype=np.bool_)
        for log in self.logs.values():
            watched[log.rows] = True
        return watched

    @cached_property
    def viewing_share(self) -> float:
        """The share of views on days with at most five titles of the same person; near 1 if these are real viewings."""
        few = total = 0
        for log in self.logs.values():
            views = np.unique(np.stack([log.at // DAY_S, log.rows], axis=1), axis=0)
            a_day = np.unique(views[:, 0], return_counts=True)[1]
            few, total = few + int(a_day[a_day <= FEW_A_DAY].sum()), total + len(views)
        return few / total if total else 0.0


def read_dataset(folder: Path, *, name: str = "", seed: int = 0) -> Dataset:
    """Reads both files.

    Args:
        folder: the folder that contains them.
        name: of the data set, the folder's by default.
        seed: decides the order of events of the same second, because a file sorts those by title.

    Raises:
        DatasetError: a file or a column that is needed is missing, or there is no event of a known title.
    """
    events, titles = read_events(folder / EVENTS), read_titles(folder / CATALOGUE)
    items = [_title(row) for row in titles.to_dict("records")]
    order = order_of_rows(acclaim(items).tolist(), [item.title for item in items], [item.item_id for item in items])
    ranked = [items[position] for position in order]
    logs = _logs(events, ranked, seed)
    usable = sum(len(log.rows) for log in logs.values())
    if not usable:
        raise DatasetError(f"{folder / EVENTS} has no event with a time and a title of {CATALOGUE}.")
    return Dataset(name or folder.resolve().name, ranked, logs, len(events) - usable)


def read_titles(file: Path) -> pd.DataFrame:
    """The catalogue, every column as text; what is missing is empty. Of the same id the first row counts."""
    titles = _read(file, ("item_id",)).reindex(columns=TITLE_COLUMNS, fill_value="")
    return titles[titles["item_id"] != ""].drop_duplicates("item_id")


def read_events(file: Path) -> pd.DataFrame:
    """The events: `user_id` and `item_id` as text, `ts` in epoch seconds or NaN, `rating` of 10 or NaN."""
    events = _read(file, ("user_id", "item_id", "ts")).reindex(columns=("user_id", "item_id", "ts", "rating"))
    rating = pd.to_numeric(events["rating"], errors="coerce")
    of_five = not rating.max() > 5.0
    return events.assign(ts=_times(events["ts"]), rating=2.0 * rating if of_five else rating)


def _read(file: Path, needed: Sequence[str]) -> pd.DataFrame:
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise DatasetError(f"There is no {file.name} in {file.parent}; nothing was measured.") from None
    except (OSError, EOFError, ValueError) as err:
        raise DatasetError(f"{file} cannot be read: {err}.") from err
    table.columns = table.columns.str.strip()
    if missing := [column for column in needed if column not in table.columns]:
        raise DatasetError(f"{file} has no column {missing[0]!r}; it has {', '.join(table.columns)}.")
    return table


def _times(text: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(text, errors="coerce")
    numbers = numbers.where(numbers.abs() < MILLISECONDS_FROM, numbers / 1000.0)
    dates = pd.to_datetime(text.where(numbers.isna()), errors="coerce", utc=True, format="ISO8601")
    seconds = (dates - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
    return numbers.fillna(seconds)


def _title(row: dict[str, str]) -> Item:
    """One row of the catalogue as a title with the ids that a Plex server would send."""
    year, runtime, rating = (_number(row[column]) for column in ("year", "runtime_min", "rating"))
    usable = {
        "type": "show" if row["type"].strip().lower() in SERIES_TYPES else "movie",
        "year": f"{year}" if year is not None and 1800 <= year <= 2200 else "",
        "runtime_min": f"{runtime}" if runtime is not None and runtime > 0 else "",
        "rating": f"{rating}" if rating is not None and 0 < rating <= 10 else "",
    }
    return replace(real_title(row | usable), external_ids=_external_ids(row))


def _number(text: str) -> float | None:
    """The number that a text begins with, such as the year of a date; None where there is none."""
    match = re.match(r"\s*(\d+(?:\.\d+)?)", text)
    return float(match[1]) if match else None


def _external_ids(row: Mapping[str, str]) -> tuple[str, ...]:
    imdb = IMDB_NUMBER.search(row["imdb_id"]) or IMDB_NUMBER.search(row["item_id"])
    tmdb = _number(row["tmdb_id"])
    ids = f"imdb://tt{imdb[1]}" if imdb else "", f"tmdb://{int(tmdb)}" if tmdb else ""
    return tuple(filter(None, ids))


def _logs(events: pd.DataFrame, items: Sequence[Item], seed: int) -> dict[int, Interactions]:
    """What each person watched, in the order of time, by the number of the person."""
    rows = {item.item_id: row for row, item in enumerate(items)}
    runtimes = np.array([np.nan if item.runtime_min is None else item.runtime_min for item in items])
    shuffled = events.assign(row=events["item_id"].map(rows), order=np.random.default_rng(seed).random(len(events)))
    known = shuffled.dropna(subset=["row", "ts"]).sort_values(["ts", "order"])
    people = pd.Index(events["user_id"].unique())
    by_person = dict.fromkeys(people, known.iloc[:0]) | dict(iter(known.groupby("user_id")))
    return {number: _log(by_person[person], runtimes) for number, person in enumerate(people)}


def _log(events: pd.DataFrame, runtimes: NDArray[np.float64]) -> Interactions:
    rows = events["row"].to_numpy(np.int32)
    at = np.floor(events["ts"].to_numpy(np.float64)).astype(np.int64)
    return Interactions(rows, at, runtimes[rows], events["rating"].to_numpy(np.float64))
