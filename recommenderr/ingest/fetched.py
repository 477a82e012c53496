"""What one run has fetched, ready to be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from recommenderr.records import Account, HistoryRow, Library, Server, WatchedState
from recommenderr.store.mentions import mentions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Everything but the items: their metadata, and the ids that are listed, lie in the spool of the connection.

    `people_certain`: plex.tv could be asked who people are. `states_complete_for`: whose watched state is all there.
    """

    server: Server
    demo: bool
    libraries: tuple[Library, ...]
    history: tuple[HistoryRow, ...] = ()
    history_complete: bool = True
    skipped: Mapping[str, int] = field(default_factory=dict)
    people: tuple[Account, ...] = ()
    people_certain: bool = True
    states: tuple[WatchedState, ...] = ()
    states_complete_for: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()


def without(fetched: Fetched, account_ids: Collection[int]) -> Fetched:
    """The same, without a word of these people: no rows, and no warning that names them."""
    mentions = [mentions_of(person) for person in fetched.people if person.account_id in account_ids]
    return replace(
        fetched,
        history=tuple(row for row in fetched.history if row.account_id not in account_ids),
        people=tuple(person for person in fetched.people if person.account_id not in account_ids),
        states=tuple(state for state in fetched.states if state.account_id not in account_ids),
        states_complete_for=fetched.states_complete_for.difference(account_ids),
        warnings=tuple(told for told in fetched.warnings if not any(mention.search(told) for mention in mentions)),
    )
