"""Where the token may go, and how an address is shown."""

from __future__ import annotations

import logging

import pytest

from recommenderr.plex import address
from recommenderr.plex.address import TrustedAddress, plex_link, warn_if_exposed


@pytest.mark.parametrize(
    ("base", "exposed"),
    [
        ("http://8.8.8.8:32400", True),
        ("http://[2001:4860:4860::8888]:32400", True),
        ("https://8.8.8.8:32400", False),
        ("http://192.168.1.10:32400", False),
        ("http://10.0.0.2", False),
        ("http://100.101.102.103:32400", False),  # a tailnet
        ("http://127.0.0.1:32400", False),
        ("http://localhost:32400", False),
    ],
)
def test_plain_http_over_the_internet_is_warned_of_once(
    base: str, exposed: bool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "_warned", set())
    with caplog.at_level(logging.WARNING, "recommenderr.plex"):
        warn_if_exposed(base)
        warn_if_exposed(base)
    assert len(caplog.records) == exposed
    assert not exposed or base in caplog.text


def test_a_process_whose_parent_has_warned_does_not_warn_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address, "_warned", set())
    address.consider_warned("http://8.8.8.8:32400")
    warn_if_exposed("http://8.8.8.8:32400")
    assert caplog.records == []


def test_an_address_is_shown_without_secrets_and_of_many_ids_the_first() -> None:
    told = address.shown("http://me:secret@nas:32400/library/metadata/1,22,333?X-Plex-Token=t#f")
    assert told == "http://nas:32400/library/metadata/1,…"


@pytest.mark.parametrize(
    ("url", "held"),
    [
        ("http://nas:32400/library", True),
        ("http://NAS:32400/", True),
        ("https://nas:32400/", True),
        ("http://nas/", False),
        ("http://nas:32401/", False),
        ("http://nas.example:32400/", False),
        ("http://nas:32400@evil.example/", False),
    ],
)
def test_the_token_goes_to_one_host_and_port(url: str, held: bool) -> None:
    assert TrustedAddress("http://nas:32400", "PLEX_BASE").holds(url) is held


def test_https_never_falls_back_to_http() -> None:
    assert not TrustedAddress("https://nas:32400", "PLEX_BASE").holds("http://nas:32400/")


def test_the_address_at_plex_is_that_of_its_web_app() -> None:
    address = "https://app.plex.tv/desktop/#!/server/abc/details?key=%2Flibrary%2Fmetadata%2F12"
    assert plex_link("abc", "12") == address
    assert "&x=" not in plex_link("abc", "1&x=2#")
