"""A library of any size: made up from the frequencies of a real catalogue, or real titles recombined.

Both are the same for the same seed. Made-up titles follow what was counted in 40,428 real ones: how often the most
frequent words, names and genres occur, how many of each a title has, how old titles are.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.vocabulary import Prose, names_of_people
from recommenderr.records import Item, ItemType, Rating

FILMS, SERIES = "1", "2"
BATCH = 10_000
FIRST_ID = 1000
SERIES_SHARE = 0.2
COLLECTION_SHARE, TITLES_IN_COLLECTION = 0.07, 3
NAMES_PER_TITLE = 8
POPULARITY = 1.6
"""A name is the `P * u ** POPULARITY`-th most frequent of P, u uniform: the best-known actor of 40,000 has 100."""

GENRES = (
    *("Drama", "Comedy", "Thriller", "Romance", "Action", "Documentary", "Horror", "Crime", "Adventure", "Family"),
    *("Science Fiction", "Fantasy", "Animation", "Mystery", "History", "Music", "War", "Reality", "Western", "Sport"),
)
GENRE_SHARE = np.array([45, 33, 18, 17, 14, 12, 11, 10, 8, 7, 6.5, 6, 5.5, 5, 3, 2.5, 2, 1.5, 1, 0.8])
GENRES_OF_A_TITLE = (0.33, 0.34, 0.23, 0.10)
CERTIFICATES = ("G", "PG", "PG-13", "R", "NR", "TV-14", "TV-MA", "gb/15", "")
COUNTRIES = ("United States", "United Kingdom", "France", "Germany", "Japan", "Canada", "India", "Spain")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Draw:
    """The random generator of one batch of titles, and what all batches share."""

    rng: np.random.Generator
    prose: Prose
    n_items: int

    def people(self, count: int) -> list[str]:
        """Names of actors or directors; a few have played in hundreds of titles, most in one or two."""
        known = max(int(NAMES_PER_TITLE * self.n_items), 50)
        return names_of_people((known * self.rng.random(count) ** POPULARITY).astype(np.int64))


def made_up(n_items: int, seed: int = 0) -> Iterator[Item]:
    """`n_items` titles that no one filmed. A library of 1,000 is not the beginning of one of 10,000: names grow too."""
    prose = Prose()
    for start in range(0, n_items, BATCH):
        draw = Draw(np.random.default_rng([seed, start]), prose, n_items)
        yield from _batch(draw, start, min(BATCH, n_items - start))


def _batch(draw: Draw, start: int, count: int) -> Iterator[Item]:
    rng = draw.rng
    summaries = draw.prose.texts(rng, rng.integers(40, 61, count))
    titles = draw.prose.texts(rng, rng.integers(1, 5, count))
    cast_sizes = rng.integers(5, 13, count)
    cast = _split(draw.people(int(cast_sizes.sum())), cast_sizes)
    crew = _split(draw.people(2 * count), np.full(count, 2))
    genres = _genres(rng, count)
    years = _years(rng, count)
    for i in range(count):
        yield _item(draw, start + i, titles[i], summaries[i], genres[i], cast[i], crew[i], int(years[i]))


def _item(
    draw: Draw,
    number: int,
    title: str,
    summary: str,
    genres: tuple[str, ...],
    cast: list[str],
    crew: list[str],
    year: int,
) -> Item:
    kind: ItemType = "show" if draw.rng.random() < SERIES_SHARE else "movie"
    grouped = draw.rng.random() < COLLECTION_SHARE
    n_collections = max(int(draw.n_items * COLLECTION_SHARE / TITLES_IN_COLLECTION), 1)
    score = float(np.clip(draw.rng.normal(6.4, 1.2), 1.0, 9.9))
    return Item(
        item_id=str(FIRST_ID + number),
        guid=f"plex://{kind}/{number:024x}",
        type=kind,
        title=title.title(),
        library_id=SERIES if kind == "show" else FILMS,
        external_ids=(f"imdb://tt{number:08d}", f"tmdb://{number}"),
        year=year,
        runtime_min=float(draw.rng.integers(22, 60) if kind == "show" else draw.rng.integers(80, 160)),
        summary=summary,
        content_rating=CERTIFICATES[int(draw.rng.integers(len(CERTIFICATES)))],
        genres=genres,
        collections=(f"Collection {int(draw.rng.integers(n_collections))}",) if grouped else (),
        directors=tuple(crew[:1]) if kind == "movie" else (),
        writers=tuple(crew[1:]),
        cast=tuple(dict.fromkeys(cast)),
        countries=(COUNTRIES[min(int(draw.rng.exponential(1.2)), len(COUNTRIES) - 1)],),
        ratings=_ratings(score, int(draw.rng.integers(0, 4))),
        episode_count=int(draw.rng.integers(6, 80)) if kind == "show" else None,
        thumb=f"/library/metadata/{FIRST_ID + number}/thumb/1700000000",
        added_at=NOW - timedelta(days=int(draw.rng.integers(0, 3000))),
        updated_at=NOW,
    )


def _ratings(score: float, sources: int) -> tuple[Rating, ...]:
    all_three = (
        Rating("imdb", "audience", round(score, 1)),
        Rating("rottentomatoes", "critic", round(min(score * 1.05, 10.0), 1)),
        Rating("rottentomatoes", "audience", round(score * 0.98, 1)),
    )
    return all_three[:sources]


def _genres(rng: np.random.Generator, count: int) -> list[tuple[str, ...]]:
    """Without repeats: the order of `log(u) / share` draws as many as wanted by their shares."""
    order = np.argsort(np.log(rng.random((count, len(GENRES)))) / -GENRE_SHARE, axis=1)[:, :4]
    sizes = rng.choice(len(GENRES_OF_A_TITLE), size=count, p=GENRES_OF_A_TITLE) + 1
    return [tuple(GENRES[g] for g in row[:size]) for row, size in zip(order.tolist(), sizes.tolist(), strict=True)]


def _years(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Half of all titles are younger than 13 years, a twentieth is older than 70."""
    return np.asarray(2025 - np.minimum(rng.exponential(18.0, count), 110.0), dtype=np.int64)


def _split(values: Sequence[str], sizes: NDArray[np.int64]) -> list[list[str]]:
    ends = np.cumsum(sizes).tolist()
    return [list(values[end - size : end]) for end, size in zip(ends, sizes.tolist(), strict=True)]


def recombined(catalogue: Path, n_items: int, seed: int = 0) -> Iterator[Item]:
    """The titles of a catalogue file; where more are asked for, the cast of one with half the summaries of two others.

    Every word, name and pair of words is real, but no new ones come with size, as they would in a real library.
    """
    items = _read(catalogue)
    rng = np.random.default_rng(seed)
    for number in range(n_items):
        base = items[number % len(items)]
        if number >= len(items):
            other, third = (items[row] for row in rng.integers(len(items), size=2).tolist())
            base = replace(
                base, cast=other.cast, directors=other.directors, summary=_halves(base.summary, third.summary)
            )
        identity = {"item_id": str(FIRST_ID + number), "guid": f"plex://{base.type}/{number:024x}"}
        yield replace(base, **identity)  # type: ignore[arg-type]


def _halves(first: str, second: str) -> str:
    left, right = first.split(), second.split()
    return " ".join(left[: len(left) // 2] + right[len(right) // 2 :])


def _read(catalogue: Path) -> list[Item]:
    with gzip.open(catalogue, "rt", encoding="utf-8", newline="") as file:
        return [real_title(row) for row in csv.DictReader(file)]


def real_title(row: Mapping[str, str]) -> Item:
    """One row of a catalogue file as a title."""
    kind: ItemType = "show" if row["type"] == "show" else "movie"
    return Item(
        item_id=row["item_id"],
        guid="",
        type=kind,
        title=row["title"] or "Untitled",
        library_id=SERIES if kind == "show" else FILMS,
        year=int(float(row["year"])) if row["year"] else None,
        runtime_min=float(row["runtime_min"]) if row["runtime_min"] else None,
        summary=row["summary"],
        content_rating=row["content_rating"],
        ratings=(Rating("themoviedb", "audience", float(row["rating"])),) if row["rating"] else (),
        added_at=NOW,
        updated_at=NOW,
        genres=_list(row["genres"]),
        cast=_list(row["cast"]),
        directors=_list(row["directors"]),
        collections=_list(row["collections"]),
        countries=_list(row["countries"]),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, text.split("|"))))
