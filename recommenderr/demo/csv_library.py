"""Builds a library from two CSV files (plain or .gz): a catalogue of titles, and events of people who rated them.

The catalogue has one title per row, with `item_id`, `type` (movie or show), `title`, and any of the other columns
(lists are separated by |). The events have `user_id`, `item_id`, `ts` (epoch seconds) and optionally
`rating`, from 0.5 to 5.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import DemoAccount
from recommenderr.demo.titles import Section, hex_id
from recommenderr.errors import UsageError
from recommenderr.records import OWNER_ACCOUNT_ID

FILMS = Section("1", "Films", "movie", "tv.plex.agents.movie", "Plex Movie")
SERIES = Section("2", "Series", "show", "tv.plex.agents.series", "Plex TV Series")
CATALOGUE_COLUMNS, EVENT_COLUMNS = ("item_id", "type", "title"), ("user_id", "item_id", "ts")
ADDED_AT, FIRST_TV_ID = 1_500_000_000, 10_000_001
MAX_RATING = 10.0
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))

Row = Mapping[str, str]


def catalogue_library(catalogue: Path, events: Path, users: int, *, limit: int | None = None) -> DemoLibrary:
    """A library of all titles in the catalogue, watched by the first `users` people of the events.

    A rating counts as one play, and as the person's own rating (twice the stars, rounded, 0 to 10). `limit` takes only
    the first titles; events of other titles are ignored. The `source_id` of a title is its `item_id`.

    Raises:
        UsageError: a file cannot be read, or lacks a column; the message says which.
    """
    library = DemoLibrary("Catalogue", (FILMS, SERIES), (), machine_id=hex_id("catalogue", catalogue.name, length=40))
    keys: dict[str, str] = {}
    for number, row in enumerate(_rows(catalogue, CATALOGUE_COLUMNS)):
        if limit is not None and number >= limit:
            break
        keys[row["item_id"]] = _add_title(library, row)
    people: dict[str, int] = {}
    plays: list[tuple[int, int, str, float | None]] = []
    for row in _rows(events, EVENT_COLUMNS):
        name = row["user_id"]
        if name not in people and len(people) < users:
            people[name] = _add_person(library, name, len(people))
        if name in people and (key := keys.get(row["item_id"])) is not None:
            plays.append((_whole(row, "ts") or 0, people[name], key, _number(row, "rating")))
    for at, account_id, key, stars in sorted(plays, key=lambda play: play[:2]):
        library.play(account_id, key, at)
        if stars is not None:
            library.rate(account_id, key, min(max(float(math.floor(2 * stars + 0.5)), 0.0), MAX_RATING), at + 60)
    if not people:
        _add_person(library, "owner", 0)
    return library


def _add_person(library: DemoLibrary, name: str, number: int) -> int:
    """Adds a person and returns their account id; number 0 owns the server, all others are friends."""
    account_id = OWNER_ACCOUNT_ID if number == 0 else FIRST_TV_ID + number
    kind = "owner" if number == 0 else "friend"
    library.add_account(DemoAccount(account_id, name, name, kind, FIRST_TV_ID + number))  # type: ignore[arg-type]
    return account_id


def _add_title(library: DemoLibrary, row: Row) -> str:
    kind = "show" if row["type"] == "show" else "movie"
    seasons = _seasons(row) if kind == "show" else ()
    title = library.add(
        SERIES.key if kind == "show" else FILMS.key,
        guid=f"plex://{kind}/{hex_id(row['item_id'])}",
        type=kind,
        title=row["title"] or row["item_id"],
        year=_whole(row, "year"),
        runtime_min=_number(row, "runtime_min"),
        genres=_list(row, "genres"),
        cast=_list(row, "cast"),
        directors=_list(row, "directors"),
        writers=_list(row, "writers"),
        collections=_list(row, "collections"),
        countries=_list(row, "countries"),
        studio=row.get("studio") or "",
        content_rating=row.get("content_rating") or "",
        audience_rating=_number(row, "rating"),
        summary=row.get("summary") or "",
        external_ids=_external_ids(row),
        seasons=seasons,
        added_at=ADDED_AT,
        updated_at=ADDED_AT,
        source_id=row["item_id"],
    )
    if not seasons:
        return title.rating_key
    return str(next(title.episodes()).rating_key)  # a rating of a series becomes a play of its first episode


def _seasons(row: Row) -> tuple[int, ...]:
    """One to four seasons of six to ten episodes, derived from the id, because the catalogue has no episode counts."""
    digits = int(hex_id(row["item_id"]), 16)
    return (6 + digits // 4 % 5,) * (1 + digits % 4)


def _external_ids(row: Row) -> tuple[str, ...]:
    imdb, tmdb = row.get("imdb_id"), _whole(row, "tmdb_id")
    return (*((f"imdb://{imdb}",) if imdb else ()), *((f"tmdb://{tmdb}",) if tmdb else ()))


def _list(row: Row, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in (row.get(column) or "").split("|") if part.strip()))


def _number(row: Row, column: str) -> float | None:
    try:
        value = float(row.get(column) or "nan")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _whole(row: Row, column: str) -> int | None:
    value = _number(row, column)
    return None if value is None else round(value)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            reader = csv.DictReader(file)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                raise UsageError(
                    f"The file {path} lacks the column {missing[0]}. Its first line must name {', '.join(columns)}."
                )
            for row in reader:
                yield {name: (value or "").translate(_UNPRINTABLE) for name, value in row.items() if name is not None}
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as err:
        reason = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
        raise UsageError(f"The file {path} cannot be read ({reason}). Name a CSV file, plain or .gz.") from err
