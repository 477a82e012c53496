"""The address of a title in Plex's own web app."""

from __future__ import annotations

from recommenderr.plex.address import plex_link


def test_the_address_at_plex_is_that_of_its_web_app() -> None:
    address = "https://app.plex.tv/desktop/#!/server/abc/details?key=%2Flibrary%2Fmetadata%2F12"
    assert plex_link("abc", "12") == address
    assert "&x=" not in plex_link("abc", "1&x=2#")
