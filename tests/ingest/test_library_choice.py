from __future__ import annotations

import pytest

from recommenderr.errors import SettingsError
from recommenderr.ingest.fetch import chosen
from tests.factories.records import FILMS, SERIES, UHD

ALL = [FILMS, SERIES, UHD]


def test_without_a_wish_all_are_read() -> None:
    assert chosen(ALL, ()) == ((FILMS, SERIES, UHD), ())


@pytest.mark.parametrize("wish", [["Films"], ["films"], [" FILMS "], ["Ｆｉｌｍｓ"], ["1"], ["１"], ["1", "Films"]])
def test_a_library_is_wanted_by_name_or_id(wish: list[str]) -> None:
    assert chosen(ALL, wish) == ((FILMS,), ())


def test_the_servers_order_stays() -> None:
    assert chosen(ALL, ["3", "Series"])[0] == (SERIES, UHD)


def test_a_wish_that_cannot_be_met_is_told() -> None:
    found, warnings = chosen(ALL, ["Films", "Anime"])
    assert found == (FILMS,)
    assert warnings == (
        "PLEX_LIBRARIES names 'Anime', which the server does not have; it has: Films, Series, Films 4K.",
    )


def test_if_no_wish_can_be_met_nothing_is_touched() -> None:
    with pytest.raises(SettingsError, match=r"'Anime', 'Shorts', but .* are: Films, Series, Films 4K\. Correct it"):
        chosen(ALL, ["Anime", "Shorts"])
    with pytest.raises(SettingsError, match="are: none"):
        chosen([], ["Anime"])


def test_a_server_without_libraries_is_told() -> None:
    assert chosen([], ()) == ((), ("The server shows no film or series library.",))
