"""The address that a request came from, and the network that shares one count of failed sign-ins.

uvicorn replaces the address of a proxy by the one that it reports, if FORWARDED_ALLOW_IPS names the proxy.
"""

from __future__ import annotations

import ipaddress

from starlette.requests import HTTPConnection

UNKNOWN = "an unknown address"
IPV6_NETWORK_BITS = 64
"""One household gets at least this network from its provider, and can use every address of it."""


def client_address(connection: HTTPConnection) -> str:
    """The address of a request, `UNKNOWN` for anything that is none: a trusted proxy passes on what it was sent."""
    address = _parsed(connection.client.host if connection.client else "")
    return UNKNOWN if address is None else str(address)


def network_of(address: str) -> str:
    """The network of an IPv6 address; an IPv4 address, or anything else, is returned as it is."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((parsed, IPV6_NETWORK_BITS), strict=False))
    return address


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
