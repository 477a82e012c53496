"""The gate before everything that the dashboard serves: pages, websocket, posters, metrics.

Who gives a password gets a signed cookie that names a session and whose password it was. The key is made anew with
every start of the process, so a restart signs everybody out, and a stolen cookie is worth nothing after it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from recommenderr.household import logins as sign_ins
from recommenderr.records import Account
from recommenderr.settings import Login, Settings

SESSION_COOKIE = "recommenderr_session"
SESSION_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class AuthUser:
    """Who is at the door.

    Attributes:
        name: who signed in; empty where the household shares one password, or there is none.
        account_ids: the people whose pages this user may see, None for everybody's.
        signed_in: whether a password was given, so that there is something to sign out of.
    """

    name: str = ""
    account_ids: frozenset[int] | None = None
    signed_in: bool = False

    def may_see(self, account_id: int) -> bool:
        """Whether this user may see a person's pages."""
        return self.account_ids is None or account_id in self.account_ids

    @property
    def sees_all(self) -> bool:
        """Whether this user may see everybody's pages, and the inside of the program."""
        return self.account_ids is None


ANYONE = AuthUser()
"""Whoever comes where no password is set."""


@dataclass(slots=True)
class Authenticator:
    """Gives out sessions and knows which of them still count. Safe to share between threads."""

    password: str | None
    logins: tuple[Login, ...] = ()
    clock: Callable[[], float] = time.time
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    ended: dict[str, float] = field(default_factory=dict, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether no password is set."""
        return self.password is None and not self.logins

    def name_of(self, password: str) -> str | None:
        """Whose password this is: a name of DASHBOARD_USERS, "" for DASHBOARD_PASSWORD, None for nobody's.

        It is compared with all of them, so how long that takes says nothing.
        """
        given, found = _digest(password), None
        known = [(login.name, login.password) for login in self.logins]
        for name, right in [*known, ("", self.password)]:
            if right is not None and hmac.compare_digest(given, _digest(right)):
                found = name
        return found

    def create_session(self, name: str = "") -> str:
        """A new session's cookie value: `who.number.end.signature`."""
        who = base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")
        body = f"{who}.{secrets.token_hex(16)}.{int(self.clock()) + SESSION_S}"
        return f"{body}.{self._signature(body)}"

    def user(self, cookie: str | None) -> AuthUser | None:
        """Who holds this cookie; None where the gate stays shut.

        Who signed in by name may see nobody's pages until `among` has found out who that is.
        """
        if self.is_open:
            return ANYONE
        body, _, signature = (cookie or "").rpartition(".")
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode("utf-8", "replace")):
            return None
        who, number, end = body.split(".")
        if number in self.ended or float(end) <= self.clock():
            return None
        name = base64.urlsafe_b64decode(who + "=" * (-len(who) % 4)).decode()
        return AuthUser(name=name, account_ids=frozenset() if name else None, signed_in=True)

    def end_session(self, cookie: str | None) -> None:
        """Ends a session at once, wherever it is open."""
        if self.is_open or self.user(cookie) is None or cookie is None:
            return
        _, number, end, _ = cookie.split(".")
        now = self.clock()
        self.ended = {known: until for known, until in self.ended.items() if until > now} | {number: float(end)}

    def _signature(self, body: str) -> str:
        return hmac.new(self.key, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def authorize(user: AuthUser, accounts: Sequence[Account]) -> AuthUser | None:
    """The user with the people whose pages they may see: the owner everybody's, others their own.

    None where the name under which they signed in is nobody's any more.
    """
    if user.sees_all:
        return user
    found = sign_ins.person(user.name, accounts)
    if found is None:
        return None
    return replace(user, name=found.name, account_ids=None if found.kind == "owner" else frozenset({found.account_id}))


@lru_cache(maxsize=4)
def _gate(password: str | None, logins: tuple[Login, ...]) -> Authenticator:
    return Authenticator(password, logins)


def authenticator(settings: Settings) -> Authenticator:
    """The process's gate for these settings: the server and the pages ask the same one."""
    return _gate(settings.dashboard_password, settings.dashboard_users)
