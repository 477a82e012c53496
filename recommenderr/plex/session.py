"""The HTTP session: retries, identity, and a token that goes to trusted addresses only."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util.retry import Retry

from recommenderr import __version__
from recommenderr.errors import PlexAnswerError
from recommenderr.plex.address import TrustedAddress, shown
from recommenderr.plex.errors import status_error
from recommenderr.plex.transport import BoundedAdapter, certificates

TOKEN_HEADER = "X-Plex-Token"
PASSING_STATUSES = (429, 500, 502, 503, 504, 520, 521, 522, 523, 524)
MAX_PAUSE_S = 30.0
MAX_ANSWER_BYTES = 64 * 1024 * 1024
ANSWER_TIMEOUTS = 10
"""The time for a whole answer, in multiples of the timeout for a piece of it."""


class PoliteRetry(Retry):
    """Waits as long as the server's Retry-After asks for, but never longer than `retry_after_cap_s`."""

    retry_after_cap_s: float = 60.0

    def new(self, **kw: Any) -> Self:
        """The next attempt's counters; the cap goes with them."""
        retry = super().new(**kw)
        retry.retry_after_cap_s = self.retry_after_cap_s
        return retry

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """Seconds to wait; None, hence the ordinary growing pause, where the header is absent or nonsense."""
        try:
            asked_s = super().get_retry_after(response)
        except InvalidHeader:
            return None
        return None if asked_s is None else min(asked_s, self.retry_after_cap_s)


def polite_retry(times: int, backoff_s: float, retry_after_cap_s: float) -> PoliteRetry:
    """Repeats requests whose failure may be temporary; a request that could change something is never repeated."""
    retry = PoliteRetry(
        total=times,
        connect=min(times, 2),
        read=min(times, 2),
        status=times,
        other=0,  # a bad certificate does not get better
        allowed_methods=frozenset({"GET", "HEAD"}),
        status_forcelist=PASSING_STATUSES,
        backoff_factor=backoff_s,
        backoff_max=MAX_PAUSE_S,
        respect_retry_after_header=True,
        raise_on_status=False,  # the last answer then becomes one of our errors, as any other
    )
    retry.retry_after_cap_s = retry_after_cap_s
    return retry


def single_try() -> Retry:
    """No repeats at all, for a request whose answer is not needed."""
    return Retry(total=0, redirect=5, raise_on_status=False, respect_retry_after_header=False)


class PlexSession(requests.Session):
    """A session that raises our errors on a bad status and sends the token to trusted addresses only.

    The environment says which certificates are trusted, and nothing else: a proxy must be named with `proxy`, because
    it sees the token where the server speaks HTTP, and no password is taken from `~/.netrc`.

    Several threads may use it at once: its state does not change between requests, cookies are not stored, and
    urllib3's pools are thread-safe.
    """

    def __init__(
        self,
        trusted: Sequence[TrustedAddress],
        client_id: str,
        retry: Retry,
        connections: int,
        *,
        max_answer_s: float,
        proxy: str | None = None,
    ) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = certificates()
        self.proxies = {"http": proxy, "https": proxy} if proxy else {}
        self._trusted = tuple(trusted)
        self._latest = threading.local()
        # plexapi sets these on each request from the machine's name and MAC, which a container changes each time,
        # and the owner would get a "new device" mail for every one
        self._identity = {
            "X-Plex-Client-Identifier": client_id,
            "X-Plex-Product": "Recommenderr",
            "X-Plex-Version": __version__,
            "X-Plex-Device": "Recommenderr",
            "X-Plex-Device-Name": "Recommenderr",
        }
        self.headers.update({"Accept": "application/xml", "User-Agent": f"Recommenderr/{__version__}"})
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self.mount(scheme, BoundedAdapter(retry, connections, max_bytes=MAX_ANSWER_BYTES, max_s=max_answer_s))

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """The request with this program's own identity in place of the machine's."""
        request.headers = {**(request.headers or {}), **self._identity}
        return super().prepare_request(request)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Sends the request, unless a redirect would carry the token to an untrusted address.

        Raises:
            PlexRefusedError, PlexMissingError, PlexAnswerError: by status; the body is never read into a message.
        """
        url = request.url or ""
        trusted = next((address for address in self._trusted if address.holds(url)), None)
        if trusted is None and TOKEN_HEADER in request.headers:
            home = self._trusted[0]
            raise PlexAnswerError(
                f"{home.base} redirects to {shown(url)}, which must not receive the token. "
                f"If that is the server, set {home.setting} to its address."
            )
        response = super().send(request, **kwargs)
        if response.status_code >= 400:
            response.close()
            raise status_error(response.status_code, trusted or self._trusted[0], shown(response.url))
        if "charset" not in response.headers.get("Content-Type", ""):
            response.encoding = "utf-8"  # requests would take Latin-1 for text/xml
        self._latest.response = response
        return response

    def latest_text(self) -> str:
        """The text that this thread received last."""
        return str(self._latest.response.text)
