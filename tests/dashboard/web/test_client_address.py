from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from recommenderr.dashboard.web.client_address import UNKNOWN, client_address, network_of
from tests.dashboard.web.asgi import scope_of


@pytest.mark.parametrize(
    ("claimed", "address"),
    [
        ("192.168.1.5", "192.168.1.5"),
        ("::ffff:192.168.1.5", "192.168.1.5"),
        ("fe80::1%eth0", "fe80::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("10.0.0.1 gave a wrong password.", UNKNOWN),
        ("10.0.0.1\x852026-01-01 ERROR", UNKNOWN),
        ("x" * 10_000, UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_only_an_address_is_an_address(claimed: str, address: str) -> None:
    assert client_address(HTTPConnection({**scope_of("/"), "client": (claimed, 0)})) == address


def test_a_request_without_a_client_has_no_address() -> None:
    assert client_address(HTTPConnection({**scope_of("/"), "client": None})) == UNKNOWN


def test_the_addresses_of_one_ipv6_network_count_together() -> None:
    assert network_of("2001:db8:0:1::1") == network_of("2001:db8:0:1:ffff::9") == "2001:db8:0:1::/64"
    assert network_of("2001:db8:0:2::1") != network_of("2001:db8:0:1::1")
    assert network_of("10.0.0.1") == "10.0.0.1"
    assert network_of(UNKNOWN) == UNKNOWN
