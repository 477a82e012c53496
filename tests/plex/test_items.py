"""One film or series out of its XML, attribute by attribute."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from recommenderr.plex.items import item
from recommenderr.plex.xml import calendar_date, decimal, id_in_path, integer, plex_id, timestamp
from recommenderr.records import Item, Rating

CONTAINER = Element("MediaContainer", librarySectionID="32")
FILM = """
<Video ratingKey="101" key="/library/metadata/101" guid="plex://movie/5f40" studio="Harbour Films" type="movie"
  title="The Keeper&#39;s Lamp" titleSort="Keeper&#39;s Lamp" librarySectionID="3" originalTitle="Die Lampe"
  editionTitle="Restored" contentRating="PG-13" summary="A lamp." rating="4.1" audienceRating="8.0" year="2021"
  tagline="It never went out." thumb="/library/metadata/101/thumb/1743847562" duration="7837728" viewCount="3"
  addedAt="1743847517" updatedAt="1743847562" audienceRatingImage="rottentomatoes://image.rating.upright"
  originallyAvailableAt="2021-09-03" ratingImage="rottentomatoes://image.rating.rotten">
  <Genre tag="Drama"/><Genre tag="Mystery"/><Genre tag="Drama"/><Genre tag=" "/><Genre/>
  <Country tag="Norway"/><Collection tag="Lighthouses"/><Label tag="Seen at school"/>
  <Guid id="imdb://tt0000001"/><Guid id="tmdb://2"/><Guid id="tvdb://3"/><Guid id=""/>
  <Rating image="imdb://image.rating" value="6.3" type="audience"/>
  <Rating image="rottentomatoes://image.rating.rotten" value="0.0" type="critic"/>
  <Rating image="rottentomatoes://image.rating.upright" value="8.0" type="audience"/>
  <Rating image="themoviedb://image.rating" value="0.0" type="audience"/>
  <Director tag="M. Vane"/><Writer tag="M. Vane"/><Writer tag="K. Dow"/>
  <Role tag="Zoe Zand" role="Keeper"/><Role tag="Abe Ash" role="Boy"/><Role tag="Zoe Zand" role="Voice"/>
</Video>"""


def read(xml: str) -> Item:
    found = item(fromstring(xml), CONTAINER)
    assert found is not None
    return found


def film(attributes: str = "", children: str = "") -> Item:
    return read(f'<Video ratingKey="1" type="movie" title="A" {attributes}>{children}</Video>')


def test_a_film_with_everything() -> None:
    assert read(FILM) == Item(
        item_id="101",
        guid="plex://movie/5f40",
        type="movie",
        title="The Keeper's Lamp",
        library_id="3",
        external_ids=("imdb://tt0000001", "tmdb://2", "tvdb://3"),
        sort_title="Keeper's Lamp",
        original_title="Die Lampe",
        edition="Restored",
        year=2021,
        runtime_min=130.6288,
        summary="A lamp.",
        tagline="It never went out.",
        content_rating="PG-13",
        studio="Harbour Films",
        genres=("Drama", "Mystery"),
        collections=("Lighthouses",),
        directors=("M. Vane",),
        writers=("M. Vane", "K. Dow"),
        cast=("Zoe Zand", "Abe Ash"),
        countries=("Norway",),
        ratings=(
            Rating("imdb", "audience", 6.3),
            Rating("rottentomatoes", "critic", 0.0),
            Rating("rottentomatoes", "audience", 8.0),
        ),
        thumb="/library/metadata/101/thumb/1743847562",
        added_at=datetime(2025, 4, 5, 10, 5, 17, tzinfo=UTC),
        updated_at=datetime(2025, 4, 5, 10, 6, 2, tzinfo=UTC),
        released=date(2021, 9, 3),
    )


def test_a_series() -> None:
    found = read('<Directory ratingKey="7" type="show" title="Wharf" leafCount="12" viewedLeafCount="3"/>')
    assert (found.type, found.episode_count, found.library_id) == ("show", 12, "32")


def test_a_film_of_which_nothing_is_known() -> None:
    found = film()
    assert found == Item("1", "", "movie", "A", "32", sort_title="A")


@pytest.mark.parametrize(
    ("sent", "read_as"),
    [
        ("One&#10;two&#9;three&#13;", "One two three"),
        ("&#x9B;31mRed&#x7F;&#x85;", "31mRed"),  # XML allows these, and a terminal obeys them
        (
            "\u05e9\u05dc\u05d5\u05dd \u200f\u0645\u0631\u062d\u0628\u0627",
            "\u05e9\u05dc\u05d5\u05dd \u200f\u0645\u0631\u062d\u0628\u0627",
        ),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467, &quot;so&quot; &lt;b&gt;",
            '\U0001f468\u200d\U0001f469\u200d\U0001f467, "so" <b>',
        ),
        ("\u00a0Long " + "x" * 400, "Long " + "x" * 400),
    ],
)
def test_a_title_is_one_line_and_otherwise_as_it_was_sent(sent: str, read_as: str) -> None:
    assert read(f'<Video ratingKey="1" type="movie" title="{sent}"/>').title == read_as


def test_a_summary_keeps_its_lines() -> None:
    assert film('summary="One.&#10;&#10;Two.&#x9B;"').summary == "One.\n\nTwo."


@pytest.mark.parametrize(
    "attributes",
    [
        'type="season"',
        'type="episode"',
        'type="movie" guid="com.plexapp.agents.none://a?lang=xn"',
        "",
    ],
)
def test_what_is_no_film_and_no_series_is_left_out(attributes: str) -> None:
    assert item(fromstring(f'<Video ratingKey="1" {attributes}/>'), CONTAINER) is None


@pytest.mark.parametrize(
    ("guid", "external_ids"),
    [
        ("com.plexapp.agents.imdb://tt0103639?lang=en", ("imdb://tt0103639",)),
        ("com.plexapp.agents.themoviedb://603?lang=de", ("tmdb://603",)),
        ("com.plexapp.agents.thetvdb://268592?lang=en", ("tvdb://268592",)),
        ("com.plexapp.agents.hama://anidb-23?lang=en", ("anidb://23",)),
        ("local://99", ()),
    ],
)
def test_the_guid_of_a_legacy_agent_names_its_source(guid: str, external_ids: tuple[str, ...]) -> None:
    assert film(f'guid="{guid}"').external_ids == external_ids


def test_ratings_of_the_item_itself_stand_in_for_missing_ones() -> None:
    found = film('rating="9.5" ratingImage="rottentomatoes://image.rating.ripe" audienceRating="7.2"')
    assert found.ratings == (Rating("rottentomatoes", "critic", 9.5), Rating("plex", "audience", 7.2))


@pytest.mark.parametrize("value", ["", "nan", "inf", "-1", "10.5", "eight", "0.0"])
def test_a_rating_that_is_none_is_left_out(value: str) -> None:
    assert film(f'audienceRating="{value}" audienceRatingImage="imdb://image.rating"').ratings == ()


@pytest.mark.parametrize("seconds", ["", "0", "-5", "soon", "99999999999999999999", "1e9"])
def test_a_time_that_is_none(seconds: str) -> None:
    assert timestamp(Element("Video", at=seconds), "at") is None


@pytest.mark.parametrize("day", ["", "2021", "2021-13-01", "soon", "0001-01-01", "2021-02-30"])
def test_a_day_that_is_none(day: str) -> None:
    assert calendar_date(Element("Video", on=day), "on") is None


def test_a_day_is_read_whatever_follows_it() -> None:
    assert calendar_date(Element("Video", on="1995-12-15 00:00:00"), "on") == date(1995, 12, 15)


def test_numbers() -> None:
    row = Element("Video", a="12", b="1.5", c="x")
    assert [integer(row, name) for name in "abcd"] == [12, None, None, None]
    assert [decimal(row, name) for name in "abcd"] == [12.0, 1.5, None, None]


@pytest.mark.parametrize(
    ("path", "item_id"),
    [
        ("/library/metadata/871", "871"),
        ("/library/metadata/871/children", "871"),
        ("/library/metadata/", None),
        ("/library/metadata/8x", None),
        ("871", None),
        (None, None),
    ],
)
def test_the_id_in_a_path(path: str | None, item_id: str | None) -> None:
    assert id_in_path(path) == item_id


@pytest.mark.parametrize("value", ["", "1 ", "1\n", "٣", "1.0", "0x1", None, "1" * 19])
def test_what_is_no_id(value: str | None) -> None:
    assert plex_id(value) is None


@pytest.mark.parametrize(("sent", "age"), [("12", 12), ("0", 0), ("-1", None), ("1994", None), ("twelve", None)])
def test_the_age_of_a_content_rating_is_an_age(sent: str, age: int | None) -> None:
    element = Element("Video", ratingKey="1", type="movie", contentRating="odd", contentRatingAge=sent)
    read = item(element, Element("MediaContainer"))
    assert read is not None and read.content_rating_age == age


@pytest.mark.parametrize(
    ("kind", "duration", "runtime_min"),
    [("show", "45", 45.0), ("show", "2700000", 45.0), ("movie", "90", None), ("movie", "5400000", 90.0)],
)
def test_the_duration_of_a_series_may_be_in_minutes(kind: str, duration: str, runtime_min: float | None) -> None:
    assert read(f'<Video ratingKey="1" type="{kind}" title="A" duration="{duration}"/>').runtime_min == runtime_min


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ('title="" originalTitle="Die Lampe"', "Die Lampe"),
        ('title="  " titleSort="Lamp, The"', "Lamp, The"),
        ('title="\u200b\u2060"', "Untitled film 1"),
        ("", "Untitled film 1"),
    ],
)
def test_a_title_without_a_name_is_not_blank(attributes: str, title: str) -> None:
    assert read(f'<Video ratingKey="1" type="movie" {attributes}/>').title == title
