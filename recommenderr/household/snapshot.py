"""What a page needs of the store before it draws anything, read over one connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommenderr.records import Account, Preset, Refresh, Server
from recommenderr.store import meta, people, presets, refreshes, watching


@dataclass(frozen=True, slots=True)
class HouseholdSnapshot:
    """Who there is, their presets, the server, and how the refreshes go.

    `libraries` are the names of the libraries by id. `has_history` holds the ids of those who watched anything.
    """

    accounts: tuple[Account, ...]
    has_history: frozenset[int]
    presets: Mapping[int, tuple[Preset, ...]]
    libraries: Mapping[str, str]
    server: Server | None
    last_refresh: Refresh | None
    requested: bool
    heartbeat_at: datetime | None
    next_refresh_at: datetime | None

    def account(self, account_id: int) -> Account | None:
        """One person, None if nobody has the id."""
        return next((account for account in self.accounts if account.account_id == account_id), None)

    def default_preset(self, account_id: int) -> Preset | None:
        """The preset that counts for a person when nothing else is said."""
        return next((preset for preset in self.presets.get(account_id, ()) if preset.is_default), None)


EMPTY = HouseholdSnapshot((), frozenset(), {}, {}, None, None, False, None, None)
"""Before the first refresh there is nothing."""


def read_snapshot(conn: sqlite3.Connection) -> HouseholdSnapshot:
    """Everything of `HouseholdSnapshot` as the store has it now."""
    accounts = tuple(people.accounts(conn))
    beat = refreshes.heartbeat(conn)
    return HouseholdSnapshot(
        accounts=accounts,
        has_history=frozenset(watching.versions(conn)),
        presets={account.account_id: presets.list(conn, account.account_id) for account in accounts},
        libraries=dict(conn.execute("SELECT library_id, title FROM libraries ORDER BY position")),
        server=meta.server(conn),
        last_refresh=refreshes.last(conn),
        requested=refreshes.requested(conn),
        heartbeat_at=beat[0] if beat else None,
        next_refresh_at=beat[1] if beat else None,
    )
