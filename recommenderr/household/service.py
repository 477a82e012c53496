"""The façade for people: who there is, what they watched, their presets, and how the household's data stands.

Everything that the command line and the pages ask the store for goes through here; no page holds a connection.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from recommenderr.household.snapshot import EMPTY, HouseholdSnapshot, read_snapshot
from recommenderr.household.status import Status, empty_status, read_status
from recommenderr.model.weights import Weights
from recommenderr.recommender.user_weights import user_weights
from recommenderr.records import (
    Account,
    CollectionRule,
    Copy,
    HistoryEntry,
    LibrarySize,
    PlaybackFilter,
    Server,
    Watched,
    WatchEvent,
)
from recommenderr.settings import Settings
from recommenderr.store import access, collections, meta, people, presets, refreshes, titles, watching
from recommenderr.store.connection import open_store
from recommenderr.store.meta import library_sizes
from recommenderr.store.presets import MAX_NAME_LENGTH
from recommenderr.store.sql import transaction
from recommenderr.store.watching import watch_events

__all__ = [
    "MAX_NAME_LENGTH",
    "Household",
    "HouseholdSnapshot",
    "Person",
    "Status",
]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the household, and whether Plex knows of anything they watched."""

    account: Account
    has_history: bool


@dataclass(frozen=True, slots=True)
class Household:
    """Answers from the store of one household. Opens a connection for each question, so threads may share it.

    Raises:
        StoreError: from every method, where the store cannot be read or written.
    """

    settings: Settings

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with open_store(self.settings.db_path, read_only=True) as conn:
            yield conn

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with open_store(self.settings.db_path) as conn:
            yield conn

    @property
    def exists(self) -> bool:
        """Whether there is a database yet."""
        return self.settings.db_path.exists()

    # ------------------------------------------------------------ people

    def people(self) -> list[Person]:
        """Everyone who is known, the owner first."""
        with self._reading() as conn:
            versions = watching.versions(conn)
            return [Person(account, account.account_id in versions) for account in people.accounts(conn)]

    def find_person(self, text: str) -> Account:
        """A member by username, display name or account id.

        Raises:
            UnknownUserError, UsageError: no one answers to the text, or several do; the sentence lists them.
        """
        with self._reading() as conn:
            return people.find_account(conn, text)

    # ------------------------------------------------------------ state of the data

    def snapshot(self) -> HouseholdSnapshot:
        """People, presets, the server and the last refresh in one reading; empty before the first refresh."""
        if not self.exists:
            return EMPTY
        with self._reading() as conn:
            return read_snapshot(conn)

    def status(self) -> Status:
        """What is known, what serves, and how the refreshes go; also before the first refresh."""
        if not self.exists:
            return empty_status(self.settings, "Nothing has been read yet. Run `recommenderr refresh` first.")
        with self._reading() as conn:
            return read_status(self.settings, conn)

    def server(self) -> Server | None:
        """The server that the rows came from, None before the first refresh."""
        with self._reading() as conn:
            return meta.server(conn)

    def client_id(self) -> str:
        """The id that Plex knows this program by; empty before the first refresh."""
        if not self.exists:
            return ""
        with self._reading() as conn:
            return meta.client_id(conn)

    def library_sizes(self) -> list[LibrarySize]:
        """Every library that was ever read, and how much is in it."""
        with self._reading() as conn:
            return library_sizes(conn)

    def copies(self, account_id: int, item_id: str) -> tuple[Copy, ...]:
        """The copies of a title that a person may open, by the id of the one that stands for it."""
        with self._reading() as conn:
            return titles.copies(conn, item_id, access.access_of(conn, account_id).libraries)

    def collection_rules(self) -> tuple[CollectionRule, ...]:
        """The collections that are left out as no taste, and those that the owner lets count."""
        if not self.exists:
            return ()
        with self._reading() as conn:
            return collections.rules(conn)

    def choose_collection(self, name: str, *, counts: bool) -> None:
        """Lets a collection count as taste, or leaves it out, from the next refresh on."""
        with self._writing() as conn, transaction(conn):
            collections.choose(conn, name, counts=counts)

    def states_complete(self) -> frozenset[int] | None:
        """Whose watched state the last refresh read completely; None before the first."""
        if not self.exists:
            return None
        with self._reading() as conn:
            return meta.states_complete(conn)

    def request_refresh(self) -> None:
        """Leaves a request that the sidecar takes up."""
        with self._writing() as conn:
            refreshes.request(conn)

    # ------------------------------------------------------------ history

    def watched(self, account_id: int) -> tuple[Watched, ...]:
        """Every title that a person watched, the latest first, including those only marked as watched."""
        with self._reading() as conn:
            return tuple(watching.watched(conn, account_id))

    def watch_events(self, account_id: int) -> tuple[WatchEvent, ...]:
        """Every playback with a known time, the oldest first."""
        with self._reading() as conn:
            return tuple(watch_events(conn, account_id))

    def history_sizes(self, account_id: int, *filters: PlaybackFilter) -> tuple[int, ...]:
        """How many playbacks pass each of these filters."""
        with self._reading() as conn:
            return tuple(watching.history_size(conn, account_id, which) for which in filters)

    def history_page(
        self, account_id: int, which: PlaybackFilter = watching.ALL, *, limit: int = 50, offset: int = 0
    ) -> list[HistoryEntry]:
        """A person's playbacks that pass a filter, the newest first, those without a time last."""
        with self._reading() as conn:
            return watching.history_page(conn, account_id, which, limit=limit, offset=offset)

    # ------------------------------------------------------------ weights and presets

    def weights_of(self, account_id: int) -> Weights:
        """The weights that apply to a person unless others are given: their default preset, else the settings'."""
        with self._reading() as conn:
            return user_weights(self.settings, conn, account_id)

    def save_preset(self, account_id: int, name: str, weights: Weights) -> str:
        """Saves weights under a name, replacing a preset of that name; returns the name as it is stored.

        Raises:
            UsageError: the name is empty or too long.
        """
        with self._writing() as conn:
            return presets.save(conn, account_id, name, weights.as_values())

    def rename_preset(self, account_id: int, name: str, new_name: str) -> str:
        """Gives a preset another name; returns the name as it is stored.

        Raises:
            UsageError: there is no preset of the old name, or one of the new name already.
        """
        with self._writing() as conn:
            return presets.rename(conn, account_id, name, new_name)

    def delete_preset(self, account_id: int, name: str) -> None:
        """Deletes a preset.

        Raises:
            UsageError: there is none of this name.
        """
        with self._writing() as conn:
            presets.delete(conn, account_id, name)

    def set_default_preset(self, account_id: int, name: str | None) -> None:
        """Makes a preset the one that applies unless others are given; None: none of them.

        Raises:
            UsageError: there is none of this name.
        """
        with self._writing() as conn:
            presets.set_default(conn, account_id, name)

    def save_default_preset(self, account_id: int, name: str, weights: Weights) -> str:
        """Saves weights under a name and makes them the default; returns the name as it is stored.

        Raises:
            UsageError: the name is empty or too long.
        """
        with self._writing() as conn:
            stored = presets.save(conn, account_id, name, weights.as_values())
            presets.set_default(conn, account_id, stored)
            return stored
