"""Attributes that are missing, swapped or absurd: an odd title costs nothing but the odd value."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.artifacts import open_current
from recommenderr.build import build
from recommenderr.ingest import ingest
from recommenderr.insights.watch_calendar import years_of
from recommenderr.plex.items import item
from recommenderr.plex.xml import RANGES, decimal, integer, timestamp
from recommenderr.settings import Settings
from recommenderr.store import watching
from tests.factories.small_library import NOW
from tests.plex.scripted import Asked, Line, Scripted, container, paged, reading

FILM = (
    '<Video ratingKey="{key}" key="/library/metadata/{key}" guid="plex://movie/{key}" type="movie" title="Film {key}" '
    'librarySectionID="1" year="1995" duration="6000000" rating="7.0" audienceRating="8.0" addedAt="1700000000" '
    'updatedAt="1700000001" viewCount="1" lastViewedAt="1700000002" userRating="8.0" lastRatedAt="1700000003" '
    'leafCount="10" viewedLeafCount="2" thumb="/library/metadata/{key}/thumb/1" summary="A tale.">'
    '<Genre tag="Drama"/><Guid id="imdb://tt000{key}"/><Rating image="imdb://image.rating" value="7.5" '
    'type="audience"/></Video>'
)
PLAY = (
    '<Video historyKey="/status/sessions/history/{key}" key="/library/metadata/{key}" ratingKey="{key}" '
    'librarySectionID="1" title="Film {key}" type="movie" viewedAt="1700000004" accountID="1" index="3" '
    'parentIndex="2"/>'
)
ABSURD = (
    *("", "0", "-1", "-9", "40000", "32768", "2147483648", "4102444800", "253402300799", "9007199254740993"),
    *("9223372036854775808", "1" * 5000, "1e400", "nan", "inf", "-inf", "1_000", "٣", "0x10", "7.5", " 5", "<&>", "ñ"),
)
NUMBERS = tuple(name for name in RANGES if name in FILM or name in PLAY)


def changed(xml: str, changes: Mapping[str, str | None]) -> Element:
    """The element with these attributes of it and of its children changed, or dropped where the new value is None."""
    root = fromstring(xml)
    for element in root.iter():
        for name in changes.keys() & element.attrib.keys():
            if (value := changes[name]) is None:
                del element.attrib[name]
            else:
                element.set(name, value)
    return root


def odd(xml: str, changes: Mapping[str, str | None]) -> str:
    """The same as text."""
    return tostring(changed(xml, changes), encoding="unicode")


def ingest_and_build(conn: sqlite3.Connection, folder: Path, film: str, play: str) -> None:
    """Reads a server of three films and three plays, the second of each being this one, and builds a generation."""
    films = [FILM.format(key=1), film, FILM.format(key=3)]
    plays = [PLAY.format(key=1), play, PLAY.format(key=3)]

    def metadata(asked: Asked) -> str:
        keys = asked.path.rpartition("/")[2].split(",")
        return container(*(row for row in films if fromstring(row).get("ratingKey") in keys))

    answers: dict[str, Line] = {
        "/library/sections": container('<Directory key="1" type="movie" title="Films" agent="tv.plex.agents.movie"/>'),
        "/library/sections/1/all": paged(films),
        "/status/sessions/history/all": paged(plays),
        "/accounts": container('<Account id="1" name="Ana"/>'),
        **{f"/library/metadata/{keys}": metadata for keys in ("1,2,3", "1,3", "3")},
    }
    with Scripted(answers) as server, reading(server.base) as reader:
        ingest(conn, reader, demo=False, on_progress=lambda *_: None, now=NOW)
    build(conn, Settings(art_dir=folder), NOW, lambda *_: None)


@pytest.mark.parametrize("value", [None, *ABSURD])
def test_an_odd_title_and_an_odd_play_leave_the_others_as_they_are(
    conn: sqlite3.Connection, tmp_path: Path, value: str | None
) -> None:
    changes = dict.fromkeys(NUMBERS, value)
    ingest_and_build(conn, tmp_path, odd(FILM.format(key=2), changes), odd(PLAY.format(key=2), changes))
    titles = open_current(tmp_path).titles
    years = {titles.details(row).item_id: titles.details(row).year for row in range(3)}
    assert (years["1"], years["3"]) == (1995, 1995)
    assert years["2"] is None or 1800 <= years["2"] <= 2200
    watched = {title.item_id for title in watching.watched(conn, 1)}
    assert watched >= {"1", "3"}
    events = watching.watch_events(conn, 1)
    for zone in (ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")):
        assert set(years_of(events, zone)) <= set(range(1969, 2101))
        for entry in watching.history_page(conn, 1):
            assert entry.viewed_at is None or entry.viewed_at.astimezone(zone).year <= 2100


values = st.none() | st.sampled_from(ABSURD) | st.text(max_size=12) | st.integers().map(str) | st.floats().map(str)


@given(changes=st.dictionaries(st.sampled_from(NUMBERS), values))
def test_every_number_of_a_title_is_in_its_range_or_not_given(changes: dict[str, str | None]) -> None:
    film = item(changed(FILM.format(key=2), changes), Element("MediaContainer"))
    assert film is not None
    assert film.title == "Film 2"
    assert film.year is None or 1800 <= film.year <= 2200
    assert film.runtime_min is None or 0 < film.runtime_min <= 144_000
    assert all(0 <= rating.value <= 10 for rating in film.ratings)
    for moment in (film.added_at, film.updated_at):
        assert moment is None or datetime(1970, 1, 1, tzinfo=UTC) < moment < datetime(2100, 1, 1, tzinfo=UTC)


@given(pairs=st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)), max_size=5))
def test_numbers_that_are_swapped_break_nothing(pairs: list[tuple[str, str]]) -> None:
    row = fromstring(FILM.format(key=2))
    for first, second in pairs:
        one, other = row.get(first), row.get(second)
        row.attrib |= {name: value for name, value in ((first, other), (second, one)) if value is not None}
    film = item(row, Element("MediaContainer"))
    assert film is not None
    assert film.genres == ("Drama",)


@given(name=st.sampled_from(sorted(RANGES)), value=values)
def test_a_number_is_read_only_within_its_range(name: str, value: str | None) -> None:
    row = Element("Video", {} if value is None else {name: value})
    low, high = RANGES[name]
    for number in (integer(row, name), decimal(row, name)):
        assert number is None or low <= number <= high
    moment = timestamp(row, name)
    assert moment is None or 1970 <= moment.year < 2100
