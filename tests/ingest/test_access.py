"""Whose libraries and limits an ingest keeps."""

from __future__ import annotations

import sqlite3

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.ingest import ingest
from recommenderr.plex.reader import PlexReader
from recommenderr.records import Account, Restriction
from recommenderr.store import access, people
from tests.factories.records import ANA, NOW, refill

BEN = Account(2, "Ben", "ben", "friend")


def test_the_libraries_are_those_that_each_token_opens(conn: sqlite3.Connection, demo_plex: DemoServer) -> None:
    with PlexReader(demo_plex.base, demo_plex.token, tv_base=demo_plex.base, client_id="tests") as reader:
        ingest(conn, reader, demo=True, on_progress=lambda phase, done, total: None, now=NOW)
        everything = {library.library_id for library in reader.libraries()}
    names = {person.account_id: person.name for person in people.accounts(conn)}
    found = {names[who]: one for who, one in access.all_access(conn).items()}
    accounts = {account.name: account for account in demo_plex.library.accounts.values() if not account.is_owner}
    assert {name: one.libraries for name, one in found.items() if one.libraries is not None} == {
        name: frozenset(key for key in everything if account.sees(key)) for name, account in accounts.items()
    }
    assert (found["Jonas"].libraries or everything) < everything
    assert found["Mila"].restriction == Restriction("little_kid")


def test_what_is_known_stays_while_a_token_cannot_be_had(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BEN], shared={2: frozenset({"1"})}, restrictions={2: Restriction("teen")})
    refill(conn, people=[ANA, BEN])
    known = access.access_of(conn, 2)
    assert (known.libraries, known.restriction) == (frozenset({"1"}), Restriction("teen"))


def test_a_restriction_is_lifted_when_plex_tv_is_sure(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BEN], restrictions={2: Restriction("teen")})
    refill(conn, people=[ANA, BEN], restrictions={2: Restriction()}, people_certain=False)
    assert access.access_of(conn, 2).restriction == Restriction("teen")
    refill(conn, people=[ANA, BEN], restrictions={2: Restriction()})
    assert access.access_of(conn, 2).restriction == Restriction()
