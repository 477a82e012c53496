"""Asks the server for everything that the store does not know yet. Nothing but temporary tables is written here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from recommenderr.errors import IncompleteListingError, SettingsError
from recommenderr.ingest.server_binding import starts_empty
from recommenderr.ingest.vanished import Vanished, keep, vanished_libraries
from recommenderr.plex.history import HistoryResult
from recommenderr.plex.reader import PlexReader
from recommenderr.progress import Progress
from recommenderr.records import Account, HistoryRow, Item, Library, ListedItem, Restriction, Server, WatchedState
from recommenderr.store import history, items, meta, staging
from recommenderr.store.erasure import mentions_of
from recommenderr.text import normalize_name

HISTORY_OVERLAP = timedelta(days=7)
"""Rows can land late (an app that was offline), so every ingest reads this far behind the newest known row."""

PLAUSIBLY_GONE = 10
"""Fewer titles than these can all be deleted in the seconds between the listing and the question for their metadata."""

STAGING_BATCH = 500


def fetch(
    conn: sqlite3.Connection,
    reader: PlexReader,
    *,
    libraries: Sequence[str],
    demo: bool,
    on_progress: Progress,
    now: datetime,
) -> Fetched:
    """Reads the server as far as the store needs it, item metadata into the staging tables.

    Raises:
        PlexError: something could not be read; without it the picture would not be whole.
        ForeignStoreError: the store belongs to another server.
        SettingsError: none of the libraries that the settings name is there.
    """
    on_progress("libraries", 0, 1)
    server = reader.server()
    empty = starts_empty(conn, server, demo=demo)
    read, warnings = select_libraries(reader.libraries(), libraries)
    on_progress("libraries", 1, 1)
    doubts = list[str]()
    wanted, sizes = _listings(conn, reader, read, {} if empty else items.known(conn), on_progress, doubts.append)
    vanished = Vanished() if empty else vanished_libraries(conn, _still_wanted(conn, libraries), sizes)
    missing = len(wanted) - _metadata(conn, reader, wanted, on_progress)
    result = _history(conn, reader, None if empty else _known_up_to(conn, now), on_progress)
    on_progress("people", 0, 2)
    people = reader.accounts(server)
    on_progress("people", 1, 2)
    states = reader.watched_states(server, read)
    on_progress("people", 2, 2)
    return Fetched(
        server=server,
        demo=demo,
        libraries=keep(conn, vanished, read),
        vanished=vanished.ids,
        history=result.rows,
        history_complete=result.complete,
        skipped=result.skipped,
        people=people.accounts,
        people_certain=not people.warnings,
        states=states.states,
        states_complete_for=states.complete_for,
        shared=states.shared,
        restrictions=people.restrictions,
        smart_collections=frozenset().union(*map(reader.smart_collections, read)),
        warnings=(
            *warnings,
            *doubts,
            *vanished.warnings,
            *_doubts(missing, result),
            *people.warnings,
            *states.warnings,
        ),
    )


def _listings(
    conn: sqlite3.Connection,
    reader: PlexReader,
    libraries: Sequence[Library],
    known: Mapping[str, items.Known],
    on_progress: Progress,
    warn: Callable[[str], None],
) -> tuple[dict[str, ListedItem], dict[str, int]]:
    """The listed items whose metadata must be fetched, by id, and how many each library has.

    The ids of all of them go into the staging tables.
    """
    wanted: dict[str, ListedItem] = {}
    sizes: dict[str, int] = {}
    on_progress("listing", 0, len(libraries))
    for done, library in enumerate(libraries, 1):
        listed = reader.listing(library, warn)
        sizes[library.library_id] = len(listed)
        staging.add_listed(conn, (item.item_id for item in listed))
        for item in listed:
            if not (item.item_id in known and known[item.item_id].still_holds(item)):
                wanted[item.item_id] = item
        on_progress("listing", done, len(libraries))
    return wanted, sizes


def _metadata(
    conn: sqlite3.Connection, reader: PlexReader, wanted: Mapping[str, ListedItem], on_progress: Progress
) -> int:
    """Stages the metadata of the wanted items; returns how many came.

    Raises:
        IncompleteListingError: of many titles that were just listed the server knows hardly any.
    """
    on_progress("metadata", 0, len(wanted))
    answers = reader.metadata(list(wanted), lambda done: on_progress("metadata", done, len(wanted)))
    items_once = each_once(answers, wanted)
    received = 0
    while batch := list(islice(items_once, STAGING_BATCH)):
        staging.add_items(conn, batch)
        received += len(batch)
    missing = len(wanted) - received
    if missing >= PLAUSIBLY_GONE and missing > received:
        raise IncompleteListingError(
            f"The server listed {len(wanted)} titles and then gave the metadata of {received}. Nothing was taken over; "
            "refresh again in a minute. If it stays so, look at the server's log."
        )
    return received


def each_once(answers: Iterator[Item], wanted: Mapping[str, ListedItem]) -> Iterator[Item]:
    """The answers that were asked for, each once, in the library and of the type that the listing names."""
    seen: set[str] = set()
    for item in answers:
        listed = wanted.get(item.item_id)
        if listed is not None and listed.type == item.type and item.item_id not in seen:
            seen.add(item.item_id)
            yield item if item.library_id == listed.library_id else replace(item, library_id=listed.library_id)


def _known_up_to(conn: sqlite3.Connection, now: datetime) -> datetime | None:
    """How far back the history must be read; None for all of it, if any reading so far was incomplete."""
    newest = history.newest(conn, now)
    if meta.get(conn, "history_complete") != "1" or newest is None:
        return None
    return newest - HISTORY_OVERLAP


def _history(
    conn: sqlite3.Connection, reader: PlexReader, back_to: datetime | None, on_progress: Progress
) -> HistoryResult:
    on_progress("history", 0, 0)
    return reader.history(
        back_to=back_to,
        on_done=lambda done, total: on_progress("history", done, total or 0),
        knows_series=lambda history_key: back_to is not None and history.knows_series(conn, history_key),
    )


def _doubts(missing: int, result: HistoryResult) -> Iterator[str]:
    if missing:
        yield f"The server listed {missing} titles without giving their metadata; the next refresh asks for them again."
    if not result.complete:
        yield (
            "The watch history may have gaps: it ended early, or rows went away while it was read. "
            "What came is kept; the next refresh reads all of it."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Everything but the items: their metadata, and the ids that are listed, are in the staging tables.

    `libraries` has those that are kept though the server shows nothing of them, `vanished` the ids of these.
    `people_certain`: plex.tv could be asked who people are. `states_complete_for`: whose watched state is all there.
    `shared`: the libraries that each person may open, and `restrictions`: what Plex restricts each to, where known.
    `smart_collections`: the names of the collections that fill themselves by a filter.
    """

    server: Server
    demo: bool
    libraries: tuple[Library, ...]
    vanished: frozenset[str] = frozenset()
    history: tuple[HistoryRow, ...] = ()
    history_complete: bool = True
    skipped: Mapping[str, int] = field(default_factory=dict)
    people: tuple[Account, ...] = ()
    people_certain: bool = True
    states: tuple[WatchedState, ...] = ()
    states_complete_for: frozenset[int] = frozenset()
    shared: Mapping[int, frozenset[str]] = field(default_factory=dict)
    restrictions: Mapping[int, Restriction] = field(default_factory=dict)
    smart_collections: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()


def without(fetched: Fetched, account_ids: Collection[int]) -> Fetched:
    """The same without these people: no rows, and no warning that names them."""
    mentions = [mentions_of(person) for person in fetched.people if person.account_id in account_ids]
    return replace(
        fetched,
        history=tuple(row for row in fetched.history if row.account_id not in account_ids),
        people=tuple(person for person in fetched.people if person.account_id not in account_ids),
        states=tuple(state for state in fetched.states if state.account_id not in account_ids),
        states_complete_for=fetched.states_complete_for.difference(account_ids),
        shared={who: ids for who, ids in fetched.shared.items() if who not in account_ids},
        restrictions={who: one for who, one in fetched.restrictions.items() if who not in account_ids},
        warnings=tuple(
            warning for warning in fetched.warnings if not any(mention.search(warning) for mention in mentions)
        ),
    )


def latest_possible(now: datetime) -> datetime:
    """The latest time at which anything can have been watched: a clock may run ahead by a day, time zones included."""
    return now + timedelta(days=1)


def with_possible_times(fetched: Fetched, now: datetime) -> Fetched:
    """The same, where a view that is dated ahead of the clock has no known time."""
    latest = latest_possible(now)
    return replace(
        fetched,
        history=tuple(
            replace(row, viewed_at=None) if row.viewed_at and row.viewed_at > latest else row for row in fetched.history
        ),
        states=tuple(
            replace(state, last_viewed_at=None) if state.last_viewed_at and state.last_viewed_at > latest else state
            for state in fetched.states
        ),
    )


def select_libraries(
    libraries: Sequence[Library], wanted: Sequence[str]
) -> tuple[tuple[Library, ...], tuple[str, ...]]:
    """The libraries whose name or id is wanted (all, if nothing is), and a warning for each that is not there.

    Raises:
        SettingsError: libraries are wanted, and the server has not one of them.
    """
    if not wanted:
        return tuple(libraries), () if libraries else ("The server shows no film or series library.",)
    selected = tuple(library for library in libraries if any(_is(library, word) for word in wanted))
    missing = [word for word in wanted if not any(_is(library, word) for library in libraries)]
    there = ", ".join(library.title for library in libraries) or "none"
    if not selected:
        raise SettingsError(
            f"PLEX_LIBRARIES names {', '.join(map(repr, wanted))}, but the film and series libraries of the server "
            f"are: {there}. Correct it, or leave it empty to read all of them."
        )
    return selected, tuple(
        f"PLEX_LIBRARIES names {word!r}, which the server does not have; it has: {there}." for word in missing
    )


def _still_wanted(conn: sqlite3.Connection, wanted: Sequence[str]) -> frozenset[str]:
    """The ids of the libraries of the store that the settings name; all of them if they name none."""
    return frozenset(
        library.library_id
        for library in items.live_libraries(conn)
        if not wanted or any(_is(library, word) for word in wanted)
    )


def _is(library: Library, word: str) -> bool:
    return normalize_name(word) in (library.library_id, normalize_name(library.title))
