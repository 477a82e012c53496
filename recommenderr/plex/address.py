"""The addresses a request may go to: the server, plex.tv, and nothing else."""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_log = logging.getLogger(__name__)
_warned: set[str] = set()
_MANY_IDS = re.compile(r"(?:,[0-9]+)+")
PLEX_TV = "PLEX_TV_BASE"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class TrustedAddress:
    """An address that may receive the token, and the setting to change when it is wrong."""

    base: str
    setting: str

    def holds(self, url: str) -> bool:
        """Whether the token may go to this address: the same host and port, or the same host by https."""
        mine, other = urlsplit(self.base), urlsplit(url)
        if mine.hostname != other.hostname:
            return False
        upgraded = mine.scheme == "http" and other.scheme == "https"
        return upgraded or _origin(self.base) == _origin(url)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)


def shown(url: str) -> str:
    """The address as a message may show it: without user name, password and query, and with the first of many ids."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{_MANY_IDS.sub(',…', parts.path)}"


def is_plex_tv(url: str) -> bool:
    """Whether an address belongs to plex.tv, where Plex keeps pictures that a server merely points at."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme in {"http", "https"} and (host == "plex.tv" or host.endswith(".plex.tv"))


def warn_if_exposed(base: str) -> None:
    """Logs, once per address, that the token travels unencrypted over the internet."""
    if base in _warned or urlsplit(base).scheme != "http" or not _is_public(urlsplit(base).hostname or ""):
        return
    _warned.add(base)
    _log.warning(
        "%s is plain http to a host outside the private networks, so the Plex token can be read on the way. "
        "Use https in PLEX_BASE, or a private address.",
        base,
    )


def consider_warned(base: str) -> None:
    """Suppresses the warning about this address, because the parent process has logged it already."""
    _warned.add(base)


def _is_public(host: str) -> bool:
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False  # the request itself will say that the name is unknown
    return any(ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses)


def plex_link(machine_id: str, item_id: str) -> str:
    """The address at which Plex's own web app shows a title of the server with this machine identifier."""
    key = quote(f"/library/metadata/{item_id}", safe="")
    return f"https://app.plex.tv/desktop/#!/server/{quote(machine_id, safe='')}/details?key={key}"
