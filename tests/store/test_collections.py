"""Collections that do not count, by rule and by the owner's choice."""

from __future__ import annotations

import sqlite3

from recommenderr.store import collections, titles
from tests.factories.records import film, refill


def test_a_rule_leaves_out_and_the_owner_decides(conn: sqlite3.Connection) -> None:
    films = [film("1", "Alien", collections=("Alien Collection", "Recently Added", "Space")), film("2", "Heat")]
    refill(conn, films, smart_collections=frozenset({"Space"}))
    assert collections.left_out(conn) == {"Recently Added", "Space"}
    before = titles.version(conn)
    collections.choose(conn, "Space", counts=True)
    collections.choose(conn, "Alien Collection", counts=False)
    assert titles.version(conn) != before
    assert collections.left_out(conn) == {"Recently Added", "Alien Collection"}
    assert [(rule.name, rule.titles, rule.reason, rule.counts) for rule in collections.rules(conn)] == [
        ("Alien Collection", 1, "left out by the owner", False),
        ("Recently Added", 1, "the name of a list that a program makes", False),
        ("Space", 1, "a smart collection", True),
    ]


def test_what_becomes_smart_changes_the_titles(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Alien", collections=("Space",))])
    before = titles.version(conn)
    refill(conn, known=["1"], smart_collections=frozenset({"Space"}))
    assert titles.version(conn) != before
