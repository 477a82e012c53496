"""Libraries that vanish, or are suddenly empty: one odd answer marks nothing as gone, the same answer again does."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recommenderr.records import Library
from recommenderr.store import items, meta, staging


@dataclass(frozen=True, slots=True)
class Vanished:
    """Libraries that have titles in the store and none at the server, in this refresh for the first time."""

    libraries: tuple[Library, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the libraries."""
        return frozenset(library.library_id for library in self.libraries)

    @property
    def warnings(self) -> Iterator[str]:
        """A sentence for each."""
        for library in self.libraries:
            yield (
                f"The server shows no titles in the library {library.title}, which had some at the last refresh. They "
                "stay until the next refresh shows none either. If that is wrong, check the disk of the library."
            )


def vanished_libraries(conn: sqlite3.Connection, wanted: Collection[str], listed: Mapping[str, int]) -> Vanished:
    """The libraries that lost all their titles since the last refresh.

    A library of which the last refresh said so too is not among them: what is seen twice is so.

    Args:
        wanted: ids of the libraries of the store that are still to be read.
        listed: how many titles the server lists, by the id of each library that it shows.
    """
    doubted = meta.doubted_libraries(conn)
    return Vanished(
        tuple(
            library
            for library in items.live_libraries(conn)
            if library.library_id in wanted and not listed.get(library.library_id) and library.library_id not in doubted
        )
    )


def keep(conn: sqlite3.Connection, vanished: Vanished, read: Sequence[Library]) -> tuple[Library, ...]:
    """Stages the known titles of the vanished libraries as listed; returns all libraries that are not gone."""
    for library in vanished.libraries:
        staging.add_listed(conn, items.live_ids(conn, library.library_id))
    read_ids = {library.library_id for library in read}
    return (*read, *(library for library in vanished.libraries if library.library_id not in read_ids))
