from __future__ import annotations

from recommenderr.cli.format.recommendations import people_text
from recommenderr.household.service import Person
from recommenderr.records import Account


def test_an_empty_household_says_what_to_do() -> None:
    assert "recommenderr refresh" in people_text([])


def test_people_are_a_table() -> None:
    people = [Person(Account(1, "Ana", "ana", "owner"), True), Person(Account(102, "Mila", "", "managed"), False)]
    assert [line.split() for line in people_text(people).splitlines()] == [
        ["id", "name", "username", "who", "has", "watched"],
        ["1", "Ana", "ana", "owner", "yes"],
        ["102", "Mila", "managed", "no"],
    ]
