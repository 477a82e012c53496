"""What a page needs of every title, in columns: filters read whole columns, the details of a title read one record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.arrays import Texts
from recommenderr.model.titles.title_facts import TitleFacts
from recommenderr.records import Item, ItemType, Placement

TYPES: tuple[ItemType, ...] = ("movie", "show")
UNKNOWN_YEAR = -1
UNKNOWN_AGE = -1


@dataclass(frozen=True, slots=True)
class TitleDetails:
    """What is shown of one title."""

    row: int
    item_id: str
    guid: str
    type: ItemType
    title: str
    year: int | None
    runtime_min: float | None
    content_rating: str
    genres: tuple[str, ...]
    collections: tuple[str, ...]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    countries: tuple[str, ...]
    studio: str
    summary: str
    ratings: tuple[tuple[str, str, float], ...]
    thumb: str
    library_id: str
    episode_count: int | None
    gone: bool
    original_title: str = ""
    sort_title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TitleTable:
    """All titles of a generation; row `i` of every column is matrix row `i`.

    Attributes:
        item_ids: the id of the copy that stands for the title.
        by_id: int32: rows in ascending order of `item_ids`, to find one by bisection.
        records: JSON of what only the details of a title need.
        type: int8, a place in `TYPES`.
        year: int16, -1 where unknown.
        runtime_min: float32, nan where unknown.
        added_at: int64, epoch seconds, 0 where unknown.
        gone: bool: no copy is on the server any more.
        acclaim, rating, renown, renown_rank, certificate_age: float32, see `TitleFacts`.
        released: float64, the latest release in years with a fraction, nan where unknown.
        library, content_rating: int32, places in `libraries` and `content_ratings`.
    """

    item_ids: Texts
    by_id: NDArray[np.int32]
    records: Texts
    type: NDArray[np.int8]
    year: NDArray[np.int16]
    runtime_min: NDArray[np.float32]
    added_at: NDArray[np.int64]
    gone: NDArray[np.bool_]
    acclaim: NDArray[np.float32]
    rating: NDArray[np.float32]
    renown: NDArray[np.float32]
    renown_rank: NDArray[np.float32]
    certificate_age: NDArray[np.float32]
    released: NDArray[np.float64]
    library: NDArray[np.int32]
    content_rating: NDArray[np.int32]
    content_rating_age: NDArray[np.int8]
    placement: NDArray[np.int32]
    libraries: tuple[str, ...]
    content_ratings: tuple[str, ...]
    placements: tuple[tuple[Placement, ...], ...]

    def __len__(self) -> int:
        return len(self.item_ids)

    def row_of(self, item_id: str) -> int | None:
        """The matrix row of a title by its id, None where this generation does not know it."""
        low, high = 0, len(self.by_id)
        while low < high:
            middle = (low + high) // 2
            if self.item_ids[int(self.by_id[middle])] < item_id:
                low = middle + 1
            else:
                high = middle
        known = low < len(self.by_id) and self.item_ids[int(self.by_id[low])] == item_id
        return int(self.by_id[low]) if known else None

    def details(self, row: int) -> TitleDetails:
        """Everything that is shown of one title."""
        record: dict[str, Any] = json.loads(self.records[row])
        year, runtime = int(self.year[row]), float(self.runtime_min[row])
        for name in ("genres", "collections", "directors", "cast", "countries"):
            record[name] = tuple(record[name])
        record["ratings"] = tuple((source, kind, value) for source, kind, value in record["ratings"])
        return TitleDetails(
            row=row,
            item_id=self.item_ids[row],
            type=TYPES[int(self.type[row])],
            year=None if year == UNKNOWN_YEAR else year,
            runtime_min=None if np.isnan(runtime) else runtime,
            content_rating=self.content_ratings[int(self.content_rating[row])],
            library_id=self.libraries[int(self.library[row])],
            gone=bool(self.gone[row]),
            **record,
        )


def title_table(
    items: Sequence[Item],
    gone: Sequence[bool],
    facts: TitleFacts,
    placed: Sequence[tuple[Placement, ...]] | None = None,
) -> TitleTable:
    """The table of these titles, in this order; `placed` has the copies of each, by default the item alone."""
    if placed is None:
        placed = [(Placement(item.library_id, item.content_rating, item.content_rating_age),) for item in items]
    placements = tuple(dict.fromkeys(placed))
    place = {copies: number for number, copies in enumerate(placements)}
    libraries, library = _codes([item.library_id for item in items])
    content_ratings, content_rating = _codes([item.content_rating for item in items])
    ids = [item.item_id for item in items]
    return TitleTable(
        item_ids=Texts.of(ids),
        by_id=np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int32),
        records=Texts.of(json.dumps(_record(item), ensure_ascii=False, separators=(",", ":")) for item in items),
        type=np.array([TYPES.index(item.type) for item in items], dtype=np.int8),
        year=np.array([UNKNOWN_YEAR if item.year is None else item.year for item in items], dtype=np.int16),
        runtime_min=np.array([item.runtime_min or np.nan for item in items], dtype=np.float32),
        added_at=np.array([_epoch(item.added_at) for item in items], dtype=np.int64),
        gone=np.array(gone, dtype=np.bool_),
        acclaim=facts.acclaim,
        rating=facts.rating,
        renown=facts.renown,
        renown_rank=facts.renown_rank,
        certificate_age=facts.certificate_age,
        released=facts.released,
        library=library,
        content_rating=content_rating,
        content_rating_age=np.array([_age(item) for item in items], dtype=np.int8),
        placement=np.array([place[copies] for copies in placed], dtype=np.int32),
        libraries=libraries,
        content_ratings=content_ratings,
        placements=placements,
    )


def _record(item: Item) -> dict[str, Any]:
    return {
        "guid": item.guid,
        "title": item.title,
        "genres": item.genres,
        "collections": item.collections,
        "directors": item.directors,
        "cast": item.cast,
        "countries": item.countries,
        "studio": item.studio,
        "summary": item.summary,
        "ratings": [(rating.source, rating.kind, rating.value) for rating in item.ratings],
        "thumb": item.thumb,
        "episode_count": item.episode_count,
        "original_title": item.original_title if item.original_title != item.title else "",
        "sort_title": item.sort_title if item.sort_title != item.title else "",
    }


def _age(item: Item) -> int:
    return UNKNOWN_AGE if item.content_rating_age is None else item.content_rating_age


def placements_as_json(placements: Sequence[Sequence[Placement]]) -> list[list[list[str | int | None]]]:
    """The placements as the manifest holds them."""
    return [[[one.library_id, one.content_rating, one.content_rating_age] for one in copies] for copies in placements]


def placements_from_json(stored: Sequence[Sequence[Sequence[Any]]]) -> tuple[tuple[Placement, ...], ...]:
    """The placements of a manifest."""
    return tuple(tuple(Placement(*values) for values in copies) for copies in stored)


def _codes(values: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The distinct values in order, and each value's place among them."""
    names = tuple(sorted(set(values)))
    codes = {name: number for number, name in enumerate(names)}
    return names, np.array([codes[value] for value in values], dtype=np.int32)


def _epoch(moment: datetime | None) -> int:
    return 0 if moment is None else int(moment.timestamp())
