"""Passwords and sessions: who may see what the dashboard serves, from pages and websocket to posters and metrics.

A correct password is answered with a signed cookie that names a session and whose password it was. The signing key is
random and new with every start of the process, so a restart signs everyone out and makes a stolen cookie worthless.
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

from itsdangerous import BadSignature, TimestampSigner

from recommenderr.household import logins as household_logins
from recommenderr.records import Account
from recommenderr.settings import Login, Settings

SESSION_COOKIE = "recommenderr_session"
SESSION_S = 30 * 24 * 3600

DEVICE_COOKIE = "recommenderr_device"
"""Stays in a browser after signing out. It opens nothing, but lets its browser try a password while others guess."""


@dataclass(frozen=True, slots=True)
class AuthUser:
    """The person who sent a request.

    Attributes:
        name: the name that they signed in with; empty when the household shares one password, or has none.
        account_ids: the accounts whose pages they may see, None for all.
        signed_in: whether they gave a password, so that they can sign out.
    """

    name: str = ""
    account_ids: frozenset[int] | None = None
    signed_in: bool = False

    def may_see(self, account_id: int) -> bool:
        """Whether this user may see an account's pages."""
        return self.account_ids is None or account_id in self.account_ids

    @property
    def sees_all(self) -> bool:
        """Whether this user may see every account's pages, and the details of how the program runs."""
        return self.account_ids is None


ANYONE = AuthUser()
"""The user of every request when no password is set."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a session cookie says: whose password it was, and which session."""

    name: str
    session_id: str


class SessionSigner(TimestampSigner):
    """Signs and reads session cookies: `name.session_id.timestamp.signature`, each part in URL-safe characters.

    The digest fills its base64 letters to the last bit, so that no other letter at its end stands for the same
    signature.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(
            secrets.token_bytes(48), salt=SESSION_COOKIE, key_derivation="hmac", digest_method=hashlib.sha384
        )
        self._clock = clock

    def get_timestamp(self) -> int:
        """The current time, whole epoch seconds."""
        return int(self._clock())

    def create(self, name: str) -> str:
        """The cookie of a new session."""
        letters = base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")
        return self.sign(f"{letters}.{secrets.token_hex(16)}").decode()

    def read(self, cookie: str) -> Session | None:
        """The session that a cookie names, None when the cookie is forged or older than `SESSION_S`."""
        try:
            value = self.unsign(cookie.encode("utf-8", "replace"), max_age=SESSION_S - 1)  # counts in whole seconds
        except BadSignature:
            return None
        letters, session_id = value.decode().split(".")
        name = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)).decode()
        return Session(name, session_id)


@dataclass(slots=True)
class Authenticator:
    """Checks passwords, and begins and ends sessions. Safe to share between threads."""

    password: str | None
    logins: tuple[Login, ...] = ()
    clock: Callable[[], float] = time.time
    signer: SessionSigner = field(init=False, repr=False)
    device_signer: SessionSigner = field(init=False, repr=False)
    ended: dict[str, float] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Makes the signing keys."""
        self.signer, self.device_signer = SessionSigner(self.clock), SessionSigner(self.clock)

    @property
    def is_open(self) -> bool:
        """Whether no password is set."""
        return self.password is None and not self.logins

    def name_of(self, password: str) -> str | None:
        """Whose password this is: a name of DASHBOARD_USERS, "" for DASHBOARD_PASSWORD, None for no one's.

        It is compared with every password, so the time that this takes tells nothing.
        """
        digest, owner = _digest(password), None
        passwords = [(login.name, login.password) for login in self.logins]
        for name, correct in [*passwords, ("", self.password)]:
            if correct is not None and hmac.compare_digest(digest, _digest(correct)):
                owner = name
        return owner

    def create_session(self, name: str = "") -> str:
        """The cookie of a new session."""
        return self.signer.create(name)

    def create_device(self, name: str) -> str:
        """The cookie of a browser in which someone has signed in with this name."""
        return self.device_signer.create(name)

    def device_owner(self, cookie: str | None) -> str | None:
        """Who has signed in with this browser in the last 30 days, None for an unknown one."""
        device = self.device_signer.read(cookie or "")
        return None if device is None else device.name

    def user(self, cookie: str | None) -> AuthUser | None:
        """The user of a request with this cookie, None when they must sign in first.

        A user with a name may see no account's pages until `authorize` has looked up who that is.
        """
        if self.is_open:
            return ANYONE
        session = self.signer.read(cookie or "")
        if session is None or session.session_id in self.ended:
            return None
        return AuthUser(session.name, account_ids=frozenset() if session.name else None, signed_in=True)

    def end_session(self, cookie: str | None) -> None:
        """Ends a session at once, in every tab and browser."""
        session = self.signer.read(cookie or "")
        if session is None:
            return
        now = self.clock()
        running = {session_id: until for session_id, until in self.ended.items() if until > now}
        self.ended = running | {session.session_id: now + SESSION_S}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def authorize(user: AuthUser, accounts: Sequence[Account]) -> AuthUser | None:
    """The user with the accounts whose pages they may see: the owner every account's, others their own.

    None when the name that they signed in with belongs to no account any more.
    """
    if user.sees_all:
        return user
    account = household_logins.person(user.name, accounts)
    if account is None:
        return None
    own = None if account.kind == "owner" else frozenset({account.account_id})
    return replace(user, name=account.name, account_ids=own)


@lru_cache(maxsize=4)
def _authenticator(password: str | None, logins: tuple[Login, ...]) -> Authenticator:
    return Authenticator(password, logins)


def authenticator(settings: Settings) -> Authenticator:
    """The process's authenticator for these settings, shared by the server and the pages."""
    return _authenticator(settings.dashboard_password, settings.dashboard_users)
