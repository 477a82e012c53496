"""The people behind the names of DASHBOARD_USERS, and names behind which there is nobody."""

from __future__ import annotations

from recommenderr.household import logins
from recommenderr.records import Account
from recommenderr.settings import Login, Settings

ANA, BEN, OTHER = (
    Account(1, "Ana", "ana.k", "owner"),
    Account(2, "Ben", "", "managed"),
    Account(3, "ben", "b", "friend"),
)


def test_a_name_is_a_username_a_display_name_or_an_id() -> None:
    assert [logins.person(name, [ANA, BEN]) for name in ("ANA.K", "Ben", "2", "Bob", "3")] == [
        *(ANA, BEN, BEN),
        *(None, None),
    ]


def test_a_name_of_two_people_is_nobodys() -> None:
    assert logins.person("ben", [ANA, BEN, OTHER]) is None
    assert logins.person("b", [ANA, BEN, OTHER]) == OTHER


def test_a_refusal_names_nobody() -> None:
    assert logins.refusal("Ana", [ANA, BEN]) is None
    told = logins.refusal("Bob", [ANA, BEN])
    assert told is not None and "doctor" in told and "Ana" not in told and "Ben" not in told
    assert logins.refusal("Ana", []) == logins.NOBODY_YET


def test_every_name_that_opens_nothing_is_reported_with_what_to_do_and_no_password() -> None:
    users = tuple(Login(name, f"the password of {number}") for number, name in enumerate(("Ana", "Bob", "Ben")))
    found = logins.faults(Settings(dashboard_users=users), [ANA, BEN, OTHER])
    assert len(found) == 2
    assert "Nobody is called 'Bob'. There are: Ana, Ben, ben. Correct the name" in found[0]
    assert "'Ben' is the name of 2 people: Ben (id 2), ben (id 3)" in found[1]
    assert "the password of" not in " ".join(found)
    assert logins.faults(Settings(dashboard_users=users), []) == ()
