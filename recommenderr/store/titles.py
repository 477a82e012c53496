"""The titles of the household: one film or series each, however many copies of it there are or were."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from recommenderr.records import Copy, Item, ItemType, Rating
from recommenderr.store import meta
from recommenderr.store.sql import from_epoch
from recommenderr.store.staging import ITEM_FIELDS, RELEASE_FIELDS, TAG_KINDS
from recommenderr.text import normalize_name, search_key

_Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Title:
    """One film or series. `item` is the copy that stands for it; `copies` are the ids of all, that one included.

    The copy that stands for a title is a live one, in the first library that has it; of a title whose copies are all
    gone it is the last that was seen, and `gone` is True.
    """

    item: Item
    gone: bool
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A title that answers to a text: the copy that stands for it, and enough to tell it from another."""

    item_id: str
    title: str
    year: int | None
    type: ItemType


def iter_titles(conn: sqlite3.Connection) -> Iterator[Title]:
    """Every title, gone ones too, in the numeric order of its id; read bit by bit, so memory stays small.

    All parts are read in the same order and merged, instead of asking for each item. A word that many titles share
    is held in memory once.
    """
    once = _Once()
    best = conn.execute(
        f"SELECT {', '.join(ITEM_FIELDS)}, gone_at FROM items WHERE title_id = item_id ORDER BY item_id"
    )
    tags = _parts(conn, "SELECT item_id, kind, tag FROM tags ORDER BY item_id, kind, position")
    ratings = _parts(conn, "SELECT item_id, source, kind, value FROM ratings ORDER BY item_id, position")
    external_ids = _parts(conn, "SELECT item_id, external_id FROM external_ids ORDER BY item_id, position")
    copies = _parts(conn, "SELECT title_id, item_id FROM items ORDER BY title_id, item_id")
    for key, *columns, gone_at in best:
        item = _item((str(key), *columns), tags(key), ratings(key), external_ids(key), once)
        others = (str(copy) for _, copy in copies(key) if copy != key)
        yield Title(item, gone_at is not None, (item.item_id, *others))


def resolve(conn: sqlite3.Connection, text: str, limit: int = 10) -> list[Found]:
    """The titles that a text may mean, the likeliest first: by the id of any copy, then by name.

    A name that is equal comes before one that begins so, and that before one that contains it; `Dune (1984)` names
    the year too. At the same likelihood what is there comes before what is gone.
    """
    wanted = normalize_name(text)
    if not wanted:
        return []
    name, year = _name_and_year(wanted)
    parameters = {"id": wanted, "text": wanted, "name": name, "year": year, "limit": limit}
    rows = conn.execute(_RESOLVE, parameters).fetchall() or _by_other_names(conn, text, name, year)[:limit]
    return [Found(str(item_id), *rest) for item_id, *rest in rows]


def _by_other_names(conn: sqlite3.Connection, text: str, name: str, year: int | None) -> list[tuple[Any, ...]]:
    """The titles whose original or sort title, or whose name with its numerals in other figures, is the text."""
    wanted, without_year = search_key(text), search_key(name)
    answers: dict[tuple[Any, ...], None] = {}
    for item_id, title, its_year, kind, *names in conn.execute(_OTHER_NAMES):
        keys = {search_key(other_name) for other_name in names if other_name}
        if wanted in keys or (without_year in keys and its_year == year):
            answers[item_id, title, its_year, kind] = None
    return list(answers)


_OTHER_NAMES = """
    SELECT best.item_id, best.title, best.year, best.type, copy.title, copy.original_title, copy.sort_title
    FROM items AS copy JOIN items AS best ON best.item_id = copy.title_id
    GROUP BY best.item_id, copy.title, copy.original_title, copy.sort_title
    ORDER BY best.gone_at IS NOT NULL, best.item_id"""


def copies(conn: sqlite3.Connection, item_id: str, library_ids: Collection[str] | None = None) -> tuple[Copy, ...]:
    """The copies of a title that are on the server, in the order of the libraries; those of one library by edition.

    Args:
        item_id: the id of the copy that stands for the title.
        library_ids: copies in other libraries are left out; None for no such limit.
    """
    rows = conn.execute(_COPIES, (int(item_id),))
    return tuple(
        Copy(library, edition)
        for library_id, library, edition in rows
        if library_ids is None or library_id in library_ids
    )


_COPIES = """
    SELECT library_id, libraries.title, edition FROM items JOIN libraries USING (library_id)
    WHERE title_id = ? AND items.gone_at IS NULL AND libraries.gone_at IS NULL ORDER BY position, edition, item_id"""


def title_of(conn: sqlite3.Connection, item_id: str) -> str | None:
    """The id of the copy that stands for the title of this copy; None for an id that nobody knows."""
    digits = normalize_name(item_id)
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", digits):  # what SQLite keeps as a whole number
        return None
    row = conn.execute("SELECT title_id FROM items WHERE item_id = ?", (int(digits),)).fetchone()
    return None if row is None else str(row[0])


def version(conn: sqlite3.Connection) -> str:
    """A text that changes whenever a title was added, changed, gone or back, or its copies were regrouped."""
    return f"{meta.client_id(conn)[:8]}-{meta.get(conn, 'titles_stamp') or 0}"


def bump_version(conn: sqlite3.Connection) -> None:
    """Changes the version; whoever writes titles calls it in the same transaction."""
    meta.put(conn, "titles_stamp", str(int(meta.get(conn, "titles_stamp") or 0) + 1))


_RESOLVE = """
    SELECT best.item_id, best.title, best.year, best.type FROM items AS best
    JOIN (SELECT title_id, min(CASE WHEN CAST(item_id AS TEXT) = :id THEN 0 WHEN folded = :text THEN 1
                                    WHEN folded = :name AND year = :year THEN 1
                                    WHEN instr(folded, :text) = 1 THEN 2
                                    WHEN instr(folded, :text) > 0 THEN 3 END) AS distance
          FROM items GROUP BY title_id HAVING distance IS NOT NULL) AS near
      ON near.title_id = best.item_id
    ORDER BY distance, best.gone_at IS NOT NULL, length(best.folded), best.folded, best.item_id
    LIMIT :limit"""


def _name_and_year(wanted: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(.+) \((\d{4})\)", wanted)
    return (match[1], int(match[2])) if match else (wanted, None)


def _parts(conn: sqlite3.Connection, query: str) -> Callable[[int], _Rows]:
    """A function that gives the rows of a query that begin with an id; ids must be asked for in their order."""
    groups = groupby(conn.execute(query), key=itemgetter(0))
    upcoming = next(groups, None)

    def of(key: int) -> _Rows:
        nonlocal upcoming
        while upcoming is not None and upcoming[0] < key:  # those of a copy that does not stand for its title
            upcoming = next(groups, None)
        if upcoming is None or upcoming[0] != key:
            return []
        return list(upcoming[1])

    return of


class _Once(dict[str, str]):
    """Gives for a text the first one that was equal, since SQLite makes a new one for each row."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


_SHARED = ("type", "library_id", "content_rating", "studio")


def _item(columns: Iterable[Any], tags: _Rows, ratings: _Rows, external_ids: _Rows, once: _Once) -> Item:
    values = dict(zip(ITEM_FIELDS, columns, strict=True))
    values |= {name: once[values[name]] for name in _SHARED}
    values |= {name: from_epoch(values[name]) for name in ("added_at", "updated_at")}
    values |= {name: None if (day := values[name]) is None else date.fromisoformat(day) for name in RELEASE_FIELDS}
    for kind, group in groupby(tags, key=itemgetter(1)):
        values[TAG_KINDS[kind]] = tuple(map(once.__getitem__, map(itemgetter(2), group)))
    return Item(
        **values,
        ratings=tuple(
            Rating(once[source], "critic" if kind == "critic" else "audience", value)
            for _, source, kind, value in ratings
        ),
        external_ids=tuple(external_id for _, external_id in external_ids),
    )
