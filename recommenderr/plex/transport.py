"""Sends requests within bounds: a whole answer has a largest size and a longest time."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import socket
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.retry import Retry

from recommenderr.plex.errors import TooLargeError, TooSlowError

CHUNK_BYTES = 65_536
CERTIFICATE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_PLEX_DIRECT = re.compile(r"([0-9a-f-]+)\.[0-9a-f]+\.plex\.direct\.?", re.IGNORECASE)
_local = threading.local()


def certificates(environ: Mapping[str, str] = os.environ) -> str | bool:
    """The file or folder of trusted certificates that the environment names; True for those that come with requests."""
    named = (environ.get(name) for name in CERTIFICATE_VARIABLES)
    return next((path for path in named if path and Path(path).exists()), True)


def spelled_address(host: str) -> str | None:
    """The IP address that a plex.direct name spells: `192.168.1.10` for `192-168-1-10.<id>.plex.direct`.

    Many routers refuse to resolve such a name to an address at home (DNS rebind protection).
    """
    if not (match := _PLEX_DIRECT.fullmatch(host)):
        return None
    for separator in (".", ":"):
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(match.group(1).replace("-", separator)))
    return None


class _Deadline:
    """Shuts the connection down when the time for the whole answer is over; each read alone has a timeout anyway."""

    def __init__(self, limit_s: float) -> None:
        self.expired = False
        self._sock: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(limit_s, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def guard(self, sock: socket.socket | None) -> None:
        with self._lock:
            self._sock = sock

    def cancel(self) -> None:
        """From now on the connection is not touched; another thread may use it."""
        self._timer.cancel()
        self.guard(None)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            if self._sock is not None:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


if TYPE_CHECKING:
    _Connection = HTTPConnection
else:
    _Connection = object


class _Bounded(_Connection):
    """A connection whose answers have a deadline, and which finds plex.direct names without a name server."""

    deadline: _Deadline | None = None

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = spelled_address(name) or name
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name  # the certificate is checked against the name

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = _local.deadline = _Deadline(_local.limit_s)
        super().request(*args, **kwargs)
        self.deadline.guard(self.sock)

    def getresponse(self) -> Any:
        try:
            response = super().getresponse()
        except Exception as err:
            if self.deadline is not None and self.deadline.expired:
                raise TooSlowError from err
            raise
        vars(response)["drain_conn"] = response.close  # urllib3 would read a refusal to its end before it tries again
        return response


class _BoundedHTTP(_Bounded, HTTPConnection):
    pass


class _BoundedHTTPS(_Bounded, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _BoundedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _BoundedHTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class BoundedAdapter(HTTPAdapter):
    """Reads every answer at once, up to `max_bytes` unpacked and for `max_s` seconds; of a refusal it reads no body."""

    def __init__(self, retry: Retry, connections: int, *, max_bytes: int, max_s: float) -> None:
        self._max_bytes = max_bytes
        self._max_s = max_s
        super().__init__(max_retries=retry, pool_connections=4, pool_maxsize=connections + 1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Makes the pools, with connections of this module."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """The same for connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(self, request: requests.PreparedRequest, stream: bool = False, *args: Any, **kwargs: Any) -> Any:
        """Sends the request and reads the answer; `stream` has no effect.

        Raises:
            TooSlowError: the answer was not complete in time.
            TooLargeError: it is larger than any answer of Plex.
        """
        _local.limit_s, _local.deadline = self._max_s, None
        try:
            response = super().send(request, True, *args, **kwargs)
            response._content = b"" if response.status_code >= 400 else self._body(response)
            vars(response)["_content_consumed"] = True
            response.raw.close() if response.status_code >= 400 else response.raw.release_conn()
        finally:
            if _local.deadline is not None:
                _local.deadline.cancel()
        return response

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        try:
            for chunk in response.iter_content(CHUNK_BYTES):
                body += chunk
                if len(body) > self._max_bytes:
                    response.close()
                    raise TooLargeError(self._max_bytes)
        except requests.RequestException as err:
            if _local.deadline.expired:
                raise TooSlowError from err
            raise
        if _local.deadline.expired:  # an answer without a length ends when the connection does
            raise TooSlowError
        return bytes(body)
