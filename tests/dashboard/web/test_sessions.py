"""The gate: whom it lets in, for how long, and how it slows down guessing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.web.login_throttle import (
    ALL_TRIES,
    ALL_WINDOW_S,
    FORGOTTEN_AFTER_S,
    FREE_TRIES,
    LONGEST_WAIT_S,
    LoginThrottle,
)
from recommenderr.dashboard.web.sessions import ANYONE, SESSION_S, Authenticator, AuthUser, authorize
from recommenderr.records import Account
from recommenderr.settings import Login


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_without_a_password_everybody_may_come() -> None:
    assert Authenticator(None).user(None) == ANYONE
    assert Authenticator(None).name_of("") is None


def test_the_password_and_nothing_else_is_accepted() -> None:
    gate = Authenticator("open sesame ü")
    assert gate.name_of("open sesame ü") == ""
    wrong = ("", "open sesame", "Open sesame ü", "open sesame ü ", "\udcff")
    assert {gate.name_of(word) for word in wrong} == {None}


def test_every_password_is_somebodys() -> None:
    gate = Authenticator("the owner's", (Login("Ben", "bens password"), Login("Cleo", "cleos password")))
    assert [gate.name_of(word) for word in ("the owner's", "bens password", "cleos password", "Ben")] == [
        *("", "Ben", "Cleo"),
        None,
    ]
    assert not Authenticator(None, (Login("Ben", "bens password"),)).is_open


def test_who_signed_in_by_name_sees_nobody_before_it_is_known_who_that_is() -> None:
    gate = Authenticator(None, (Login("Ben", "bens password"),))
    user = gate.user(gate.create_session("Ben"))
    assert user is not None
    assert not user.sees_all
    assert not any(user.may_see(account_id) for account_id in range(5))


@pytest.mark.parametrize(
    ("name", "seen"),
    [("ben.k", {2}), ("BEN", {2}), ("2", {2}), ("Cleo", {3}), ("Ana", {1, 2, 3}), ("1", {1, 2, 3}), ("Twin", None)],
)
def test_the_owner_sees_everybody_and_everybody_else_themselves(name: str, seen: set[int] | None) -> None:
    people = [
        Account(1, "Ana", "ana", "owner"),
        Account(2, "Ben", "ben.k", "home"),
        Account(3, "Cleo", "", "managed"),
        Account(4, "Twin", "", "managed"),
        Account(5, "twin", "", "friend"),
    ]
    user = authorize(AuthUser(name, frozenset(), signed_in=True), people)
    found = None if user is None else {account_id for account_id in (1, 2, 3) if user.may_see(account_id)}
    assert found == seen
    assert authorize(AuthUser("Bob", frozenset()), people) is None
    assert authorize(AuthUser("Ben", frozenset()), []) is None


def test_a_session_lets_in_until_its_end() -> None:
    clock = Clock()
    gate = Authenticator("x", clock=clock)
    session = gate.create_session("Ana")
    assert gate.user(session) == AuthUser("Ana", frozenset(), signed_in=True)
    clock.now += SESSION_S - 1
    assert gate.user(session) is not None
    clock.now += 1
    assert gate.user(session) is None


def test_an_ended_session_is_over_and_no_other() -> None:
    gate = Authenticator("x")
    mine, other = gate.create_session(), gate.create_session()
    gate.end_session(mine)
    assert gate.user(mine) is None
    assert gate.user(other) is not None


def test_a_session_of_before_a_restart_is_worth_nothing() -> None:
    assert Authenticator("x").user(Authenticator("x").create_session()) is None


@given(st.data())
def test_no_changed_letter_goes_unnoticed(data: st.DataObject) -> None:
    gate = Authenticator("x")
    session = gate.create_session("Ana")
    place = data.draw(st.integers(0, len(session) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda found: found != session[place]))
    assert gate.user(session[:place] + letter + session[place + 1 :]) is None


@pytest.mark.parametrize("cookie", [None, "", ".", "...", "a.b.c.d", "ü" * 40, "\udcff.1.2.3"])
def test_what_is_no_session_lets_nobody_in(cookie: str | None) -> None:
    gate = Authenticator("x")
    gate.end_session(cookie)
    assert gate.user(cookie) is None


def test_a_visitor_may_be_kept_to_some_people() -> None:
    assert AuthUser().may_see(5)
    assert AuthUser(account_ids=frozenset({1})).may_see(1)
    assert not AuthUser(account_ids=frozenset({1})).may_see(5)


def test_the_first_tries_are_free_and_then_each_waits_twice_as_long() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock=clock)
    waits = []
    for _ in range(FREE_TRIES + 5):
        throttle.failed("a")
        waits.append(throttle.wait_s("a"))
        clock.now += waits[-1]
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32]
    assert throttle.wait_s("b") == 0


def test_a_wait_has_an_end_and_failures_are_forgotten() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock=clock)
    for _ in range(30):
        throttle.failed("a")
    assert throttle.wait_s("a") == LONGEST_WAIT_S
    clock.now += FORGOTTEN_AFTER_S + 1
    throttle.failed("a")
    assert throttle.wait_s("a") == 0


def test_many_addresses_are_no_way_around() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock=clock)
    for number in range(ALL_TRIES):
        throttle.failed(f"address {number}")
    assert throttle.wait_s("another") == ALL_WINDOW_S
    clock.now += ALL_WINDOW_S + 1
    assert throttle.wait_s("another") == 0


def test_who_knows_the_password_need_not_wait_again() -> None:
    throttle = LoginThrottle(clock=Clock())
    for _ in range(FREE_TRIES + 1):
        throttle.failed("a")
    throttle.succeeded("a")
    assert throttle.wait_s("a") == 0
