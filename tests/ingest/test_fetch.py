"""What is asked for again, and what of the answers is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from recommenderr.errors import SettingsError
from recommenderr.ingest.fetch import each_once, select_libraries
from recommenderr.records import ListedItem
from recommenderr.store.items import Known
from tests.factories.records import FILMS, NOW, SERIES, UHD, film, series

LISTED = ListedItem("1", "plex://movie/1", "movie", "Heat", 1995, "1", NOW)
KNOWN = Known("plex://movie/1", "Heat", 1995, "1", int(NOW.timestamp()))


def test_an_item_that_is_listed_as_it_is_known_is_not_fetched() -> None:
    assert KNOWN.still_holds(LISTED)


@pytest.mark.parametrize(
    "listed",
    [
        replace(LISTED, updated_at=NOW + timedelta(seconds=1)),
        replace(LISTED, updated_at=NOW - timedelta(seconds=1)),
        replace(LISTED, updated_at=None),
        replace(LISTED, guid="plex://movie/2"),
        replace(LISTED, title="Heat!"),
        replace(LISTED, year=None),
        replace(LISTED, library_id="3"),
    ],
)
def test_an_item_that_is_listed_otherwise_is_fetched(listed: ListedItem) -> None:
    assert not KNOWN.still_holds(listed)


def test_an_item_whose_time_nobody_knows_is_fetched_each_time() -> None:
    assert not replace(KNOWN, updated_at=None).still_holds(replace(LISTED, updated_at=None))


def test_of_the_answers_those_are_taken_that_were_asked_for_each_once_in_its_library() -> None:
    heat = film("1", "Heat", library_id="")
    answers = [heat, heat, film("9", "Not asked for"), series("2", "A film, it was said")]
    wanted = {"1": LISTED, "2": replace(LISTED, item_id="2")}
    assert list(each_once(iter(answers), wanted)) == [replace(heat, library_id="1")]


ALL = [FILMS, SERIES, UHD]


def test_without_a_wish_all_are_read() -> None:
    assert select_libraries(ALL, ()) == ((FILMS, SERIES, UHD), ())


@pytest.mark.parametrize("wish", [["Films"], ["films"], [" FILMS "], ["Ｆｉｌｍｓ"], ["1"], ["１"], ["1", "Films"]])
def test_a_library_is_wanted_by_name_or_id(wish: list[str]) -> None:
    assert select_libraries(ALL, wish) == ((FILMS,), ())


def test_the_servers_order_stays() -> None:
    assert select_libraries(ALL, ["3", "Series"])[0] == (SERIES, UHD)


def test_a_wish_that_cannot_be_met_is_reported() -> None:
    found, warnings = select_libraries(ALL, ["Films", "Anime"])
    assert found == (FILMS,)
    assert warnings == (
        "PLEX_LIBRARIES names 'Anime', which the server does not have; it has: Films, Series, Films 4K.",
    )


def test_if_no_wish_can_be_met_nothing_is_touched() -> None:
    with pytest.raises(SettingsError, match=r"'Anime', 'Shorts', but .* are: Films, Series, Films 4K\. Correct it"):
        select_libraries(ALL, ["Anime", "Shorts"])
    with pytest.raises(SettingsError, match="are: none"):
        select_libraries([], ["Anime"])


def test_a_server_without_libraries_is_reported() -> None:
    assert select_libraries([], ()) == ((), ("The server shows no film or series library.",))
