"""Who is who, and how they are found."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from recommenderr.errors import UnknownUserError, UsageError
from recommenderr.records import Account, WatchedState
from recommenderr.store.people import accounts, find_account
from tests.factories.records import ANA, at, film, refill, seen

BRUNO = Account(101, "Bruno", "bruno_k", "home")
MILA = Account(102, "mila", "", "managed")
ZOE = Account(103, "Zoë", "zoe", "friend")


def test_the_owner_comes_first_then_by_name(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ZOE, MILA, BRUNO, Account(1, "Xaver", "x", "owner")])
    assert [person.name for person in accounts(conn)] == ["Xaver", "Bruno", "mila", "Zoë"]


def test_ids_that_only_rows_speak_of_are_kept(conn: sqlite3.Connection) -> None:
    rows = [seen("a", "Heat", at(0), account_id=0), seen("b", "Heat", at(0), account_id=77)]
    refill(conn, [film("1", "Heat")], history=rows, states=[WatchedState(78, "1", 1, None)])
    names = {77: "Account 77", 78: "Account 78", 0: "Nobody (account 0)"}
    assert accounts(conn)[1:] == [Account(number, name, "", "unknown") for number, name in names.items()]


def test_an_unknown_id_gets_its_name_when_it_becomes_known(conn: sqlite3.Connection) -> None:
    refill(conn, history=[seen("a", "Heat", account_id=101)])
    refill(conn, people=[ANA, BRUNO])
    assert accounts(conn) == [ANA, BRUNO]


def test_who_is_not_listed_any_more_keeps_id_and_name_and_is_called_unknown(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BRUNO, MILA])
    refill(conn, people=[ANA, MILA])
    assert accounts(conn) == [ANA, replace(BRUNO, kind="unknown"), MILA]
    refill(conn, people=[ANA, BRUNO, MILA])
    assert accounts(conn) == [ANA, BRUNO, MILA]


def test_new_names_are_taken_over(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BRUNO])
    renamed = Account(101, "Bruno Klein", "bruno", "friend")
    refill(conn, people=[ANA, renamed])
    assert accounts(conn) == [ANA, renamed]


def test_who_is_in_the_servers_own_list_alone_keeps_the_names_from_plex_tv(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BRUNO])
    refill(conn, people=[ANA, Account(101, "bruno", "", "unknown")])
    assert accounts(conn) == [ANA, replace(BRUNO, kind="unknown")]


def test_without_plex_tv_everybody_stays_as_known_and_new_ones_come(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BRUNO])
    local = [Account(1, "Owner", "", "owner"), Account(101, "b", "", "unknown"), Account(105, "Kim", "", "unknown")]
    refill(conn, people=local, people_certain=False)
    assert accounts(conn) == [ANA, BRUNO, local[2]]


@pytest.mark.parametrize("text", ["bruno", "BRUNO", " Bruno_K ", "101"])
def test_a_person_is_found_by_username_name_or_id(conn: sqlite3.Connection, text: str) -> None:
    refill(conn, people=[ANA, BRUNO, MILA])
    assert find_account(conn, text) == BRUNO


@pytest.mark.parametrize("text", ["zoe", "ZOË", "Zoe\u0308", "Ｚｏｅ", "\u00a0Zoë ", "１０３"])
def test_habits_of_typing_make_no_difference(conn: sqlite3.Connection, text: str) -> None:
    refill(conn, people=[ANA, BRUNO, ZOE])
    assert find_account(conn, text) == ZOE


def test_of_two_names_that_differ_in_accents_the_one_spelled_so_is_meant(conn: sqlite3.Connection) -> None:
    other = Account(104, "Zoe", "", "managed")
    refill(conn, people=[ANA, Account(103, "Zoë", "", "friend"), other])
    assert find_account(conn, "zoe") == other
    assert find_account(conn, "ZOË").account_id == 103
    with pytest.raises(UsageError, match=r"Zoë \(id 103\), Zoe \(id 104\)"):
        find_account(conn, "Zoè")


def test_an_id_comes_before_a_name_that_looks_like_one(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, BRUNO, Account(104, "101", "", "managed")])
    assert find_account(conn, "101") == BRUNO


@pytest.mark.parametrize("text", ["carla", "", "  ", "10", "%"])
def test_who_is_not_there_is_told_who_is(conn: sqlite3.Connection, text: str) -> None:
    refill(conn, people=[ANA, MILA])
    with pytest.raises(UnknownUserError, match=r"There are: Ana, mila\.$"):
        find_account(conn, text)


def test_an_empty_store_says_what_to_do(conn: sqlite3.Connection) -> None:
    with pytest.raises(UnknownUserError, match="recommenderr refresh"):
        find_account(conn, "ana")


def test_one_name_of_two_people_is_answered_with_both_ids(conn: sqlite3.Connection) -> None:
    refill(conn, people=[ANA, Account(102, "ana", "", "managed")])
    with pytest.raises(UsageError, match=r"'ANA' is the name of 2 people: Ana \(id 1\), ana \(id 102\)\."):
        find_account(conn, "ANA")
