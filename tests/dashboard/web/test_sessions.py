"""The authenticator: whom it lets in, and for how long."""

from __future__ import annotations

import string
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from recommenderr.dashboard.web.sessions import ANYONE, SESSION_S, Authenticator, AuthUser, SessionSigner, authorize
from recommenderr.records import Account
from recommenderr.settings import Login


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_without_a_password_everyone_is_let_in() -> None:
    assert Authenticator(None).user(None) == ANYONE
    assert Authenticator(None).name_of("") is None


def test_the_password_and_nothing_else_is_accepted() -> None:
    authenticator = Authenticator("open sesame ü")
    assert authenticator.name_of("open sesame ü") == ""
    wrong = ("", "open sesame", "Open sesame ü", "open sesame ü ", "\udcff")
    assert {authenticator.name_of(word) for word in wrong} == {None}


def test_each_password_has_an_owner() -> None:
    authenticator = Authenticator("the owner's", (Login("Ben", "bens password"), Login("Cleo", "cleos password")))
    assert [authenticator.name_of(word) for word in ("the owner's", "bens password", "cleos password", "Ben")] == [
        *("", "Ben", "Cleo"),
        None,
    ]
    assert not Authenticator(None, (Login("Ben", "bens password"),)).is_open


def test_a_named_user_sees_no_one_before_authorize() -> None:
    authenticator = Authenticator(None, (Login("Ben", "bens password"),))
    user = authenticator.user(authenticator.create_session("Ben"))
    assert user is not None
    assert not user.sees_all
    assert not any(user.may_see(account_id) for account_id in range(5))


@pytest.mark.parametrize(
    ("name", "seen"),
    [("ben.k", {2}), ("BEN", {2}), ("2", {2}), ("Cleo", {3}), ("Ana", {1, 2, 3}), ("1", {1, 2, 3}), ("Twin", None)],
)
def test_the_owner_sees_everyone_and_others_see_themselves(name: str, seen: set[int] | None) -> None:
    people = [
        Account(1, "Ana", "ana", "owner"),
        Account(2, "Ben", "ben.k", "home"),
        Account(3, "Cleo", "", "managed"),
        Account(4, "Twin", "", "managed"),
        Account(5, "twin", "", "friend"),
    ]
    user = authorize(AuthUser(name, frozenset(), signed_in=True), people)
    visible = None if user is None else {account_id for account_id in (1, 2, 3) if user.may_see(account_id)}
    assert visible == seen
    assert authorize(AuthUser("Bob", frozenset()), people) is None
    assert authorize(AuthUser("Ben", frozenset()), []) is None


def test_a_session_lasts_until_its_end() -> None:
    clock = Clock()
    authenticator = Authenticator("x", clock=clock)
    session = authenticator.create_session("Ana")
    assert authenticator.user(session) == AuthUser("Ana", frozenset(), signed_in=True)
    clock.now += SESSION_S - 1
    assert authenticator.user(session) is not None
    clock.now += 1
    assert authenticator.user(session) is None


def test_ending_a_session_ends_no_other() -> None:
    authenticator = Authenticator("x")
    mine, other = authenticator.create_session(), authenticator.create_session()
    authenticator.end_session(mine)
    assert authenticator.user(mine) is None
    assert authenticator.user(other) is not None


def test_a_restart_ends_every_session() -> None:
    assert Authenticator("x").user(Authenticator("x").create_session()) is None


@given(st.data())
def test_every_changed_letter_invalidates_the_cookie(data: st.DataObject) -> None:
    authenticator = Authenticator("x")
    session = authenticator.create_session("Ana")
    index = data.draw(st.integers(0, len(session) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda drawn: drawn != session[index]))
    assert authenticator.user(session[:index] + letter + session[index + 1 :]) is None


def test_no_other_last_letter_stands_for_the_same_signature() -> None:
    signer = SessionSigner()
    cookie = signer.create("Ana")
    letters = string.ascii_letters + string.digits + "-_"
    assert [letter for letter in letters if signer.read(cookie[:-1] + letter)] == [cookie[-1]]


@pytest.mark.parametrize("cookie", [None, "", ".", "...", "a.b.c.d", "ü" * 40, "\udcff.1.2.3"])
def test_a_malformed_cookie_is_refused(cookie: str | None) -> None:
    authenticator = Authenticator("x")
    authenticator.end_session(cookie)
    assert authenticator.user(cookie) is None


def test_a_user_may_be_restricted_to_accounts() -> None:
    assert AuthUser().may_see(5)
    assert AuthUser(account_ids=frozenset({1})).may_see(1)
    assert not AuthUser(account_ids=frozenset({1})).may_see(5)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_cookie_names_its_session_whatever_the_name(name: str) -> None:
    signer = SessionSigner()
    session = signer.read(signer.create(name))
    assert session is not None and session.name == name and len(session.session_id) == 32


def test_two_sessions_have_different_ids() -> None:
    signer = SessionSigner()
    sessions = [signer.read(signer.create("Ana")) for _ in range(2)]
    assert sessions[0] != sessions[1]


@pytest.mark.parametrize("changed", ["name", "session_id", "timestamp", "signature"])
def test_a_cookie_assembled_from_two_others_is_forged(changed: str) -> None:
    """Each part comes from a valid cookie of the same key, but not all from the same one."""
    clock = Clock()
    signer = SessionSigner(clock)
    mine = signer.create("Ben").split(".")
    clock.now += 60
    other = signer.create("Ana").split(".")
    part = ["name", "session_id", "timestamp", "signature"].index(changed)
    assert signer.read(".".join(mine)) is not None and signer.read(".".join(other)) is not None
    assert signer.read(".".join([*mine[:part], other[part], *mine[part + 1 :]])) is None


def test_a_value_signed_for_another_purpose_is_no_cookie() -> None:
    """The salt keeps what the key may sign for another purpose from being a session."""
    signer = SessionSigner()
    letters, session_id, _, _ = signer.create("Ana").split(".")
    foreign = TimestampSigner(
        signer.secret_key, salt="something else", key_derivation="hmac", digest_method=signer.digest_method
    )
    assert signer.read(foreign.sign(f"{letters}.{session_id}").decode()) is None


def test_a_cookie_from_the_future_is_refused() -> None:
    clock = Clock()
    signer = SessionSigner(clock)
    cookie = signer.create("Ana")
    clock.now -= 1
    assert signer.read(cookie) is None


def test_an_expired_cookie_stays_expired_after_its_session_was_ended() -> None:
    clock = Clock()
    authenticator = Authenticator("x", clock=clock)
    ended, expired = authenticator.create_session(), authenticator.create_session()
    authenticator.end_session(ended)
    clock.now += SESSION_S
    authenticator.end_session(authenticator.create_session())
    assert authenticator.user(ended) is None and authenticator.user(expired) is None
    assert len(authenticator.ended) == 1  # what has expired is not remembered for good
