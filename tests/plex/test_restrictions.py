"""What plex.tv says of the limits of an account, read from its own spellings."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.plex.reader import PlexReader
from recommenderr.plex.restrictions import rating_filter, restrictions
from recommenderr.records import RatingFilter, Restriction


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", RatingFilter()),
        ("contentRating=G%2CTV-Y%2Cgb%2FUc%2CAb+0+Jahren%2CCSM+3",
         RatingFilter(frozenset({"g", "tv-y", "gb/uc", "ab 0 jahren", "csm 3"}))),
        ("contentRating=PG|label=Kids", RatingFilter(frozenset({"pg"}))),
        ("label!=Secret|contentRating!=R%2CNC-17", RatingFilter(blocked=frozenset({"r", "nc-17"}))),
        ("contentRating=", RatingFilter(frozenset())),
        ("nonsense", RatingFilter()),
    ],
)  # fmt: skip
def test_a_filter_names_content_ratings(written: str, expected: RatingFilter) -> None:
    assert rating_filter(written) == expected


def test_two_filters_allow_what_both_allow() -> None:
    assert rating_filter("contentRating=G%2CPG", "contentRating=PG%2CR") == RatingFilter(frozenset({"pg"}))


def test_the_home_and_the_other_list_say_different_things_of_one_account() -> None:
    rows = [
        Element("User", id="7", restrictionProfile="teen"),
        Element("User", id="7", filterMovies="contentRating=G", filterTelevision="contentRating=TV-G"),
        Element("User", id="8"),
        Element("User"),
    ]
    expected = Restriction("teen", RatingFilter(frozenset({"g"})), RatingFilter(frozenset({"tv-g"})))
    assert restrictions(rows) == restrictions(rows[::-1]) == {7: expected, 8: Restriction()}


def test_the_child_of_the_demo_is_restricted(demo_plex: DemoServer) -> None:
    with PlexReader(demo_plex.base, demo_plex.token, tv_base=demo_plex.base, client_id="tests") as reader:
        found = reader.accounts(reader.server())
    names = {account.account_id: account.name for account in found.accounts}
    profiles = {names[who]: one.profile for who, one in found.restrictions.items() if who in names}
    assert profiles["Mila"] == "little_kid"
    assert {profile for name, profile in profiles.items() if name != "Mila"} == {""}
