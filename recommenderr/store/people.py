"""Who is who: every account that was ever seen, whether or not the server still knows it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from recommenderr.errors import UnknownUserError, UsageError
from recommenderr.records import Account
from recommenderr.store import meta
from recommenderr.text import normalize_name, same_spelling

FORGOTTEN = "forgotten"
NOBODY = "Nobody (account 0)"
"""Plays of whoever was not signed in: an app in the home network needs no account if the server allows that."""


def accounts(conn: sqlite3.Connection) -> list[Account]:
    """Everybody, the owner first, then by name. An id that only history speaks of has the kind `unknown`."""
    rows = conn.execute("SELECT account_id, name, username, kind FROM accounts")
    people = [Account(*row) for row in rows]
    return sorted(people, key=lambda person: (person.kind != "owner", normalize_name(person.name), person.account_id))


def find_account(conn: sqlite3.Connection, text: str) -> Account:
    """The person that a username, a display name or an account id names; as `named` among everybody."""
    return named(accounts(conn), text)


def named(people: Sequence[Account], text: str) -> Account:
    """The one of these people that a username, a display name or an account id names; see `text.normalize_name`.

    An id comes before a name that looks like one, and a name that is spelled so before one that differs in accents.

    Raises:
        UnknownUserError: nobody answers to it; the message lists who there is.
        UsageError: several people do; the message lists them with their ids.
    """
    wanted = normalize_name(text)
    matches = [person for person in people if wanted == str(person.account_id)] or [
        person
        for person in people
        if wanted and wanted in (normalize_name(person.name), normalize_name(person.username))
    ]
    if len(matches) > 1:
        exact = [p for p in matches if same_spelling(p.name, text) or same_spelling(p.username, text)]
        matches = exact if len(exact) == 1 else matches
    if not matches:
        raise UnknownUserError(_unknown(text, people))
    if len(matches) > 1:
        raise UsageError(
            f"{text!r} is the name of {len(matches)} people: {_listed(matches)}. Give the id of the one you mean."
        )
    return matches[0]


def write_accounts(conn: sqlite3.Connection, people: Iterable[Account], *, certain: bool) -> None:
    """Writes these people; those not among them stay, under their id and their name.

    Who was let in once and is not any more becomes `unknown`. With `certain` False (plex.tv could not be asked) nothing
    that is known of anybody changes.
    """
    people = tuple(people)
    conn.executemany(
        "INSERT INTO accounts (account_id, name, username, kind) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (account_id) DO UPDATE SET name = excluded.name, username = excluded.username, "
        "kind = excluded.kind WHERE kind = 'unknown' OR (? AND excluded.kind <> 'unknown')",
        ((person.account_id, person.name, person.username, person.kind, certain) for person in people),
    )
    if certain:
        there = {person.account_id for person in people if person.kind != "unknown"}
        known = conn.execute("SELECT account_id FROM accounts WHERE kind NOT IN ('owner', 'unknown')").fetchall()
        left = [row for row in known if row[0] not in there]
        conn.executemany("UPDATE accounts SET kind = 'unknown' WHERE account_id = ?", left)


def forgotten(conn: sqlite3.Connection) -> frozenset[int]:
    """The ids of those who were forgotten: no ingest writes anything of them, and no copy brings them back."""
    return frozenset(json.loads(meta.get(conn, FORGOTTEN) or "[]"))


def write_forgotten(conn: sqlite3.Connection, account_ids: Iterable[int]) -> None:
    """Keeps these ids as those who were forgotten."""
    ids = sorted(account_ids)
    meta.put(conn, FORGOTTEN, json.dumps(ids) if ids else None)


def write_unknown(conn: sqlite3.Connection, account_ids: Iterable[int]) -> None:
    """Keeps ids that rows speak of and no list of people does."""
    conn.executemany(
        "INSERT OR IGNORE INTO accounts (account_id, name, username, kind) VALUES (?, ?, '', 'unknown')",
        ((account_id, f"Account {account_id}" if account_id else NOBODY) for account_id in account_ids),
    )


def _unknown(text: str, people: Sequence[Account]) -> str:
    if not people:
        return f"Nobody is called {text!r}, because nobody is known yet. Run `recommenderr refresh` first."
    return f"Nobody is called {text!r}. There are: {', '.join(person.name for person in people)}."


def _listed(people: Sequence[Account]) -> str:
    return ", ".join(f"{person.name} (id {person.account_id})" for person in people)
