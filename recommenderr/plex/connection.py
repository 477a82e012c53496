"""One server and one token: sends requests, retries them, and returns XML or raises one of our errors."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote
from xml.etree.ElementTree import Element, ParseError

import requests
from plexapi.server import PlexServer

from recommenderr import log
from recommenderr.errors import PlexMissingError, PlexRefusedError
from recommenderr.plex.address import PLEX_TV, TrustedAddress, warn_if_exposed
from recommenderr.plex.errors import EmptyAnswerError, NotPlexError, translated
from recommenderr.plex.session import ANSWER_TIMEOUTS, TOKEN_HEADER, PlexSession, polite_retry, single_try
from recommenderr.plex.xml import one_line, parsed
from recommenderr.records import Server

REPEATS = 5
TRUNCATED_REPEATS = 2
CONNECT_TIMEOUT_S = 10.0
_TRUNCATED = (
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    ParseError,
    EmptyAnswerError,
    NotPlexError,
)
_ROOTS = frozenset({"MediaContainer", "user"})
_TOKEN = re.compile(r"[!-~]+")
_T = TypeVar("_T")


class Connection:
    """Reads one Plex server, and plex.tv, with the owner's token in the header and never in an address.

    Args:
        base: the server's address, with or without a path or a trailing slash.
        token: the owner's token. There is no fallback to plexapi's environment variables or configuration file.
        tv_base: where plex.tv is; another address in tests.
        client_id: what the server and plex.tv know this installation as; kept with the data.
        timeout_s: seconds to wait for each piece of an answer.
        concurrency: connections kept open.
        backoff_s: pauses between repeats are 0, 2, 4, 8, … times this.
        retry_after_cap_s: the longest pause that a server's Retry-After can ask for.
        repeats: how often the server is asked again after a failure that may pass. plex.tv is asked once.
        max_answer_s: seconds to wait for a whole answer; ten times the timeout if None.
        proxy: the address of a proxy that every request goes through.

    Raises:
        PlexRefusedError: there is no token, or it holds characters that no token has.
    """

    def __init__(
        self,
        base: str,
        token: str,
        *,
        tv_base: str,
        client_id: str,
        timeout_s: float = 30.0,
        concurrency: int = 4,
        backoff_s: float = 0.5,
        retry_after_cap_s: float = 60.0,
        repeats: int = REPEATS,
        max_answer_s: float | None = None,
        proxy: str | None = None,
    ) -> None:
        if not is_token(token):
            raise PlexRefusedError("There is no usable Plex token. Set PLEX_TOKEN to the server owner's token.")
        log.register_secret(token)
        self.server_address = TrustedAddress(base.rstrip("/"), "PLEX_BASE")
        self.tv_address = TrustedAddress(tv_base.rstrip("/"), PLEX_TV)
        self.concurrency = concurrency
        self.timeout_s = (min(timeout_s, CONNECT_TIMEOUT_S), timeout_s)
        self.session = PlexSession(
            (self.server_address, self.tv_address),
            client_id,
            polite_retry(repeats, backoff_s, retry_after_cap_s),
            concurrency,
            max_answer_s=ANSWER_TIMEOUTS * timeout_s if max_answer_s is None else max_answer_s,
            proxy=proxy,
        )
        self._tv_session = PlexSession(
            (self.tv_address,), client_id, single_try(), 1, max_answer_s=timeout_s, proxy=proxy
        )
        self.token = token
        self._backoff_s = backoff_s
        self._plex: Any = None
        self._connecting = threading.Lock()

    def close(self) -> None:
        """Closes every connection."""
        self.session.close()
        self._tv_session.close()

    def connect(self) -> Server:
        """Checks the address and the token, and that the token is the owner's: nobody else may read `/library`.

        Raises:
            PlexRefusedError: the token is not accepted, or is another person's.
            PlexAnswerError: whatever answers is not a Plex server.
        """
        warn_if_exposed(self.server_address.base)
        plex = self._complete(self.server_address, "/", self._new_server)
        self._plex = plex
        self.require_owner()
        machine_id = str(plex.machineIdentifier)
        return Server(machine_id, one_line(plex.friendlyName or "") or machine_id, one_line(plex.version or ""))

    def require_owner(self) -> None:
        """Makes sure that the token is the owner's.

        Raises:
            PlexRefusedError: it is somebody else's.
        """
        if self.is_owner(self.token) is False:
            raise PlexRefusedError(
                f"{self.server_address.base} says that the token is not the owner's, or not valid any more, and only "
                "the owner may read everybody's history. Set PLEX_TOKEN to the owner's current token."
            )

    def is_owner(self, token: str) -> bool | None:
        """Whether a token acts as the server's owner; None where the server has no `/library` to tell by."""
        try:
            self.read("/library", token=token)
        except PlexRefusedError:
            return False
        except PlexMissingError:
            return None
        return True

    def read(
        self, path: str, *, start: int | None = None, size: int | None = None, token: str | None = None
    ) -> Element:
        """The server's answer. `start` and `size` ask for one page, `token` reads as another person."""
        headers = {TOKEN_HEADER: self.token if token is None else token}
        if size is not None:
            headers |= {"X-Plex-Container-Start": str(start or 0), "X-Plex-Container-Size": str(size)}
        plex = self._connected()
        return self._complete(
            self.server_address, path, lambda: self._parsed(lambda: plex.query(path, headers=headers))
        )

    def read_tv(self, path: str) -> Element:
        """The answer of plex.tv, which is asked once: the server alone says enough for a refresh."""

        def ask() -> Element | None:
            answer = self._tv_session.get(
                self.tv_address.base + path, headers={TOKEN_HEADER: self.token}, timeout=self.timeout_s
            )
            return _checked(parsed(answer.text))

        return self._complete(self.tv_address, path, ask, repeats=0)

    def shared_servers(self, machine_id: str) -> Element:
        """What plex.tv says about the people this server is shared with. It holds their tokens: memory only."""
        return self.read_tv(f"/api/servers/{quote(machine_id, safe='')}/shared_servers")

    def _connected(self) -> Any:
        with self._connecting:
            if self._plex is None:
                warn_if_exposed(self.server_address.base)
                self._plex = self._complete(self.server_address, "/", self._new_server)
            return self._plex

    def _new_server(self) -> Any:
        make: Any = PlexServer  # plexapi has no types
        plex = make(self.server_address.base, self.token, session=self.session, timeout=self.timeout_s)
        if not hasattr(plex, "machineIdentifier"):
            return None  # plexapi takes an empty answer for a server
        if not plex.machineIdentifier:
            raise NotPlexError
        return plex

    def _parsed(self, query: Callable[[], Element | None]) -> Element | None:
        try:
            return _checked(query())
        except ParseError:
            return _checked(parsed(self.session.latest_text()))

    def _complete(
        self, trusted: TrustedAddress, path: str, ask: Callable[[], _T | None], repeats: int = TRUNCATED_REPEATS
    ) -> _T:
        """Repeats a request whose answer was truncated or empty, which urllib3 does not: the status was good."""
        with translated(trusted, path):
            for repeat in range(repeats + 1):
                try:
                    if (answer := ask()) is not None:
                        return answer
                    raise EmptyAnswerError
                except _TRUNCATED:
                    if repeat == repeats:
                        raise
                time.sleep(self._backoff_s * 2**repeat)
        raise AssertionError("unreachable")


def _checked(root: Element | None) -> Element | None:
    if root is not None and root.tag not in _ROOTS:
        raise NotPlexError
    return root


def is_token(value: str | None) -> bool:
    """Whether this can be sent as a token: some printable characters without blanks."""
    return bool(value and _TOKEN.fullmatch(value))
